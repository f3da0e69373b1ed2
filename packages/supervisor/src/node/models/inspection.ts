import {
  RpcError,
  type Finding,
  type LiveStage,
  type ModelFacts,
  type ModelReport,
  type ModelSummary,
  type StageResult,
  type State,
  type Verdict,
} from "@casemate/contract";
import { applyPolicy, combineVerdict, headlineFor, type InspectionReport } from "@casemate/quarantine";
import { isoTime } from "../../common/clock.ts";
import { stoppedByLock, type JobControl } from "../../common/jobs.ts";
import { isNotTheSame, notTheSame } from "../../common/incidents/model-reports.ts";
import type { Context } from "../console/context.ts";
import type { KeeperClient } from "../vault/keeper-link.ts";
import type { Catalogue, ModelEntry } from "./catalogue.ts";
import type { InspectorClient, ParserBox } from "./parser-box.ts";
import { knownFiles, unfinishedReport } from "./unfinished.ts";

/** A file that keeps a parser busy this long is held: unknown, not fine. Set for 100 GB at 100 MB/s. */
const INSPECTION_LIMIT_MS = 20 * 60_000;

/** A person stopped it, so nothing starts it again but a person. */
export const NOT_INSPECTED = { headline: "Not inspected: it was stopped. Start the inspection again." };

/** Stage 7, given by the runtime side: loads the model in the confined runtime and asks it. */
export type BehaviourCheck = (
  entry: ModelEntry,
  job: JobControl,
) => Promise<{ stage: StageResult; findings: Finding[] }>;

const UNKNOWN_FACTS: ModelFacts = {
  format: "unknown",
  architecture: null,
  title: null,
  tensors: null,
  parameters: null,
  quantisation: null,
  contextLength: null,
  chatTemplate: false,
};

/** What the static stages came to; null report = the parser died, or the stored bytes are not the ones that were taken in. */
interface Static {
  readonly report: InspectionReport | null;
  readonly crash: string | null;
  /** Digest of the policy under which it was judged. */
  readonly policy: string;
}

export interface Inspection {
  /** Runs all seven stages over a stored file and writes verdict and report. */
  run(entry: ModelEntry, job: JobControl): Promise<void>;
}

