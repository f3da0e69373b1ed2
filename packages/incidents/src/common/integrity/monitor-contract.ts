import { Bytes, call, type Contract } from "@casemate/contract";
import * as z from "zod";
import { CHANGE_KINDS } from "./assess.ts";
import { WATCHED_GROUPS } from "./watched.ts";

/** Files that are watched at most: our own are some hundreds, and the vault's index ends at 150,000 objects. */
export const MAX_WATCHED = 200_000;
/** Changes that are told one by one; beyond, their number says enough. */
export const MAX_TOLD = 200;
/** Longest path below a group's folder, in characters; ours have less than 200. */
const MAX_PATH = 1000;

/** Longest waiting for a notice, in milliseconds: asked again and again. */
export const MAX_WAIT_MS = 60_000;

const Digest = z.string().regex(/^[0-9a-f]{64}$/);
const Group = z.enum(WATCHED_GROUPS);
/** Never leaves its group's folder. */
const Path = z
  .string()
  .min(1)
  .max(MAX_PATH)
  .refine((path) => path.split("/").every((part) => part !== "" && part !== "." && part !== ".."));

export const Watched = z.strictObject({
  group: Group,
  path: Path,
  bytes: Bytes.nullable(),
  sha256: Digest.nullable(),
});

export const Change = z.strictObject({
  group: Group,
  path: Path,
  kind: z.enum(CHANGE_KINDS),
  expected: Digest.nullable(),
  found: Digest.nullable(),
  /** Null: nothing there, or not a file. */
  bytes: Bytes.nullable(),
});

const Learnt = z.strictObject({ group: Group, path: Path, bytes: Bytes, sha256: Digest });

export const ScanResult = z.strictObject({
  /** Files that are what they should be, by a whole reading that nothing has touched since. */
  intact: z.int().nonnegative(),
  /** Files that have not been read yet, or have to be read again. */
  unread: z.int().nonnegative(),
  unreadable: z.int().nonnegative(),
  /** Of the unread ones, those that are sealed files of models: the largest, and opened only by who has their keys. */
  unreadModels: z.int().nonnegative(),
  /** The first `MAX_TOLD`; and how many there are. */
  changes: z.array(Change).max(MAX_TOLD),
  changed: z.int().nonnegative(),
  /** Digests of files whose digest was not known before. */
  learnt: z.array(Learnt).max(MAX_TOLD),
  /** The system tells at once when a canary is touched; otherwise only the next scan sees it. */
  notified: z.boolean(),
  readBytes: Bytes,
  ms: z.number().nonnegative(),
});

/** Spoken between the supervisor and the monitor child, which reads files as bytes and parses none. */
export const monitorContract = {
  /** Replaces what is watched; what was read before stays known. Folders are absolute. */
  "monitor.watch": call(
    "act",
    z.strictObject({
      folders: z.partialRecord(Group, z.string().min(1).max(4096)),
      files: z.array(Watched).max(MAX_WATCHED),
    }),
    z.strictObject({ watched: z.int().nonnegative() }),
  ),
  /** Answers true as soon as a canary was touched, false after `ms`. One at a time. */
  "monitor.touched": call(
    "read",
    z.strictObject({ ms: z.int().min(1).max(MAX_WAIT_MS) }),
    z.strictObject({ touched: z.boolean() }),
  ),
  /** Looks at every file and reads up to `budgetBytes` of those that have to be read. */
  "monitor.scan": call("read", z.strictObject({ budgetBytes: Bytes }), ScanResult),
} as const satisfies Contract;

export type ScanResult = z.infer<typeof ScanResult>;
