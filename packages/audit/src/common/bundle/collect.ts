import { RpcError } from "@casemate/contract";
import { canonicalJson } from "../canonical-json.ts";
import { originOf, readCheckpoint } from "../note/checkpoint.ts";
import { parseNote } from "../note/signed-note.ts";
import type { Sha256 } from "../tree/hashing.ts";
import { gapsOf } from "./gaps.ts";
import type { LedgerCall } from "./ledger-call.ts";
import { MAX_BUNDLE_BYTES, MAX_BUNDLE_RECORDS } from "./limits.ts";
import { formatPiece, type Piece } from "./piece.ts";
import { createRedactor } from "./redact.ts";

/** The ledger answers at most this many at a time. */
const PAGE = 256;

export interface Selection {
  /** First record. */
  readonly from: number;
  /** The number behind the last record; null for all that there are. */
  readonly to: number | null;
  readonly hide: readonly string[];
}

/** What the bundle has of the log. */
export interface Collected {
  readonly origin: string;
  readonly from: number;
  readonly to: number;
  readonly checkpoint: { readonly epoch: number; readonly size: number };
  readonly verifierKey: string;
  readonly words: string;
  readonly records: Uint8Array;
  readonly checkpoints: Uint8Array;
  readonly shown: number;
  readonly forgotten: number;
  /** By the name that was asked for, in that order; names that hid nothing have 0. */
  readonly hidden: readonly { readonly name: string; readonly count: number }[];
}

interface Seal {
  readonly epoch: number;
  readonly size: number;
  readonly note: string;
}

export interface Source {
  readonly call: LedgerCall;
  readonly sha256: Sha256;
  /** Told between any two answers of the ledger how many records of how many are done. What it throws ends the work. */
  readonly progress?: (done: number, of: number) => void;
}

/** Reads what a bundle over this range needs. Throws `bad_range`, `too_large`, and what the ledger throws. */
export async function collectLog(source: Source, selection: Selection): Promise<Collected> {
  const { call, sha256, progress = () => undefined } = source;
  const { mark, verifierKey, words } = await call("ledger.checkpoint", {});
  const { from, to } = boundsOf(selection, mark.size);
  const seals = await sealsUpTo(call, to);
  const last = seals.at(-1);
  if (!last || last.size < to) throw new RpcError("damaged", "The log has no checkpoint over these records.");
  const redactor = createRedactor(sha256, selection.hide);
  const gaps = gapsOf(call, sha256, last.size);
  const lines = createLines();
  const counts = { shown: 0, forgotten: 0 };
  let next = 0;
  for (const [a, b] of stretches(seals, from, to)) {
    (await gaps(next, a)).forEach(lines.add);
    for (let at = a; at < b; at += PAGE) {
      const limit = Math.min(PAGE, b - at);
      const { records } = await call("ledger.openings", { from: at, limit });
      if (records.length !== limit) throw new RpcError("damaged", "The log lacks records of this range.");
      for (const { seq, digest, fields } of records) {
        const forgotten = fields.length === 0;
        lines.add(forgotten ? { seq, digest } : { seq, fields: redactor.redact(fields) });
        if (a === from) counts[forgotten ? "forgotten" : "shown"]++;
      }
      progress(Math.min(Math.max(0, at + limit - from), to - from), to - from);
    }
    next = b;
  }
  return {
    origin: originOf(mark.log),
    from,
    to,
    checkpoint: { epoch: last.epoch, size: last.size },
    verifierKey,
    words,
    records: lines.bytes(),
    checkpoints: notesOf(seals),
    ...counts,
    hidden: redactor.hidden(),
  };
}

function boundsOf({ from, to }: Selection, size: number): { from: number; to: number } {
  const end = to ?? size;
  if (from >= end || end > size)
    throw new RpcError(
      "bad_range",
      `The log has the records 0 to ${String(size - 1)}. Choose a range within them that begins before it ends.`,
    );
  if (end - from > MAX_BUNDLE_RECORDS)
    throw new RpcError(
      "bad_range",
      `One bundle holds at most ${String(MAX_BUNDLE_RECORDS)} records. Choose a smaller range.`,
    );
  return { from, to: end };
}

