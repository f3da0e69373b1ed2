import type { RpcError } from "@casemate/contract";
import type { StoredModels } from "@casemate/gpu-watch";
import { isNotTheSame, notTheSame } from "../../common/incidents/model-reports.ts";
import type { Catalogue, ModelEntry, ModelFile } from "../models/catalogue.ts";
import type { Stretch } from "../models/check-stored.ts";
import type { GpuContext } from "./gpu-context.ts";

/** Reads a stretch of a stored file; where the next one begins. Throws `changed`, `damaged`, and others when it could not be read. */
export type CheckStretch = (file: ModelFile, stretch: Stretch) => Promise<number>;

export interface StoredModelsWatch {
  /** Reads the next `bytes` of what is stored; nothing while the vault is not open. Never throws. */
  step(bytes: number): Promise<void>;
  /** null while the vault is not open. */
  seen(): StoredModels;
}

interface Lap {
  /** Files of admitted models that are still to be read. */
  readonly left: { readonly modelId: string; readonly file: ModelFile }[];
  at: number;
  /** Bytes that were read and are what they were. */
  read: number;
  /** Models of which a file could not be read in this lap, and why. */
  readonly failed: Map<string, string>;
}

/** Reads the stored files of admitted models again, one after the other, a stretch at a time. */
export function watchStoredModels(
  { state, incidents, report }: Pick<GpuContext, "state" | "incidents" | "report">,
  catalogue: Pick<Catalogue, "all">,
  check: CheckStretch,
): StoredModelsWatch {
  let lap: Lap | null = null;
  let laps = 0;
  const damaged = new Map<string, RpcError>();
  /** Why a model could not be read when its turn came last. */
  const unread = new Map<string, string>();
  let busy = false;
  // A lock forgets: the next unlock begins anew, and the page of a locked console counts nothing.
  state.subscribe(({ slice }) => {
    if (slice !== "vault" || state.get("vault").state === "unlocked") return;
    lap = null;
    laps = 0;
    damaged.clear();
    unread.clear();
  });

  const readOn = async (from: Lap, bytes: number): Promise<void> => {
    const [next] = from.left;
    if (next === undefined) return;
    try {
      const end = await check(next.file, { from: from.at, length: bytes });
      from.read += end - from.at;
      from.at = end;
      if (end < next.file.bytes) return;
    } catch (error) {
      if (lap !== from) return;
      if (isNotTheSame(error)) {
        damaged.set(next.modelId, error);
        incidents.report({ ...notTheSame(next.modelId, error), severity: "critical" });
      } else {
        report("gpu-watch models", error);
        from.failed.set(next.modelId, wordsOf(error));
        // Known at once; that it can be read again is only known when all its files were.
        unread.set(next.modelId, wordsOf(error));
      }
    }
    from.left.shift();
    from.at = 0;
    if (!from.left.some(({ modelId }) => modelId === next.modelId) && !from.failed.has(next.modelId))
      unread.delete(next.modelId);
    if (from.left.length === 0 && lap === from) {
      laps++;
      lap = null;
    }
  };

  return {
    step: async (bytes) => {
      if (busy || state.get("vault").state !== "unlocked") return;
      busy = true;
      try {
        const admitted = admittedOf(catalogue);
        forgetGone(damaged, admitted);
        lap ??= { left: filesOf(admitted, damaged), at: 0, read: 0, failed: new Map() };
        await readOn(lap, bytes);
      } finally {
        busy = false;
      }
    },
    seen: () => {
      if (state.get("vault").state !== "unlocked") return null;
      const admitted = admittedOf(catalogue);
      return {
        count: admitted.length + damaged.size,
        bytes: sum(admitted.flatMap(({ files }) => files)),
        readBytes: lap?.read ?? 0,
        laps,
        damaged: [...damaged].map(([id, { message }]) => ({ id, why: message })),
        // One that was removed meanwhile is no longer stored.
        unread: [...unread]
          .filter(([id]) => admitted.some(({ summary }) => summary.id === id))
          .map(([id, why]) => ({ id, why })),
      };
    },
  };
}

function admittedOf(catalogue: Pick<Catalogue, "all">): readonly ModelEntry[] {
  return catalogue.all().filter(({ summary }) => summary.state === "admitted");
}

/** One that is admitted again was inspected again, and one that is gone is no longer stored. */
function forgetGone(damaged: Map<string, RpcError>, admitted: readonly ModelEntry[]): void {
  for (const { summary } of admitted) damaged.delete(summary.id);
}

function filesOf(admitted: readonly ModelEntry[], damaged: ReadonlyMap<string, RpcError>): Lap["left"] {
  return admitted
    .filter(({ summary }) => !damaged.has(summary.id))
    .flatMap(({ summary, files }) => files.map((file) => ({ modelId: summary.id, file })));
}

/** What a system or a child said when it could not read, in one line. */
function wordsOf(error: unknown): string {
  return (error instanceof Error ? error.message : "It could not be read.").slice(0, MAX_WHY);
}
const MAX_WHY = 200;

function sum(files: readonly ModelFile[]): number {
  return files.reduce((total, { bytes }) => total + bytes, 0);
}
