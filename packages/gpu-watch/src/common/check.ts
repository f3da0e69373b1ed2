import type { GpuAnswer, GpuBaselineState, GpuCheck, GpuGranted, GpuProbe } from "@casemate/contract";
import { captureBaseline, fingerprintText, type Baseline } from "./baseline/baseline.ts";
import { explainDrift } from "./baseline/explain.ts";
import { takenOver } from "./baseline/taken.ts";
import type { EngineFingerprint } from "./engine/fingerprint.ts";
import type { CpuAnswer, Look } from "./look.ts";
import { notChecked, NOT_CHECKED_OF_PROCESSOR, runProbes } from "./probes/run-probes.ts";
import { STATUS_ORDER, type Scene } from "./probes/scene.ts";
import { missingTools, type MissingTool } from "./probes/vendor-tool.ts";
import { neededProbes } from "./score/needed.ts";
import { scoreProbes } from "./score/score.ts";

export interface CheckInput extends Pick<Scene, "runtime" | "engine" | "models" | "timing"> {
  readonly look: Look;
  readonly cpu: CpuAnswer | null;
  readonly answer: GpuAnswer | null;
  /** The trusted baseline, and how its file stands. */
  readonly baseline: Baseline | null;
  readonly baselineState: GpuBaselineState;
  /** SHA-256 in hexadecimal. */
  readonly sha256: (text: string) => string;
  readonly report: (probe: string, error: unknown) => void;
}

const MAX_DRIFT = 200;

/** One whole judgement of what was seen. */
export function makeCheck({
  look,
  cpu,
  answer,
  baseline,
  baselineState,
  sha256,
  report,
  ...others
}: CheckInput): GpuCheck {
  const fingerprint = engineOf(others.engine);
  const drift = baseline === null ? [] : explainDrift(baseline, look, fingerprint).slice(0, MAX_DRIFT);
  const scene: Scene = { look, baseline, drift, cpu, answer, ...others };
  const probes = runProbes(scene, report);
  const said = baselineReason(baselineState);
  const missing = missingTools(look);
  const scored = scoreProbes(probes, {
    probes: neededProbes({ look, baseline, models: others.models }),
    toolMissing: missing.length > 0,
  });
  const verdict = withBaseline(scored.verdict, baselineState.state);
  const seen = captureBaseline(look, { engine: fingerprint, timing: others.timing });
  const granted = seen === null ? [] : grantedBy(seen, scene, probes, report);
  const accelerators = look.cards?.length ?? null;
  const reasons = [
    ...(said === null ? [] : [said]),
    ...missing.map(({ tool, why }) => `${tool.name} told nothing. ${why} ${tool.install}`),
    ...STATUS_ORDER.slice(0, 3).flatMap((status) =>
      probes.filter((probe) => probe.status === status).map((probe) => `${probe.title}: ${probe.sentence}`),
    ),
  ];
  return {
    at: look.at,
    verdict,
    score: scored.score,
    sentence:
      verdict === "unknown" && scored.verdict === "healthy"
        ? UNVOUCHED
        : sentenceOf(verdict, accelerators, probes, missing),
    reasons,
    accelerators,
    probes,
    sources: look.sources,
    drift: [...drift],
    taken: baseline === null || seen === null ? [] : takenOver(baseline, look, seen),
    granted,
    baseline: baselineState,
    notChecked: [...(accelerators === 0 ? [] : notChecked(answer)), ...NOT_CHECKED_OF_PROCESSOR],
    fingerprint: seen === null ? null : sha256(fingerprintOf(seen, granted)),
  };
}

/** What the engine answered, where it did. */
export function engineOf(answer: Scene["engine"]): EngineFingerprint | null {
  return answer?.state === "ok" ? answer.fingerprint : null;
}

function fingerprintOf(seen: Baseline, granted: readonly GpuGranted[]): string {
  return fingerprintText(
    seen,
    granted.map(({ probe, sentence }) => `${probe}: ${sentence}`),
  );
}

