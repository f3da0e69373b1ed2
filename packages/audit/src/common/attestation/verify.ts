import { BundleError } from "../bundle/problem.ts";
import type { Crypto } from "../chain.ts";
import { readCheckpoint } from "../note/checkpoint.ts";
import { parseNote, readVerifierKey, signedBy, type NoteKey } from "../note/signed-note.ts";
import { readAttestation } from "./shape.ts";
import { attestationDigest, attestationText, type AttestationBundle } from "./statement.ts";

export type AttestationVerdict =
  | {
      readonly ok: true;
      readonly bundle: AttestationBundle;
      /** Name of the log whose key signed. */
      readonly origin: string;
      /** Records that the log had then. */
      readonly records: number;
    }
  | { readonly ok: false; readonly problem: string; readonly message: string };

/** What whoever asked knows; null: not compared. */
export interface Expected {
  readonly nonce: string | null;
  /** The log's key in the spelling of C2SP signed-note, known from before. */
  readonly key: string | null;
}

const ORIGIN = /^casemate\/log\/[0-9a-f]{32}$/;

/**
 * Checks an attestation bundle without anything else. It shows that whoever had the log's key signed this statement, after the nonce was known. It
 * does not show that what the statement says was true: see its limits.
 */
export function verifyAttestation(crypto: Crypto, bytes: Uint8Array, expected: Expected): AttestationVerdict {
  try {
    const bundle = readAttestation(bytes);
    const key = signingKey(crypto, bundle, expected.key);
    const records = recordsOf(crypto, bundle, key);
    if (expected.nonce !== null && bundle.statement.nonce !== expected.nonce)
      throw new BundleError("nonce", "It was made for another nonce: it is no answer to what you asked.");
    return { ok: true, bundle, origin: key.name, records };
  } catch (error) {
    if (error instanceof BundleError) return { ok: false, problem: error.problem, message: error.message };
    throw error;
  }
}

function signingKey(
  { sha256, verify }: Crypto,
  { statement, note }: AttestationBundle,
  wanted: string | null,
): NoteKey {
  if (statement.log === null || note === null)
    throw new BundleError(
      "signature",
      "Nobody signed this: the log could not be reached when it was made. It says what was found, and proves nothing.",
    );
  const key = readVerifierKey(sha256, statement.log.key);
  if (!key || !ORIGIN.test(key.name))
    throw new BundleError("key", "The statement does not hold a log's key.");
  if (wanted !== null && wanted !== statement.log.key)
    throw new BundleError("key", "It was signed with another key than the one you named.");
  const signed = parseNote(note);
  const fits = signed?.text === attestationText(key.name, attestationDigest(sha256, statement));
  if (!signed || !fits || signedBy(sha256, verify, signed, key) !== "valid")
    throw new BundleError("signature", "The statement is not the one that the log's key signed.");
  return key;
}

function recordsOf({ sha256, verify }: Crypto, { statement }: AttestationBundle, key: NoteKey): number {
  const note = parseNote(statement.log?.checkpoint ?? "");
  const checkpoint = note && readCheckpoint(note.text);
  if (!note || checkpoint?.origin !== key.name || signedBy(sha256, verify, note, key) !== "valid")
    throw new BundleError("foreign", "The checkpoint in the statement is not one that the log's key signed.");
  return checkpoint.size;
}
