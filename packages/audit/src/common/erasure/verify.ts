import { BundleError } from "../bundle/problem.ts";
import type { Crypto } from "../chain.ts";
import { readCheckpoint } from "../note/checkpoint.ts";
import { parseNote, readVerifierKey, signedBy, type NoteKey } from "../note/signed-note.ts";
import { erasureText, statementDigest, type Certificate } from "./certificate.ts";
import { readCertificate } from "./shape.ts";

export type ErasureVerdict =
  | {
      readonly ok: true;
      readonly certificate: Certificate;
      /** Name of the log whose key signed. */
      readonly origin: string;
      /** Records that the log had at its newest checkpoint; null where the certificate carries none. */
      readonly records: number | null;
    }
  | { readonly ok: false; readonly problem: string; readonly message: string };

const ORIGIN = /^casemate\/log\/[0-9a-f]{32}$/;

/**
 * Checks an erasure certificate or a drill's report without anything else. It shows that whoever had the log's key signed this statement; whose
 * key it was shows a checkpoint or bundle of the same log from before.
 */
export function verifyErasure(crypto: Crypto, bytes: Uint8Array): ErasureVerdict {
  try {
    const certificate = readCertificate(bytes);
    const key = signingKey(crypto, certificate);
    return { ok: true, certificate, origin: key.name, records: recordsOf(crypto, certificate, key) };
  } catch (error) {
    if (error instanceof BundleError) return { ok: false, problem: error.problem, message: error.message };
    throw error;
  }
}

function signingKey({ sha256, verify }: Crypto, { statement, note }: Certificate): NoteKey {
  if (statement.log === null || note === null)
    throw new BundleError(
      "signature",
      "Nobody signed this: the log's key could not be read when it was written. It says what was done, and proves nothing.",
    );
  const key = readVerifierKey(sha256, statement.log.key);
  if (!key || !ORIGIN.test(key.name))
    throw new BundleError("key", "The statement does not hold a log's key.");
  const signed = parseNote(note);
  const fits = signed?.text === erasureText(key.name, statementDigest(sha256, statement));
  if (!signed || !fits || signedBy(sha256, verify, signed, key) !== "valid")
    throw new BundleError("signature", "The statement is not the one that the log's key signed.");
  return key;
}

function recordsOf({ sha256, verify }: Crypto, { statement }: Certificate, key: NoteKey): number | null {
  const text = statement.log?.checkpoint ?? null;
  if (text === null) return null;
  const note = parseNote(text);
  const checkpoint = note && readCheckpoint(note.text);
  if (!note || checkpoint?.origin !== key.name || signedBy(sha256, verify, note, key) !== "valid")
    throw new BundleError("foreign", "The checkpoint in the statement is not one that the log's key signed.");
  return checkpoint.size;
}
