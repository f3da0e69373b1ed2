import type { Report } from "../findings.ts";
import type { RuleId } from "../rules/index.ts";
import { Stop } from "../stop.ts";
import { figure, quoted } from "../text.ts";
import type { Utf8Check } from "../utf8.ts";
import type { Cursor } from "./cursor.ts";
import { MAX_KEPT_TEXT, MAX_METADATA_BYTES } from "./limits.ts";
import { VALUE_TYPES, type ValueType } from "./value-types.ts";

/** Pieces in which long strings are checked. */
export const PIECE = 65_536;

export interface Reading {
  readonly cursor: Cursor;
  readonly report: Report;
  readonly utf8: Utf8Check;
  /** Metadata may reach to here. */
  readonly mostAt: number;
  /** Bytes of all keys and texts kept so far. */
  readonly kept: { bytes: number };
  /** Keys by their small-letter spelling. */
  readonly spellings: Map<string, string>;
}

/** Reports a finding that ends the reading. */
export function stop(report: Report, rule: RuleId, offset: number, where: string, message: string): never {
  report({ rule, offset, where, message });
  throw new Stop();
}

/** Stops before metadata up to `end` is walked: a list may be as long as the whole file. */
export function checkSize({ mostAt, report }: Reading, end: number, key: string, recordAt: number): void {
  if (end <= mostAt) return;
  stop(
    report,
    "gguf.metadata-size",
    recordAt,
    key,
    `Its metadata is larger than ${figure(MAX_METADATA_BYTES)} bytes. No known model needs that, so it was not read to the end.`,
  );
}

/** Counts text that will be kept, and stops when it grows too much. */
export function countKept({ kept, report }: Reading, bytes: number, where: string, recordAt: number): void {
  kept.bytes += bytes;
  if (kept.bytes <= MAX_KEPT_TEXT) return;
  stop(
    report,
    "gguf.metadata-size",
    recordAt,
    where,
    `Its keys and texts together are longer than ${figure(MAX_KEPT_TEXT)} bytes. No known model needs that, so it was not read to the end.`,
  );
}

export function tooLong(what: string, length: number, cursor: Cursor): string {
  const claimed = length === Infinity ? "more than 9,007,199,254,740,991" : figure(length);
  return `The text of ${what} claims ${claimed} bytes, but only ${figure(cursor.remaining)} are left in the file.`;
}

export function readType({ cursor, report }: Reading, key: string): ValueType {
  const at = cursor.at;
  const number = cursor.u32();
  const type = VALUE_TYPES[number];
  if (!type)
    stop(
      report,
      "gguf.value-type",
      at,
      key,
      `The value of ${quoted(key)} has type ${figure(number)}, which does not exist.`,
    );
  return type.name;
}

/** Steps over a text of any length; whether it is valid UTF-8. */
export function skipText({ cursor, utf8: check }: Reading, length: number): boolean {
  cursor.need(BigInt(length));
  for (let left = length; left > 0; left -= PIECE) check.push(cursor.view(Math.min(left, PIECE)));
  return check.end();
}