/** What is found now, beside changes, and would be found no more, or less gravely, once this stood as the baseline. */
function grantedBy(
  seen: Baseline,
  scene: Scene,
  probes: readonly GpuProbe[],
  report: CheckInput["report"],
): GpuGranted[] {
  const now = scene.drift.length === 0 ? probes : runProbes({ ...scene, drift: [] }, report);
  const after = runProbes({ ...scene, baseline: seen, drift: [] }, report);
  const rank = (status: GpuProbe["status"] | undefined): number =>
    status === undefined ? 0 : STATUS_ORDER.indexOf(status);
  return now.flatMap(({ id: probe, status, sentence }) =>
    (status === "critical" || status === "warning") &&
    rank(after.find(({ id }) => id === probe)?.status) > rank(status)
      ? [{ probe, status, sentence }]
      : [],
  );
}

/** One that somebody changed, took away or exchanged was there to be relied on; of one that nobody vouches for it is not known. */
function withBaseline(verdict: GpuCheck["verdict"], state: GpuBaselineState["state"]): GpuCheck["verdict"] {
  if (state === "unvouched") return verdict === "healthy" ? "unknown" : verdict;
  if (state === "ok" || state === "absent" || verdict === "critical") return verdict;
  return "warning";
}

const ANEW = "Put its file back, or capture a new one when you know why.";
const UNVOUCHED = "Unknown: the log does not say which baseline was captured last.";
const UNTRUSTED: Readonly<Record<Exclude<GpuBaselineState["state"], "ok" | "absent" | "unvouched">, string>> =
  {
    damaged: `The baseline's file is damaged or was changed, so nothing was compared with it. ${ANEW}`,
    gone: `The baseline's file is gone, so nothing was compared. ${ANEW}`,
    other: `The baseline's file is not the one that was captured last, so nothing was compared with it. ${ANEW}`,
    foreign:
      "The baseline was not signed with this installation's key, so nothing was compared with it. Put its file and key back, or capture a new one here.",
  };

/** Why the baseline is none to rely on; null where it is, and where there is none. */
function baselineReason({ state, capturedAt }: GpuBaselineState): string | null {
  if (state === "ok" || state === "absent") return null;
  if (state !== "unvouched") return UNTRUSTED[state];
  return capturedAt === null
    ? "There is no baseline, and the log does not say whether one was captured before: it was begun anew, or cannot be read. Look at the log, then capture one."
    : "The log does not say that this baseline is the one that was captured last: it was begun anew, or cannot be read. Capture a new one when you know why.";
}

function answersAsBefore(probes: readonly GpuProbe[]): string {
  return probes.some(({ id, status }) => id === "engine" && status === "pass")
    ? " The engine answers as it did when the baseline was captured."
    : "";
}

function sentenceOf(
  verdict: GpuCheck["verdict"],
  accelerators: number | null,
  probes: readonly GpuProbe[],
  missing: readonly MissingTool[],
): string {
  const blind = probes.filter(({ status }) => status === "unknown").length;
  const unseen = blind === 0 ? "" : ` ${String(blind)} of ${String(probes.length)} probes could not look.`;
  if (accelerators === null)
    return "Unknown: nobody could look for accelerators on this machine. That is not the same as there being none.";
  const cards = accelerators === 1 ? "the accelerator" : `${String(accelerators)} accelerators`;
  if (verdict === "critical")
    return `Do not rely on what this machine computes: something failed or was changed.${unseen}`;
  if (verdict === "warning") return `Something about this machine's computing needs your eyes.${unseen}`;
  const results = resultsOf(probes);
  if (verdict === "unknown") {
    const tools = missing.map(({ tool }) => tool.name).join(", ");
    const without = tools === "" ? "" : ` ${tools} told nothing.`;
    return `Unknown: too little of ${accelerators === 0 ? "this machine" : cards} could be judged.${without}${unseen}${accelerators === 0 ? "" : ` ${results}`}`;
  }
  if (accelerators === 0)
    return `There is no accelerator: models run on the processor, which computed its known answers exactly.${answersAsBefore(probes)}`;
  return `What could be looked at of ${cards} is as it should be. ${results}${unseen}`;
}

/** What is known of an accelerator's results, which is the first that a person wants to know. */
function resultsOf(probes: readonly GpuProbe[]): string {
  return probes.some(({ id, status }) => id === "known_answer" && status === "pass")
    ? "The results of known products were right."
    : "That an accelerator's results are right was not shown: its known answers say why.";
}
