import { argon2Sync } from "node:crypto";
import { SECRET_BYTES } from "../common/header-layout.ts";
import { canonicalSecret } from "../common/recovery-words.ts";
import { Attempts, type MachineClock } from "./attempts.ts";
import { linkedFolders } from "./destroy.ts";
import type { DiskFs } from "./disk-fs.ts";
import { rewriteHeader } from "./failed-attempt.ts";
import { readHeader } from "./header-file.ts";
import { openSlots } from "./key-slots.ts";
import { headerPath } from "./load-index.ts";

export type CheckedHere =
  | { readonly result: "match" | "wrong" | "damaged" }
  /** Checking counts attempts and rewrites the header, and what a link leads to is not ours to write. */
  | { readonly result: "linked" }
  | { readonly result: "wait"; readonly waitMs: number };

/**
 * Whether a passphrase or the recovery words open the vault, in this process: only for a panic whose own processes do not start, in a command that ends
 * right afterwards. Counted as every other attempt, and a duress passphrase leaves what it leaves elsewhere. A passphrase that needs this machine's key
 * cannot be checked here and counts as wrong; recovery words need none. `typed` is UTF-8; the caller wipes it. Throws the system's error.
 */
export function checkHere(fs: DiskFs, home: string, clock: MachineClock, typed: Uint8Array): CheckedHere {
  if (linkedFolders(fs, home).includes("vault")) return { result: "linked" };
  const reading = readHeader(fs, headerPath(home));
  if (reading.state !== "ok") return { result: "damaged" };
  const attempts = new Attempts(fs, home, clock, true);
  const waitMs = attempts.waitMs();
  if (waitMs > 0) return { result: "wait", waitMs };
  attempts.count();
  const { newest } = reading;
  const { salt, memoryKiB, passes, lanes } = newest.kdf;
  const message = new TextEncoder().encode(
    canonicalSecret(new TextDecoder("utf-8", { ignoreBOM: true }).decode(typed)),
  );
  const derived = argon2Sync("argon2id", {
    message,
    nonce: Buffer.from(salt, "base64"),
    memory: memoryKiB,
    passes,
    parallelism: lanes,
    tagLength: SECRET_BYTES,
  });
  const opened = openSlots(newest.slots, derived, newest.identity);
  for (const secret of [message, derived, opened?.masterKey]) secret?.fill(0);
  if (opened?.duress === null) {
    attempts.succeeded();
    return { result: "match" };
  }
  rewriteHeader(fs, headerPath(home), newest, opened?.duress ?? null);
  return { result: "wrong" };
}
