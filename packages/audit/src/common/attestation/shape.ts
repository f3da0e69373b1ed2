import { BundleError } from "../bundle/problem.ts";
import {
  listOf,
  misshapen,
  objectWith,
  onlyMembers,
  strictObject,
  textLike,
  textOf,
} from "../bundle/strict-text.ts";
import {
  ATTESTATION_FORMAT,
  ATTESTED_PARTS,
  attestedState,
  type AttestationBundle,
  type AttestationStatement,
  type AttestedPartId,
  type StatementPart,
} from "./statement.ts";

/** Larger than any bundle: nine parts of a few hundred characters, two notes. */
export const MAX_ATTESTATION_BYTES = 256 * 1024;
/** A part rests on a handful of facts; a machine with many accelerators on some more. */
const MAX_FACTS = 64;
const MAX_LIMITS = 16;

const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;
/** 16 to 64 bytes: shorter could be guessed, longer is nobody's need. */
const NONCE = /^(?:[0-9a-f]{2}){16,64}$/;
const SENTENCE = /^[^\p{Cc}]{0,500}$/u;
const WORD = /^[a-z][a-z0-9_]{0,31}$/;
const NOTE = /^[^]{0,20000}$/;

/** The bundle in a file. Throws BundleError: `too_large`, `encoding`, `json`, `shape`. */
export function readAttestation(bytes: Uint8Array): AttestationBundle {
  if (bytes.length > MAX_ATTESTATION_BYTES)
    throw new BundleError("too_large", "The file is larger than an attestation can be.");
  const where = "The file";
  const text = textOf(bytes, where);
  if (!text.endsWith("\n")) throw misshapen(where);
  const value = strictObject(text.slice(0, -1), where);
  onlyMembers(value, ["format", "note", "statement"], where);
  if (value["format"] !== ATTESTATION_FORMAT) throw misshapen(where);
  return {
    format: ATTESTATION_FORMAT,
    statement: readStatement(value["statement"]),
    note: value["note"] === null ? null : textLike(value["note"], NOTE, where),
  };
}

function readStatement(value: unknown): AttestationStatement {
  const where = "The statement";
  const names = ["assurance", "boot", "limits", "log", "made", "nonce", "parts", "state", "version"];
  const { assurance, boot, limits, log, parts, state, ...texts } = objectWith(value, names, where);
  const read = listOf(parts, ATTESTED_PARTS.length, where).map((part, i) =>
    readPart(part, ATTESTED_PARTS[i], where),
  );
  const follows = attestedState(read);
  // A state that does not follow from the parts is nobody's statement, whoever signed it.
  if (assurance !== "software" || read.length !== ATTESTED_PARTS.length || state !== follows)
    throw misshapen(where);
  return {
    assurance,
    state: follows,
    made: textLike(texts["made"], TIME, where),
    nonce: textLike(texts["nonce"], NONCE, where),
    version: textLike(texts["version"], SENTENCE, where),
    boot: boot === null ? null : textLike(boot, SENTENCE, where),
    log: log === null ? null : readLog(log, where),
    parts: read,
    limits: listOf(limits, MAX_LIMITS, where).map((one) => textLike(one, SENTENCE, where)),
  };
}

function readLog(value: unknown, where: string): NonNullable<AttestationStatement["log"]> {
  const { key, checkpoint } = objectWith(value, ["checkpoint", "key"], where);
  return { key: textLike(key, NOTE, where), checkpoint: textLike(checkpoint, NOTE, where) };
}

function readPart(value: unknown, wanted: AttestedPartId | undefined, where: string): StatementPart {
  const { id, ok, words, facts } = objectWith(value, ["facts", "id", "ok", "words"], where);
  if (wanted === undefined || id !== wanted || (ok !== null && typeof ok !== "boolean"))
    throw misshapen(where);
  return {
    id: wanted,
    ok,
    words: textLike(words, SENTENCE, where),
    facts: listOf(facts, MAX_FACTS, where).map((fact) => {
      const { name, value: said } = objectWith(fact, ["name", "value"], where);
      return { name: textLike(name, WORD, where), value: textLike(said, SENTENCE, where) };
    }),
  };
}