export function createInspection(
  context: Context,
  catalogue: Catalogue,
  keys: () => KeeperClient,
  box: ParserBox,
  behaviour: BehaviourCheck,
): Inspection {
  return {
    run: async (entry, job) => {
      const id = entry.summary.id;
      catalogue.live(id, { state: "inspecting", jobId: job.id, headline: "Being inspected." });
      try {
        const fixed = await runStatic(entry, job);
        job.signal.throwIfAborted();
        const stage7 = await runBehaviour(entry, job, fixed);
        job.signal.throwIfAborted();
        await decide(entry, fixed, stage7);
      } catch (error) {
        if (isNotTheSame(error) && !job.signal.aborted) context.incidents.report(notTheSame(id, error));
        // Nothing was decided: what the vault has stands. After a lock this is no longer the entry that is shown.
        if (!stoppedByLock(job.signal))
          catalogue.live(id, { ...entry.summary, jobId: null, ...(isNew(entry) ? NOT_INSPECTED : {}) });
        throw error;
      }
    },
  };

  async function runStatic(entry: ModelEntry, job: JobControl): Promise<Static> {
    const { summary } = entry;
    const force = context.admission.inForce();
    const policy = force.digest;
    const limits = { signal: job.signal, limitMs: INSPECTION_LIMIT_MS };
    return box.open(entry.files, limits, async ({ client, unlock }) => {
      try {
        watch(client, summary, job);
        const report = await client.call("inspect.run", {
          files: await unlock(),
          source: entry.source,
          profile: "full",
        });
        return { report: applyPolicy({ ...report, files: knownFiles(entry) }, force), crash: null, policy };
      } catch (error) {
        // The keys went away: that says nothing about the file.
        if (job.signal.aborted || isAboutTheVault(error)) throw error;
        // Bytes that do not authenticate say nothing about the file; a parser that crashed, ran out of time or answered nonsense does.
        if (isNotTheSame(error)) context.incidents.report(notTheSame(summary.id, error));
        return {
          report: null,
          policy,
          crash: error instanceof RpcError && error.code !== "closed" ? error.code : "crashed",
        };
      }
    });
  }

  function watch(client: InspectorClient, summary: ModelSummary, job: JobControl): void {
    // A lock empties the catalogue while late messages are still under way: they change nothing.
    const shownStages = (): readonly LiveStage[] => catalogue.peek(summary.id)?.summary.stages ?? [];
    const change = (id: LiveStage["id"], next: Partial<LiveStage>): void => {
      catalogue.live(summary.id, {
        stages: shownStages().map((stage) => (stage.id === id ? { ...stage, ...next } : stage)),
      });
    };
    client.on("inspect.progress", ({ stage, done, total, findings }) => {
      job.progress({ stage, done, total });
      const shown = shownStages().find((one) => one.id === stage);
      if (shown && (shown.state === "waiting" || shown.findings !== findings))
        change(stage, { state: "running", findings });
    });
    client.on("inspect.stage", (result) => {
      change(result.id, { state: result.verdict, ms: result.ms, detail: result.detail });
    });
  }

  async function runBehaviour(
    entry: ModelEntry,
    job: JobControl,
    fixed: Static,
  ): Promise<{ stage: StageResult; findings: Finding[] }> {
    const skip = (
      verdict: "not_run" | "not_applicable",
      detail: string,
    ): { stage: StageResult; findings: Finding[] } => ({
      stage: { id: "behaviour", verdict, ms: 0, detail },
      findings: [],
    });
    if (!fixed.report) return skip("not_run", "Not run: an earlier stage did not finish.");
    if (fixed.report.verdict === "refuse") return skip("not_run", "Not run: the file is refused.");
    if (!fixed.report.runnable) return skip("not_applicable", "Does not apply: this file cannot run alone.");
    if (fixed.report.verdict === "hold")
      return skip("not_run", "Not run: a person has to look at the file first.");
    const { stages } = catalogue.get(entry.summary.id).summary;
    catalogue.live(entry.summary.id, {
      facts: fixed.report.facts,
      stages: stages.map((stage) => (stage.id === "behaviour" ? { ...stage, state: "running" } : stage)),
    });
    return behaviour({ ...entry, summary: { ...entry.summary, facts: fixed.report.facts } }, job);
  }

  async function decide(
    entry: ModelEntry,
    fixed: Static,
    stage7: { stage: StageResult; findings: Finding[] },
  ): Promise<void> {
    const app = context.state.get("app");
    const engine = engineOf(app, fixed.policy);
    const report = fixed.report
      ? joined(entry, fixed.report, stage7, engine)
      : unfinishedReport(entry, fixed.crash ?? "crashed", engine);
    const verdict = combineVerdict(report.stages);
    const summary = { ...decidedSummary(entry, report, verdict), policy: fixed.policy };
    const saved = await catalogue.saveReport({ ...entry, summary }, { ...report, summary });
    if (verdict === "admit") {
      await keys().call("file.admit", { id: summary.id, meta: catalogue.metaText(saved) });
      catalogue.show(saved);
    } else {
      await catalogue.save(saved);
    }
    context.ledger.note(`model.${summary.state}`, summary.id, {
      critical: summary.findings.critical,
      high: summary.findings.high,
      medium: summary.findings.medium,
      low: summary.findings.low,
    });
  }

  function decidedSummary(entry: ModelEntry, report: ModelReport, verdict: Verdict): ModelSummary {
    const now = context.clock.now();
    const days = context.state.get("app").settings.refusedKeepDays;
    const runnable = report.stages.find((stage) => stage.id === "behaviour")?.verdict !== "not_applicable";
    return {
      ...entry.summary,
      state: ({ admit: "admitted", hold: "held", refuse: "refused" } as const)[verdict],
      admittedAs: verdict === "admit" ? (runnable ? "model" : "component") : null,
      decidedAt: isoTime(context.clock),
      discardAt: verdict === "refuse" ? new Date(now + days * 86_400_000).toISOString() : null,
      facts: report.summary.facts,
      stages: report.stages.map((stage) => ({
        id: stage.id,
        state: stage.verdict,
        ms: stage.ms,
        findings: report.findings.filter((finding) => finding.stage === stage.id).length,
        detail: stage.detail,
      })),
      findings: countBySeverity(report.findings),
      headline: headlineFor({
        verdict,
        findings: report.findings,
        stages: report.stages,
        runnable,
        facts: report.summary.facts ?? UNKNOWN_FACTS,
      }),
      jobId: null,
    };
  }
}

/** By what it was judged: a later version may see more. */
function engineOf({ version, engine, isolation }: State["app"], policy: string): ModelReport["engine"] {
  return { casemate: version, engine, isolation: isolation.level, policy };
}

function joined(
  entry: ModelEntry,
  report: InspectionReport,
  stage7: { stage: StageResult; findings: Finding[] },
  engine: ModelReport["engine"],
): ModelReport {
  return {
    summary: { ...entry.summary, facts: report.facts },
    source: entry.source,
    findings: [...report.findings, ...stage7.findings].slice(0, 1000),
    stages: report.stages.map((stage) => (stage.id === "behaviour" ? stage7.stage : stage)),
    engine,
    files: knownFiles(entry),
    tensors: report.tensors,
    templates: report.templates,
  };
}

/** No verdict about it yet. */
function isNew({ summary }: ModelEntry): boolean {
  return summary.state === "received";
}

function isAboutTheVault(error: unknown): boolean {
  return error instanceof RpcError && ["keeper_gone", "locked"].includes(error.code);
}

function countBySeverity(findings: readonly Finding[]): ModelSummary["findings"] {
  const counts = { critical: 0, high: 0, medium: 0, low: 0, info: 0 };
  findings.forEach((finding) => {
    counts[finding.severity] += 1;
  });
  return counts;
}