/** All checkpoints up to the first that covers `to`: the keys of the last one follow from those before. */
async function sealsUpTo(call: LedgerCall, to: number): Promise<Seal[]> {
  const seals: Seal[] = [];
  for (;;) {
    const { checkpoints } = await call("ledger.checkpoints", { from: seals.length, limit: PAGE });
    for (const { epoch, note } of checkpoints) {
      const size = sizeIn(note);
      seals.push({ epoch, note, size });
      if (size >= to) return seals;
    }
    if (checkpoints.length === 0) return seals;
  }
}

function sizeIn(note: string): number {
  const parsed = parseNote(note);
  const checkpoint = parsed && readCheckpoint(parsed.text);
  if (!checkpoint) throw new RpcError("damaged", "A checkpoint of the log cannot be read.");
  return checkpoint.size;
}

/** The range, and the single records outside of it that carry keys: as [first, behind last], in their order. */
function stretches(seals: readonly Seal[], from: number, to: number): [number, number][] {
  const carriers = [...new Set([0, ...seals.map(({ size }) => size - 1)])];
  const single = (seq: number): [number, number] => [seq, seq + 1];
  return [
    ...carriers.filter((seq) => seq < from).map(single),
    [from, to],
    ...carriers.filter((seq) => seq >= to).map(single),
  ];
}

function notesOf(seals: readonly Seal[]): Uint8Array {
  return new TextEncoder().encode(
    seals.map(({ epoch, note }) => `${canonicalJson({ epoch, note })}\n`).join(""),
  );
}

/**
 * Records `at` and those after it, at most `limit` of them and none behind the range, as the bundle would show them. Throws `bad_range`, and
 * what the ledger throws.
 */
export async function previewRows(
  { call, sha256 }: Source,
  selection: Selection,
  { at, limit }: { readonly at: number; readonly limit: number },
): Promise<PreviewRow[]> {
  const { mark } = await call("ledger.checkpoint", {});
  const { from, to } = boundsOf(selection, mark.size);
  const first = Math.max(from, at);
  if (first >= to) return [];
  const { records } = await call("ledger.openings", { from: first, limit: Math.min(limit, to - first) });
  const redactor = createRedactor(sha256, selection.hide);
  return records.map(({ seq, fields }) => {
    const redacted = redactor.redact(fields);
    const texts = redacted.flatMap((field) => ("text" in field ? [field.text] : []));
    return {
      seq,
      forgotten: fields.length === 0,
      shown: texts.map((text) => {
        const [name, value] = JSON.parse(text) as [string, unknown];
        return { name, value: canonicalJson(value) };
      }),
      hidden: redacted.length - texts.length,
    };
  });
}

/** A record as a stranger will see it. */
export interface PreviewRow {
  readonly seq: number;
  readonly forgotten: boolean;
  /** `value` is canonical JSON. */
  readonly shown: { name: string; value: string }[];
  /** How many fields are closed. */
  readonly hidden: number;
}

/** Lines as bytes, bounded: a record can be large, and a bundle that no reader takes is of no use. */
function createLines(): { add: (piece: Piece) => void; bytes: () => Uint8Array } {
  const encoder = new TextEncoder();
  const parts: Uint8Array[] = [];
  let total = 0;
  return {
    add: (piece) => {
      const line = encoder.encode(formatPiece(piece));
      total += line.length;
      if (total > MAX_BUNDLE_BYTES)
        throw new RpcError(
          "too_large",
          "The bundle would be larger than a bundle can be. Choose a smaller range.",
        );
      parts.push(line);
    },
    bytes: () => joined(parts),
  };
}

export function joined(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
