import { digestPreimage, entryText, fieldPreimage } from "../record/fields.ts";
import { toHex } from "../note/base64.ts";
import { SEALED } from "../record/own-records.ts";
import type { Sha256 } from "../tree/hashing.ts";
import { ALWAYS_SHOWN, hiddenBy, isOwn } from "./hiding.ts";
import type { Fields } from "./keys.ts";
import { BundleError } from "./problem.ts";
import { linesOf, misshapen } from "./strict-text.ts";
import { readPiece, type BundleField, type Piece } from "./piece.ts";

/** A piece of the tree, ready to be added to it. */
export interface Leaf {
  readonly seq: number;
  /** 0 for a record. */
  readonly level: number;
  readonly hash: Uint8Array;
  /** Of the log's own records only: a reader needs no others again. */
  readonly own: Fields | null;
  /** How a record stands in the bundle; null for a subtree. */
  readonly as: "shown" | "forgotten" | null;
}

export interface Leaves {
  readonly list: readonly Leaf[];
  readonly hiddenFields: number;
}

const encoder = new TextEncoder();

/** Every line, hashed. Called with each record that is shown, if `onRecord` is given. Throws BundleError. */
export function readLeaves(
  sha256: Sha256,
  bytes: Uint8Array,
  { log, hidden }: { log: string; hidden: readonly string[] },
): Leaves {
  const list: Leaf[] = [];
  let hiddenFields = 0;
  for (const line of linesOf(bytes, "log/records.jsonl")) {
    const piece = readPiece(line, list.length + 1);
    if ("fields" in piece) {
      const fields = openFields(piece.fields, piece.seq, hidden);
      hiddenFields += piece.fields.filter((field) => "commitment" in field).length;
      const own = isOwn(fields.get("action")) ? fields : null;
      list.push({ seq: piece.seq, level: 0, hash: hashOf(sha256, log, piece), own, as: "shown" });
    } else {
      const as = "digest" in piece ? "forgotten" : null;
      const level = "level" in piece ? piece.level : 0;
      list.push({ seq: piece.seq, level, hash: hashOf(sha256, log, piece), own: null, as });
    }
  }
  return { list, hiddenFields };
}

export function isSealing({ own }: Leaf): boolean {
  return own?.get("action") === SEALED;
}

/** What is shown of a record, by name. Throws `shape`, and `hidden` for what may not be hidden or was said to be. */
export function openFields(
  fields: readonly BundleField[],
  seq: number,
  hidden: readonly string[],
): Map<string, unknown> {
  const open = new Map<string, unknown>();
  let last = "";
  for (const field of fields) {
    if ("commitment" in field) continue;
    const [name, value] = readText(field.text, seq);
    if (name <= last) throw misshapen(`Record ${String(seq)}`);
    open.set(name, value);
    last = name;
  }
  const missing = ALWAYS_SHOWN.filter((name) => !open.has(name));
  if (missing.length > 0)
    throw new BundleError(
      "hidden",
      `Record ${String(seq)} hides what no bundle may hide: ${missing.join(", ")}.`,
    );
  const closed = open.size < fields.length;
  const own = isOwn(open.get("action"));
  if (own && closed)
    throw new BundleError("hidden", `Record ${String(seq)} is the log's own and hides a field.`);
  if (!own && [...open.keys()].some((name) => hiddenBy(hidden, name) !== null))
    throw new BundleError("hidden", `Record ${String(seq)} shows a field that the manifest says is hidden.`);
  return open;
}

/** The text of a field is `[name, value]`. */
function readText(text: string, seq: number): [string, unknown] {
  try {
    const pair: unknown = JSON.parse(text);
    if (Array.isArray(pair) && pair.length === 2 && typeof pair[0] === "string") return [pair[0], pair[1]];
  } catch {
    // said below
  }
  throw misshapen(`Record ${String(seq)}`);
}

function hashOf(sha256: Sha256, log: string, piece: Piece): Uint8Array {
  if ("hash" in piece) return fromHex(piece.hash);
  const hex = (text: string): string => toHex(sha256(encoder.encode(text)));
  const digest =
    "digest" in piece
      ? piece.digest
      : hex(
          digestPreimage(
            piece.fields.map((field) =>
              "commitment" in field ? field.commitment : hex(fieldPreimage(field.salt, field.text)),
            ),
          ),
        );
  return sha256(Uint8Array.of(0), encoder.encode(entryText(log, piece.seq, digest)));
}

export function fromHex(digits: string): Uint8Array {
  return Uint8Array.from({ length: digits.length / 2 }, (_, i) =>
    Number.parseInt(digits.slice(2 * i, 2 * i + 2), 16),
  );
}
