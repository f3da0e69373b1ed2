import * as z from "zod";

/** Longest raw value that is kept as evidence, in characters. */
export const MAX_RAW = 120;
/** Names, versions and identifiers that drivers give; longer ones are no names. */
export const MAX_TEXT = 200;

/**
 * One fact as a source told it. `none`: the source says that the device does not have this. `unknown`: not told, or told in a way that cannot
 * be read; never to be taken for good. `raw` is the last value as it stood there, safe to show.
 */
export type Reading<T> =
  | { readonly is: "known"; readonly value: T; readonly raw: string }
  | { readonly is: "none"; readonly raw: string }
  | { readonly is: "unknown"; readonly raw: string };

export const UNKNOWN: Reading<never> = { is: "unknown", raw: "" };

/** The same as a schema, for the way from the child. */
export function readingOf<T extends z.ZodType>(value: T) {
  const raw = z.string().max(MAX_RAW);
  return z.discriminatedUnion("is", [
    z.strictObject({ is: z.literal("known"), value, raw }),
    z.strictObject({ is: z.literal("none"), raw }),
    z.strictObject({ is: z.literal("unknown"), raw }),
  ]);
}

/** Control, direction and invisible characters: no driver writes them, and a terminal or a page would obey them. */
const UNSAFE = /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Zl}\p{Zp}\ufffd]/u;
const ALL_UNSAFE = new RegExp(UNSAFE.source, "gu");

/** Text of a tool, cut and with what could steer a terminal or a page made visible. */
export function shown(text: string, max = MAX_RAW): string {
  const cut = text
    .slice(0, max)
    .replace(ALL_UNSAFE, (char) => `\\u{${(char.codePointAt(0) ?? 0).toString(16)}}`);
  return cut.length > max || text.length > max ? `${cut.slice(0, max - 1)}…` : cut;
}

/** What the tools write where a device does not have something (nvidia-smi(1); amd-smi writes "N/A"). */
const NOT_THERE = new Set([
  "N/A",
  "[N/A]",
  "Not Supported",
  "[Not Supported]",
  "Requested functionality has been deprecated",
  "[Requested functionality has been deprecated]",
]);

/** Text that a source gave: a name, a version. */
export function textReading(text: string | null): Reading<string> {
  if (text === null) return UNKNOWN;
  const raw = shown(text);
  if (NOT_THERE.has(text)) return { is: "none", raw };
  if (text === "" || text.length > MAX_TEXT || UNSAFE.test(text)) return { is: "unknown", raw };
  return { is: "known", value: text, raw };
}

/** AMD's number of one chip: sysfs writes "0123…", amd-smi and rocm-smi "0x123…". Here it is always 16 hexadecimal digits. */
export function chipNumber(text: string | null): Reading<string> {
  const digits = /^(?:0x)?([0-9a-f]{1,16})$/i.exec(text ?? "")?.[1];
  const told = textReading(text);
  if (digits === undefined || told.is !== "known")
    return told.is === "known" ? { is: "unknown", raw: told.raw } : told;
  const value = digits.toLowerCase().padStart(16, "0");
  // A card without one says zero.
  return /^0+$/.test(value) ? { is: "none", raw: told.raw } : { ...told, value };
}

/** What a number may be. Defaults: no unit, from 0 to 2^53. */
export interface Range {
  /** Written behind the number, after a space: "MiB", "C". */
  readonly unit?: string;
  readonly min?: number;
  readonly max?: number;
}

/** A decimal number with its unit, as text. Anything else, NaN and infinities included, is unknown. */
export function numberReading(text: string | null, range: Range = {}): Reading<number> {
  if (text === null) return UNKNOWN;
  const raw = shown(text);
  if (NOT_THERE.has(text)) return { is: "none", raw };
  const unit = range.unit === undefined ? "" : ` ${range.unit}`;
  const digits = text.endsWith(unit) ? text.slice(0, text.length - unit.length) : "";
  return /^-?\d{1,16}(?:\.\d{1,6})?$/.test(digits)
    ? inRange(Number(digits), range, raw)
    : { is: "unknown", raw };
}

/** A number that came as a number (JSON). */
export function inRange(
  value: number,
  { min = 0, max = Number.MAX_SAFE_INTEGER }: Range,
  raw: string,
): Reading<number> {
  return Number.isFinite(value) && value >= min && value <= max
    ? { is: "known", value, raw }
    : { is: "unknown", raw };
}

/** Two words that mean yes and no. */
export function flagReading(text: string | null, yes: string, no: string): Reading<boolean> {
  if (text === null) return UNKNOWN;
  const raw = shown(text);
  if (NOT_THERE.has(text)) return { is: "none", raw };
  return text === yes || text === no ? { is: "known", value: text === yes, raw } : { is: "unknown", raw };
}

/** Sum of counters that a device has in several places. One unknown part makes the sum unknown; places it does not have do not count. */
export function sumOf(parts: readonly Reading<number>[]): Reading<number> {
  const raw = shown(parts.map((part) => part.raw).join(" + "));
  if (parts.length === 0 || parts.some((part) => part.is === "unknown")) return { is: "unknown", raw };
  const known = parts.filter((part) => part.is === "known");
  if (known.length === 0) return { is: "none", raw: parts[0]?.raw ?? "" };
  return inRange(
    known.reduce((sum, { value }) => sum + value, 0),
    {},
    raw,
  );
}

/** What is told most clearly: known before "does not have it" before unknown; of two known ones the first. */
export function clearer<T>(first: Reading<T>, second: Reading<T>): Reading<T> {
  const rank = { known: 0, none: 1, unknown: 2 };
  return rank[second.is] < rank[first.is] ? second : first;
}
