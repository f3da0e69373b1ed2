import type { GpuCheck, GpuProbe, IncidentClass, IncidentSeverity } from "@casemate/contract";
import { factName, PROCESSOR_PROBES, SECTIONS, STORED_MODELS } from "@casemate/gpu-watch";
import type { Report } from "@casemate/incidents";

/** What the running model computes on, and which model that is; both null while none runs. */
export interface InUse {
  readonly on: "processor" | "accelerator" | null;
  readonly modelId: string | null;
}

/** Characters of the digest that names a change. */
const KEY_CHARS = 12;
/** Reasons that are kept as evidence. */
const MAX_REASONS = 8;
const MAX_TEXT = 500;
/** Changes that one incident names. It keeps 16 things as evidence: its first 15 and the newest. */
export const MAX_NAMED = 14;
/** Ends the id of one that has more changes than it can name: it stands for all changes of its probe. */
export const FOR_ALL = "+";

interface Kind {
  readonly class: IncidentClass;
  readonly severity: IncidentSeverity;
}

/** An unexplained change as an incident names it. */
export type Named = Extract<Report["evidence"][number], { kind: "change" }>;
/** Whether a change of this probe was not told yet, as gravely as this. */
export type IsNew = (probe: string, kind: Kind, change: Named) => boolean;

/**
 * What a check asks to be reported: one report for each probe that found something wrong, none for what is well, unknown, only worth a look, or a
 * change that the machine's records explain. Changes are told once: a report names those that are new, and there is none where none is. Which class
 * and severity: that of the original (its incident mapping), but for an error of a card that no model computes on: that is told and stops nothing.
 */
export function gpuReports(
  check: GpuCheck,
  inUse: InUse,
  sha256: (text: string) => string,
  isNew: IsNew = () => true,
): Report[] {
  const ofProbes = check.probes.flatMap((probe): Report[] => {
    const open = changesOf(check, probe.id);
    const kind = kindOf(probe, open.length > 0, inUse);
    if (kind === null) return [];
    const fresh = open.filter((change) => isNew(probe.id, kind, change));
    if (open.length > 0 && fresh.length === 0) return [];
    const about = kind.class === "model_behavior_anomaly" && concerns(probe, inUse) ? inUse.modelId : null;
    const key = fresh.length === 0 ? "" : `:${keyOf(fresh, sha256)}`;
    return [
      {
        ...kind,
        subject:
          about === null ? { kind: "machine", id: `gpu:${probe.id}${key}` } : { kind: "model", id: about },
        summary: { code: `gpu_${probe.id}`, message: `${probe.title}: ${probe.sentence}`.slice(0, MAX_TEXT) },
        ...(about === null ? { todo: todoOf(probe, fresh.length > 0) } : {}),
        evidence: [
          {
            kind: "probe",
            probe: probe.id,
            status: probe.status,
            verdict: check.verdict,
            score: probe.score,
            reasons: check.reasons.slice(0, MAX_REASONS).map((reason) => reason.slice(0, MAX_TEXT)),
          },
          ...fresh.slice(0, MAX_NAMED),
        ],
      },
    ];
  });
  return [...baselineReports(check), ...ofProbes];
}

/** Instead of a probe's name: the baseline itself. */
export const OF_BASELINE = "baseline";
const PROBLEMS: Readonly<Partial<Record<GpuCheck["baseline"]["state"], string>>> = {
  damaged: "damaged, or changed",
  gone: "missing",
  other: "signed, and not the one that was captured last",
  foreign: "not signed with this installation's key",
};

/** A baseline that somebody damaged, took away or exchanged: every change since is hidden by it. One that nobody vouches for accuses nobody. */
function baselineReports({ baseline, reasons }: GpuCheck): Report[] {
  const problem = PROBLEMS[baseline.state];
  if (problem === undefined) return [];
  return [
    {
      class: "integrity_violation",
      severity: "high",
      subject: { kind: "machine", id: `gpu:${OF_BASELINE}` },
      summary: {
        code: `gpu_baseline_${baseline.state}`,
        message: (reasons[0] ?? "The accelerators' baseline cannot be trusted.").slice(0, MAX_TEXT),
      },
      todo: `Put the file gpu-baseline back from a backup; or look at what there is now, and capture a new baseline: casemate gpu baseline --capture. ${THEN}`,
      evidence: [{ kind: "file", path: "gpu-baseline", problem }],
    },
  ];
}

/** Unexplained changes that this probe judges. */
export function changesOf({ drift }: Pick<GpuCheck, "drift">, probe: string): Named[] {
  return drift
    .filter(({ section, explained }) => !explained && (SECTIONS[probe] ?? []).includes(section))
    .map((one) => ({
      kind: "change",
      what: factName(one).slice(0, MAX_TEXT),
      before: one.before ?? NOTHING,
      after: one.after ?? NOTHING,
    }));
}
const NOTHING = "nothing";

function keyOf(changes: readonly Named[], sha256: (text: string) => string): string {
  const text = JSON.stringify(changes.map(({ what, before, after }) => [what, before, after]));
  return `${sha256(text).slice(0, KEY_CHARS)}${changes.length > MAX_NAMED ? FOR_ALL : ""}`;
}

const THEN = "Then acknowledge, let Casemate look again, resolve.";

/** What to do about a machine: what the class says is about models, or about files of Casemate's. */
function todoOf({ remedy }: GpuProbe, changed: boolean): string {
  const first = changed
    ? "Find out who changed this. Undo it, or, if it was you, take it into the baseline: casemate gpu baseline --capture."
    : (remedy ?? "See what was found: casemate gpu check.");
  return `${first.slice(0, MAX_TEXT - THEN.length - 1)} ${THEN}`;
}

function kindOf(probe: GpuProbe, unexplained: boolean, inUse: InUse): Kind | null {
  if (probe.id === STORED_MODELS) return null;
  if (probe.status !== "critical")
    return probe.status === "warning" && unexplained
      ? { class: "integrity_violation", severity: "medium" }
      : null;
  if (probe.id === "driver" || probe.id === "inventory" || probe.id === "virtual_machine")
    return { class: "integrity_violation", severity: "high" };
  const severe = concerns(probe, inUse);
  if (probe.id === "ecc") return { class: "integrity_violation", severity: severe ? "critical" : "medium" };
  return { class: "model_behavior_anomaly", severity: severe ? "high" : "medium" };
}

/** Whether a model computes on what failed. */
function concerns({ id }: GpuProbe, { on }: InUse): boolean {
  return on === (PROCESSOR_PROBES.includes(id) ? "processor" : "accelerator");
}
