import { canonicalJson } from "../canonical-json.ts";
import { MAX_FIELDS, MAX_LEVEL, MAX_LINE_CHARACTERS } from "./limits.ts";
import { BundleError } from "./problem.ts";
import {
  index,
  listOf,
  misshapen,
  objectWith,
  onlyMembers,
  strictObject,
  textLike,
  textOf,
} from "./strict-text.ts";

/** A field as the bundle has it: open, or only the commitment to it. */
export type BundleField = { readonly salt: string; readonly text: string } | { readonly commitment: string };

/**
 * One line of `log/records.jsonl`: a record with its fields; a record whose texts the log forgot, with its digest; or the root of a complete
 * subtree of 2^level records that are not in the bundle.
 */
export type Piece =
  | { readonly seq: number; readonly fields: readonly BundleField[] }
  | { readonly seq: number; readonly digest: string }
  | { readonly seq: number; readonly level: number; readonly hash: string };

const HASH = /^[0-9a-f]{64}$/;
const SALT = /^[0-9a-f]{32}$/;
const ANY = /^[^]*$/;

/** With its line feed. */
export function formatPiece(piece: Piece): string {
  return `${canonicalJson(piece)}\n`;
}

/** Throws BundleError: `too_large`, `encoding`, `json`, `shape`. `line` has no line feed. */
export function readPiece(line: Uint8Array, number: number): Piece {
  const where = `Line ${String(number)} of log/records.jsonl`;
  if (line.length > MAX_LINE_CHARACTERS)
    throw new BundleError("too_large", `${where} is longer than a record can be.`);
  const value = strictObject(textOf(line, where), where);
  const seq = index(value["seq"], where);
  if ("fields" in value) {
    onlyMembers(value, ["fields", "seq"], where);
    return {
      seq,
      fields: listOf(value["fields"], MAX_FIELDS, where).map((field) => readField(field, where)),
    };
  }
  if ("digest" in value) {
    onlyMembers(value, ["digest", "seq"], where);
    return { seq, digest: textLike(value["digest"], HASH, where) };
  }
  onlyMembers(value, ["hash", "level", "seq"], where);
  const level = index(value["level"], where);
  if (level > MAX_LEVEL || seq % 2 ** level !== 0) throw misshapen(where);
  return { seq, level, hash: textLike(value["hash"], HASH, where) };
}

function readField(value: unknown, where: string): BundleField {
  if (typeof value === "object" && value !== null && "commitment" in value) {
    const { commitment } = objectWith(value, ["commitment"], where);
    return { commitment: textLike(commitment, HASH, where) };
  }
  const { salt, text } = objectWith(value, ["salt", "text"], where);
  return { salt: textLike(salt, SALT, where), text: textLike(text, ANY, where) };
}
