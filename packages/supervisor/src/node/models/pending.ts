import { Id, MAX_MODEL_FILES } from "@casemate/contract";
import type { BigIntStats } from "node:fs";
import * as z from "zod";
import type { Context } from "../console/context.ts";
import type { KeeperClient } from "../vault/keeper-link.ts";
import { listRecords } from "../vault/listing.ts";

const KIND = "pending";
const Path = z.string().min(1).max(4096);
const Decimal = z.string().regex(/^\d{1,20}$/);

/** Which file it was: another one at the same path is not what the person asked for. The device number changes when a disk is attached anew. */
export const FileIdentity = z.strictObject({ size: Decimal, mtimeNs: Decimal, ino: Decimal });
export type FileIdentity = z.output<typeof FileIdentity>;

/**
 * Work that a lock or a crash may interrupt, as the vault keeps it: never outside, since it names files. It is there from before the work begins
 * until it is done, failed for a reason of its own, or a person cancelled it. Its id is the model's, also before there is one.
 */
const Pending = z.strictObject({
  modelId: Id,
  /** The job that shows it; another process does not know it. */
  jobId: Id,
  /** Base name, for words. */
  name: z.string().max(255),
  /** How the bytes can be had again; a drop cannot. null: they are in the vault, only the inspection is missing. */
  from: z
    .discriminatedUnion("kind", [
      z.strictObject({
        kind: z.literal("path"),
        /** As it was given: a file, a folder, or the first of some parts. */
        path: Path,
        /** `name`: the file's path in the model's folder. */
        files: z
          .array(z.strictObject({ name: z.string().min(1).max(4096), path: Path, file: FileIdentity }))
          .min(1)
          .max(MAX_MODEL_FILES),
      }),
      z.strictObject({ kind: z.enum(["drop", "starter"]) }),
    ])
    .nullable(),
});
export type Pending = z.output<typeof Pending>;

export interface PendingWork {
  /** Durable when it answers. */
  put(pending: Pending): Promise<void>;
  /** Idempotent. */
  drop(modelId: string): Promise<void>;
  all(): Promise<Pending[]>;
}

export function createPendingWork(context: Pick<Context, "report">, keys: () => KeeperClient): PendingWork {
  const get = async (id: string): Promise<Pending | null> => {
    const stored = await keys().call("record.get", { id });
    const parsed = Pending.safeParse(stored === null ? null : JSON.parse(stored.data));
    if (!parsed.success)
      context.report("pending", new Error("a record of pending work has an unknown shape"));
    return parsed.data ?? null;
  };
  return {
    put: async (pending) => {
      const { modelId: id } = pending;
      await keys().call("record.put", { id, kind: KIND, meta: "{}", data: JSON.stringify(pending) });
    },
    drop: async (modelId) => {
      await keys().call("record.delete", { id: modelId });
    },
    all: async () => {
      const records = await listRecords(keys(), KIND);
      const found = await Promise.all(records.map(({ id }) => get(id)));
      return found.filter((one) => one !== null);
    },
  };
}

export function identityOf({ size, mtimeNs, ino }: BigIntStats): FileIdentity {
  return { size: String(size), mtimeNs: String(mtimeNs), ino: String(ino) };
}

export function sameFile(a: FileIdentity, b: FileIdentity): boolean {
  return a.size === b.size && a.mtimeNs === b.mtimeNs && a.ino === b.ino;
}
