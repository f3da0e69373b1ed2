import {
  index,
  listOf,
  misshapen,
  objectWith,
  onlyMembers,
  strictObject,
  textLike,
  textOf,
} from "../bundle/strict-text.ts";
import { BundleError } from "../bundle/problem.ts";
import { ERASURE_FORMAT, type Certificate, type ErasureStatement, type ErasureStep } from "./certificate.ts";

/** Larger than any certificate: eleven steps of a few hundred characters, two notes. */
export const MAX_CERTIFICATE_BYTES = 256 * 1024;
/** There are eleven steps; room for later ones. */
const MAX_STEPS = 32;
const MAX_SENTENCES = 16;

const ID = /^[0-9a-f]{32}$/;
const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;
const SENTENCE = /^[^\p{Cc}]{0,500}$/u;
const WORD = /^[a-z][a-z0-9_]{0,31}$/;
const NOTE = /^[^]{0,20000}$/u;

const BRACE = 0x7b;

/** Whether a file is meant to be a certificate: it begins as JSON does, which no bundle does, or is named as one. */
export function isCertificate(bytes: Uint8Array, name: string): boolean {
  return bytes[0] === BRACE || name.endsWith(".json");
}

/** The certificate in a file. Throws BundleError: `too_large`, `encoding`, `json`, `shape`. */
export function readCertificate(bytes: Uint8Array): Certificate {
  if (bytes.length > MAX_CERTIFICATE_BYTES)
    throw new BundleError("too_large", "The file is larger than a certificate can be.");
  const text = textOf(bytes, "The file");
  const where = "The file";
  if (!text.endsWith("\n")) throw misshapen(where);
  const value = strictObject(text.slice(0, -1), where);
  onlyMembers(value, ["after", "format", "note", "statement"], where);
  if (value["format"] !== ERASURE_FORMAT) throw misshapen(where);
  return {
    format: ERASURE_FORMAT,
    statement: readStatement(value["statement"], "The statement"),
    note: orNull(value["note"], (note) => textLike(note, NOTE, where)),
    after: readSteps(value["after"], "What came after"),
  };
}

function readStatement(value: unknown, where: string): ErasureStatement {
  const { kind, level, resumed, log, survives, steps, vault, ...texts } = objectWith(
    value,
    [
      ...["begun", "cause", "id", "kind", "level", "log", "made", "method"],
      ...["resumed", "steps", "survives", "vault", "version"],
    ],
    where,
  );
  if (kind !== "erasure" && kind !== "drill") throw misshapen(where);
  if (level !== 1 && level !== 2 && level !== 3) throw misshapen(where);
  if (typeof resumed !== "boolean") throw misshapen(where);
  return {
    kind,
    level,
    resumed,
    id: textLike(texts["id"], ID, where),
    cause: textLike(texts["cause"], WORD, where),
    begun: textLike(texts["begun"], TIME, where),
    made: textLike(texts["made"], TIME, where),
    version: textLike(texts["version"], SENTENCE, where),
    method: textLike(texts["method"], SENTENCE, where),
    vault: orNull(vault, (id) => textLike(id, ID, where)),
    log: orNull(log, (named) => {
      const { key, checkpoint } = objectWith(named, ["checkpoint", "key"], where);
      return {
        key: textLike(key, NOTE, where),
        checkpoint: orNull(checkpoint, (note) => textLike(note, NOTE, where)),
      };
    }),
    steps: readSteps(steps, where),
    survives: listOf(survives, MAX_SENTENCES, where).map((one) => textLike(one, SENTENCE, where)),
  };
}

function readSteps(value: unknown, where: string): ErasureStep[] {
  return listOf(value, MAX_STEPS, where).map((one) => {
    const step = objectWith(one, ["claim", "detail", "does", "id", "medium", "ms", "state"], where);
    const { claim, state } = step;
    if (claim !== "proven" && claim !== "best_effort" && claim !== "told") throw misshapen(where);
    if (!isState(state)) throw misshapen(where);
    return {
      id: textLike(step["id"], WORD, where),
      does: textLike(step["does"], SENTENCE, where),
      medium: textLike(step["medium"], SENTENCE, where),
      claim,
      state,
      detail: textLike(step["detail"], SENTENCE, where),
      ms: orNull(step["ms"], (ms) => index(ms, where)),
    };
  });
}

function isState(state: unknown): state is ErasureStep["state"] {
  return ["waiting", "running", "done", "failed", "absent"].includes(state as string);
}

function orNull<T>(value: unknown, read: (value: unknown) => T): T | null {
  return value === null ? null : read(value);
}
