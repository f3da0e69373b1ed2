import {
  Id,
  ModelReport,
  ModelSummary,
  RpcError,
  Source,
  STAGE_IDS,
  type LiveStage,
} from "@casemate/contract";
import * as z from "zod";
import type { Context } from "../console/context.ts";
import type { KeeperClient } from "../vault/keeper-link.ts";
import { listFiles } from "../vault/listing.ts";

/** What is kept with each stored file, encrypted in the vault's index. */
const Meta = z.strictObject({ summary: ModelSummary, source: Source, reportId: Id.nullable() });
export type ModelEntry = z.output<typeof Meta>;

const REPORT_KIND = "report";

/** The models, as the vault knows them and as pages see them. Readable only while unlocked. */
export interface Catalogue {
  load(): Promise<void>;
  clear(): void;
  /** Throws `not_found`. */
  get(modelId: string): ModelEntry;
  /** Null when there is none, or the vault is locked. */
  peek(modelId: string): ModelEntry | null;
  find(sha256: string): ModelEntry | null;
  all(): ModelEntry[];
  metaText(entry: ModelEntry): string;
  /** Shows an entry that the keeper has already stored. */
  show(entry: ModelEntry): void;
  /** Changes what pages see, without writing. */
  live(modelId: string, change: Partial<ModelSummary>): void;
  /** Writes the entry and shows it. */
  save(entry: ModelEntry): Promise<void>;
  saveReport(entry: ModelEntry, report: ModelReport): Promise<ModelEntry>;
  report(modelId: string): Promise<ModelReport>;
  forget(modelId: string): Promise<void>;
}

export function createCatalogue(
  context: Pick<Context, "state" | "newId" | "report">,
  keys: () => KeeperClient,
): Catalogue {
  const entries = new Map<string, ModelEntry>();
  /** False from the lock on: what the keeper still answers meanwhile must not bring a name back to the locked page. */
  let readable = false;
  const isReadable = (): boolean => readable;
  const publish = (): void => {
    if (!readable) return;
    const items = [...entries.values()]
      .map((entry) => entry.summary)
      .sort((a, b) => b.receivedAt.localeCompare(a.receivedAt));
    context.state.set("models", { readable: true, items });
  };
  const get = (modelId: string): ModelEntry => {
    const entry = entries.get(modelId);
    if (!entry)
      throw new RpcError("not_found", "There is no such model in the vault. It may have been removed.");
    return entry;
  };
  const show = (entry: ModelEntry): void => {
    if (!readable) return;
    entries.set(entry.summary.id, entry);
    publish();
  };
  return {
    load: async () => {
      readable = true;
      entries.clear();
      const files = await listFiles(keys());
      // Locked meanwhile; asked by a function, since the compiler cannot know that `clear` was called.
      if (!isReadable()) return;
      for (const file of files) {
        const entry = parseMeta(file.meta);
        if (entry) entries.set(file.id, entry);
        else context.report("catalogue", new Error("an entry of the vault's index has an unknown shape"));
      }
      publish();
    },
    clear: () => {
      readable = false;
      entries.clear();
      context.state.set("models", { readable: false, items: [] });
    },
    get,
    peek: (modelId) => entries.get(modelId) ?? null,
    find: (sha256) => [...entries.values()].find((entry) => entry.summary.sha256 === sha256) ?? null,
    all: () => [...entries.values()],
    metaText: (entry) => JSON.stringify(entry),
    show,
    live: (modelId, change) => {
      const entry = entries.get(modelId);
      if (entry) show({ ...entry, summary: { ...entry.summary, ...change } });
    },
    save: async (entry) => {
      await keys().call("file.setMeta", { id: entry.summary.id, meta: JSON.stringify(entry) });
      show(entry);
    },
    saveReport: async (entry, report) => {
      const reportId = entry.reportId ?? context.newId();
      await keys().call("record.put", {
        id: reportId,
        kind: REPORT_KIND,
        meta: "{}",
        data: JSON.stringify(report),
      });
      return { ...entry, reportId };
    },
    report: async (modelId) => {
      const entry = get(modelId);
      const stored = entry.reportId === null ? null : await keys().call("record.get", { id: entry.reportId });
      if (!stored) return emptyReport(entry);
      const report = ModelReport.parse(JSON.parse(stored.data));
      return { ...report, summary: entry.summary };
    },
    forget: async (modelId) => {
      const entry = get(modelId);
      await keys().call("file.destroy", { id: modelId });
      if (entry.reportId !== null) await keys().call("record.delete", { id: entry.reportId });
      entries.delete(modelId);
      publish();
    },
  };
}

function parseMeta(text: string): ModelEntry | null {
  try {
    const parsed = Meta.safeParse(JSON.parse(text));
    return parsed.success ? parsed.data : null;
  } catch {
    return null;
  }
}

function emptyReport(entry: ModelEntry): ModelReport {
  const stages = STAGE_IDS.map((id) => ({
    id,
    verdict: "not_run" as const,
    ms: 0,
    detail: "Not inspected yet.",
  }));
  return {
    summary: entry.summary,
    source: entry.source,
    findings: [],
    stages,
    engine: {},
    tensors: [],
    templates: [],
  };
}

/** Seven stations, none reached. */
export function waitingStages(): LiveStage[] {
  return STAGE_IDS.map((id) => ({ id, state: "waiting", ms: 0, findings: 0, detail: "" }));
}

/** A model that was just taken in. Name and digest come from intake; everything else is still unknown. */
export function receivedSummary(facts: {
  id: string;
  fileName: string;
  bytes: number;
  sha256: string;
  receivedAt: string;
  jobId: string | null;
}): ModelSummary {
  return {
    ...facts,
    name: facts.fileName.replace(/\.[A-Za-z0-9]{1,16}$/, "") || facts.fileName,
    state: "received",
    admittedAs: null,
    releasedByPerson: false,
    decidedAt: null,
    discardAt: null,
    facts: null,
    stages: waitingStages(),
    findings: { critical: 0, high: 0, medium: 0, low: 0, info: 0 },
    headline: "Waiting to be inspected.",
    policy: "default",
  };
}
