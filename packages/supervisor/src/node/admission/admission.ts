import { RpcError, type DigestEntry, type DigestListName, type State } from "@casemate/contract";
import {
  MAX_DIGESTS,
  visible,
  writeDigests,
  type DigestList,
  type InForce,
  type Policy,
} from "@casemate/quarantine";
import { readFileSync } from "node:fs";
import type { StateStore } from "../../common/state/store.ts";
import type { LedgerLink } from "../console/ledger-link.ts";
import { cachedFile } from "../cached-file.ts";
import type { Home } from "../home.ts";
import { writeWhole } from "../whole-file.ts";
import { joined, readListFile, readPolicyFile, readSharedList, type ReadFile } from "./read-in-force.ts";

/** Everything beside the rules that decides about admission: the policy file and the two lists of digests. */
export interface Admission {
  /** What holds now. Files that changed are read again, and the change is noted in the log. */
  inForce(): InForce;
  list(name: DigestListName, after: string | null, limit: number): { entries: DigestEntry[]; total: number };
  add(name: DigestListName, entry: DigestEntry): { total: number };
  remove(name: DigestListName, sha256: string): { total: number };
  /** Adds a list from a file whose bytes must be the ones that were approved. All or nothing. */
  import(name: DigestListName, path: string, sha256: string): { total: number };
  /** Throws when a person may not admit this file either. */
  expectAllowed(sha256: string): void;
}

export interface AdmissionParts {
  readonly home: Home;
  readonly state: StateStore;
  readonly ledger: Pick<LedgerLink, "note">;
  readonly report: (where: string, error: unknown) => void;
}

export function createAdmission({ home, state, ledger, report }: AdmissionParts): Admission {
  const policy = cachedFile(home.policy, (path) => readPolicyFile(path, false));
  const lists = { pins: cachedFile(home.pins, readListFile), blocks: cachedFile(home.blocks, readListFile) };
  let seen = readSeen(home.inForce);

  const inForce = (): InForce => {
    const [rules, pins, blocks] = [policy.read(), lists.pins.read(), lists.blocks.read()];
    const force = joined(rules, pins.value, blocks.value, [rules.problem, pins.problem, blocks.problem]);
    const now = { policy: rules.digest, pins: pins.digest, blocks: blocks.digest };
    if (JSON.stringify(now) !== JSON.stringify(seen)) {
      seen = now;
      ledger.note("policy.changed", null, now);
      remember(now);
    }
    state.set("admission", sliceOf(rules, force));
    return force;
  };
  /** A full disk must not keep anybody from anything: then the next start notes the same change again. */
  const remember = (now: typeof seen): void => {
    try {
      writeWhole(home.inForce, `${JSON.stringify(now)}\n`);
    } catch (error) {
      report("policy", error);
    }
  };
  const listNow = (name: DigestListName): DigestList => {
    const { value, problem } = lists[name].read();
    if (problem !== null)
      throw new RpcError(
        "list_damaged",
        `Nothing was changed: ${visible(problem, 900)} Restore it from a backup.`,
      );
    return value;
  };
  const store = (name: DigestListName, list: DigestList): { total: number } => {
    if (list.size > MAX_DIGESTS)
      throw new RpcError(
        "list_full",
        `Nothing was changed: a list holds at most ${String(MAX_DIGESTS)} digests.`,
      );
    writeWhole(home[name], writeDigests(list.entries()));
    lists[name].forget();
    inForce();
    return { total: list.size };
  };
  return {
    inForce,
    list: (name, after, limit) => {
      const list = listNow(name);
      return { entries: list.page(after, limit), total: list.size };
    },
    add: (name, entry) => store(name, listNow(name).with([clean(entry)])),
    remove: (name, sha256) => {
      const list = listNow(name);
      if (list.get(sha256) === null) throw new RpcError("not_found", "This digest is not on the list.");
      return store(name, list.without(sha256));
    },
    import: (name, path, sha256) => {
      const read = readSharedList(path);
      if (read.problem !== null)
        throw new RpcError("bad_list", `Nothing was imported. ${visible(read.problem, 900)}`);
      if (read.digest !== sha256)
        throw new RpcError("changed", "Nothing was imported: the file is not the one that was named.");
      return store(name, listNow(name).with(read.value.entries()));
    },
    expectAllowed: (sha256) => {
      const { broken, blocks, pins, policy: rules } = inForce();
      if (blocks.get(sha256) !== null)
        throw new RpcError("blocked", "This exact file is on the block list. Take it off the list first.");
      if (rules?.requirePin === true && pins.get(sha256) === null)
        throw new RpcError("not_pinned", "Your policy admits only pinned files, and this one is not.");
      if (broken !== null)
        throw new RpcError(
          "policy_broken",
          `Nothing is admitted while the policy cannot be read. ${visible(broken, 900)}`,
        );
    },
  };
}

/** A name or note comes from a person or a file name; control characters must not reach the list. */
function clean({ sha256, name, note }: DigestEntry): DigestEntry {
  return { sha256, name: visible(name, 255), note: visible(note, 255) };
}

function sliceOf({ digest }: ReadFile<Policy | null>, force: InForce): State["admission"] {
  return {
    state: force.broken !== null ? "broken" : digest === "default" ? "default" : "file",
    policy: digest,
    error: force.broken === null ? null : visible(force.broken, 1000),
    pins: force.pins.size,
    blocks: force.blocks.size,
  };
}

/** Without a readable memory of the last time, everything but the default is a change. */
function readSeen(path: string): { policy: string; pins: string; blocks: string } {
  const first = { policy: "default", pins: "none", blocks: "none" };
  try {
    return { ...first, ...(JSON.parse(readFileSync(path, "utf8")) as object) };
  } catch {
    return first;
  }
}
