import { canonicalJson } from "../canonical-json.ts";
import { MAX_INDEX } from "./limits.ts";
import { BundleError } from "./problem.ts";

/** A mark of byte order stays a character: it belongs to no text of ours. */
const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** Throws `encoding`. */
export function textOf(bytes: Uint8Array, where: string): string {
  try {
    return decoder.decode(bytes);
  } catch {
    throw new BundleError("encoding", `${where} is not UTF-8 text.`);
  }
}

/** An object in canonical JSON. Another spelling, a name that stands twice included, is refused (`json`), as is what is no object (`shape`). */
export function strictObject(text: string, where: string): Record<string, unknown> {
  const value = parse(text, where);
  if (typeof value !== "object" || value === null || Array.isArray(value)) throw misshapen(where);
  return value as Record<string, unknown>;
}

function parse(text: string, where: string): unknown {
  try {
    const value: unknown = JSON.parse(text);
    if (canonicalJson(value) === text) return value;
  } catch {
    // said below
  }
  throw new BundleError("json", `${where} is not canonical JSON (RFC 8785).`);
}

/** Exactly these members, no other. Throws `shape`. */
export function onlyMembers(value: object, names: readonly string[], where: string): void {
  const own = Object.keys(value).sort();
  if (own.length !== names.length || [...names].sort().some((name, i) => name !== own[i]))
    throw misshapen(where);
}

/** A member that is an object with exactly these members. Throws `shape`. */
export function objectWith(value: unknown, names: readonly string[], where: string): Record<string, unknown> {
  if (typeof value !== "object" || value === null || Array.isArray(value)) throw misshapen(where);
  onlyMembers(value, names, where);
  return value as Record<string, unknown>;
}

export function index(value: unknown, where: string): number {
  if (typeof value !== "number" || !Number.isInteger(value) || value < 0 || value > MAX_INDEX)
    throw misshapen(where);
  return value;
}

/** `pattern` has to hold for all of it. */
export function textLike(value: unknown, pattern: RegExp, where: string): string {
  if (typeof value !== "string" || !pattern.test(value)) throw misshapen(where);
  return value;
}

export function listOf(value: unknown, most: number, where: string): readonly unknown[] {
  if (!Array.isArray(value) || value.length > most) throw misshapen(where);
  return value as readonly unknown[];
}

export function misshapen(where: string): BundleError {
  return new BundleError("shape", `${where} holds something other than what the format has there.`);
}

const LINE_FEED = 0x0a;

/** Lines that each end with a line feed, as bytes. Throws `shape` when the last one does not end. */
export function* linesOf(bytes: Uint8Array, where: string): Generator<Uint8Array> {
  for (let at = 0; at < bytes.length;) {
    const end = bytes.indexOf(LINE_FEED, at);
    if (end < 0) throw misshapen(where);
    yield bytes.subarray(at, end);
    at = end + 1;
  }
}
