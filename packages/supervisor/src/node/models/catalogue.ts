import {
  Id,
  ModelReport,
  ModelSummary,
  RpcError,
  Source,
  STAGE_IDS,
  type LiveStage,
} from "@casemate/contract";
import { byName, visible } from "@casemate/quarantine";
import type { StoredFile } from "@casemate/vault";
import * as z from "zod";
import type { Context } from "../console/context.ts";
import type { KeeperClient } from "../vault/keeper-link.ts";
import { listFiles } from "../vault/listing.ts";
import { modelDigest } from "./several-files.ts";

const FileName = z.string().max(4096);
/** What is kept with each model's first stored file, encrypted in the vault's index. */
const Meta = z.strictObject({
  summary: ModelSummary,
  source: Source,
  reportId: Id.nullable(),
  /** Its path in the model's folder; null for a model of one file. */
  fileName: FileName.nullable().default(null),
});
/** What is kept with a model's further files. */
const FurtherMeta = z.strictObject({ fileName: FileName });

/** One stored file of a model. `name`: its path in the model's folder, or the file's name when there is one only. */
export interface ModelFile {
  readonly id: string;
  readonly name: string;
  readonly bytes: number;
  readonly sha256: string;
}

/** A model as the vault keeps it; its files stand in the order of their names, and the first one's id is the model's. */
export interface ModelEntry extends Omit<z.output<typeof Meta>, "fileName"> {
  readonly files: readonly ModelFile[];
}

/** Longest name that a finding or a list of files shows (the contract's limit). */
export const MAX_SHOWN_NAME = 300;
const REPORT_KIND = "report";
const CONTAINED =
  "Contained: it is not run until it was inspected again. Look under Incidents, or inspect it again.";

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
  /** Not run any more until it was inspected again. Throws `not_found`. */
  contain(modelId: string, headline?: string): Promise<void>;
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
      for (const first of files.filter(({ partOf }) => partOf === null)) {
        const entry = entryOf(
          first,
          files.filter(({ partOf }) => partOf === first.id),
        );
        if (entry) entries.set(first.id, entry);
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
    metaText: metaTextOf,
    show,
    live: (modelId, change) => {
      const entry = entries.get(modelId);
      if (entry) show({ ...entry, summary: { ...entry.summary, ...change } });
    },
    save: async (entry) => {
      await keys().call("file.setMeta", { id: entry.summary.id, meta: metaTextOf(entry) });
      show(entry);
    },
    contain: async (modelId, headline = CONTAINED) => {
      const entry = get(modelId);
      const next: ModelEntry = { ...entry, summary: { ...entry.summary, state: "contained", headline } };
      await keys().call("file.setMeta", { id: modelId, meta: metaTextOf(next) });
      show(next);
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
      return { ...report, summary: entry.summary, files: filesOf(entry) };
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

function metaTextOf({ summary, source, reportId, files }: ModelEntry): string {
  const fileName = files.length > 1 ? (files[0]?.name ?? null) : null;
  const meta: z.input<typeof Meta> = { summary, source, reportId, fileName };
  return JSON.stringify(meta);
}

/** What the vault keeps with a further file of a model. */
export function metaOf(fileName: string): string {
  const meta: z.input<typeof FurtherMeta> = { fileName };
  return JSON.stringify(meta);
}

/** Null when what is kept has an unknown shape or is not the model that it says. */
function entryOf(first: StoredFile, further: readonly StoredFile[]): ModelEntry | null {
  const meta = parsed(Meta, first.meta);
  if (meta?.summary.files !== 1 + further.length) return null;
  const { fileName, ...rest } = meta;
  const names = [
    fileName ?? meta.summary.fileName,
    ...further.map(({ meta: text }) => parsed(FurtherMeta, text)?.fileName),
  ];
  const files = [first, ...further].flatMap(({ id, bytes, sha256 }, index): ModelFile[] => {
    const name = names[index];
    return name === undefined ? [] : [{ id, name, bytes, sha256 }];
  });
  const whole = files.length === meta.summary.files && modelDigest(files) === meta.summary.sha256;
  return whole ? { ...rest, files: [...files].sort(byName) } : null;
}

function parsed<T extends z.ZodType>(shape: T, text: string): z.output<T> | null {
  try {
    return shape.safeParse(JSON.parse(text)).data ?? null;
  } catch {
    return null;
  }
}

/** For people: names come from whoever made the model. */
function filesOf({ files }: ModelEntry): ModelReport["files"] {
  return files.map(({ name, bytes, sha256 }) => ({ name: visible(name, MAX_SHOWN_NAME), bytes, sha256 }));
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
    files: filesOf(entry),
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
  name: string;
  fileName: string;
  files: number;
  bytes: number;
  sha256: string;
  receivedAt: string;
  jobId: string | null;
}): ModelSummary {
  return {
    ...facts,
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
