import {
  DigestList,
  MAX_LIST_BYTES,
  MAX_POLICY_BYTES,
  NO_DIGESTS,
  PolicyProblem,
  readDigests,
  readOwnDigests,
  readPolicy,
  type InForce,
  type Policy,
} from "@casemate/quarantine";
import { createHash } from "node:crypto";
import { reason, type Home } from "../home.ts";
import { readWhole } from "../whole-file.ts";

/** Files that stand in for those of the data directory, for one scan. */
export interface Chosen {
  readonly policy?: string | undefined;
  readonly pins?: string | undefined;
  readonly blocks?: string | undefined;
}

/** What one file came to: its value, or why it cannot be had. */
export interface ReadFile<T> {
  readonly value: T;
  /** SHA-256 of what decides, or a word when there is no file. */
  readonly digest: string;
  readonly problem: string | null;
}

/**
 * Reads what is in force. Never throws: what cannot be read becomes `broken`, and then nothing is admitted. A file that a person
 * chose must be there; the lists of the data directory stay in force beside chosen ones.
 */
export function readInForce(home: Home, chosen: Chosen = {}): InForce {
  const policy = readPolicyFile(chosen.policy ?? home.policy, chosen.policy !== undefined);
  const lists = (["pins", "blocks"] as const).map((name) => {
    const own = readListFile(home[name]);
    const given = chosen[name];
    if (given === undefined) return { list: own.value, problem: own.problem };
    const more = readSharedList(given);
    return { list: own.value.with(more.value.entries()), problem: own.problem ?? more.problem };
  });
  return joined(policy, lists[0]?.list ?? NO_DIGESTS, lists[1]?.list ?? NO_DIGESTS, [
    policy.problem,
    ...lists.map(({ problem }) => problem),
  ]);
}

export function joined(
  policy: ReadFile<Policy | null>,
  pins: DigestList,
  blocks: DigestList,
  problems: readonly (string | null)[],
): InForce {
  const broken = problems.find((problem) => problem !== null) ?? null;
  return { policy: policy.value, digest: policy.digest, broken, pins, blocks };
}

const NO_LIST: ReadFile<DigestList> = { value: NO_DIGESTS, digest: "none", problem: null };

/** A policy; none is fine unless somebody named it. */
export function readPolicyFile(path: string, named: boolean): ReadFile<Policy | null> {
  try {
    const policy = readPolicy(readWhole(path, MAX_POLICY_BYTES));
    return { value: policy, digest: sha256(policy.canonical), problem: null };
  } catch (error) {
    if (!named && isMissing(error)) return { value: null, digest: "default", problem: null };
    return { value: null, digest: "not-loaded", problem: sentence(path, error) };
  }
}

/** A list that Casemate keeps. */
export function readListFile(path: string): ReadFile<DigestList> {
  try {
    const bytes = readWhole(path, MAX_LIST_BYTES);
    return { value: new DigestList(readOwnDigests(bytes)), digest: sha256(bytes), problem: null };
  } catch (error) {
    if (isMissing(error)) return NO_LIST;
    return { value: NO_DIGESTS, digest: "not-loaded", problem: sentence(path, error) };
  }
}

/** A list as people exchange it. */
export function readSharedList(path: string): ReadFile<DigestList> {
  try {
    const bytes = readWhole(path, MAX_LIST_BYTES);
    return { value: new DigestList(readDigests(bytes)), digest: sha256(bytes), problem: null };
  } catch (error) {
    return { value: NO_DIGESTS, digest: "not-loaded", problem: sentence(path, error) };
  }
}

function isMissing(error: unknown): boolean {
  return (error as NodeJS.ErrnoException).code === "ENOENT";
}

function sentence(path: string, error: unknown): string {
  if (error instanceof PolicyProblem) return `${path}: ${error.message}`;
  return `${path} cannot be read: ${error instanceof RangeError ? error.message : reason(error)}.`;
}

function sha256(data: string | Uint8Array): string {
  return createHash("sha256").update(data).digest("hex");
}
