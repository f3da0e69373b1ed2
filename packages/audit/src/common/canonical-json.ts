/** Deepest nesting that is written; records and calls have four levels. A bound here keeps hostile input off the stack. */
const MAX_DEPTH = 64;

/**
 * Canonical JSON (RFC 8785): members sorted by UTF-16 code units, no white space, numbers and strings as ECMAScript writes
 * them. Members whose value is `undefined` are left out, as JSON.stringify does.
 * Throws TypeError for what JSON cannot carry exactly: NaN, infinities, lone surrogates, bigint, functions, cycles.
 */
export function canonicalJson(value: unknown): string {
  return write(value, 0);
}

function write(value: unknown, depth: number): string {
  if (depth > MAX_DEPTH) throw new TypeError("nested too deeply for canonical JSON");
  if (value === null || typeof value === "boolean") return String(value);
  if (typeof value === "number") return writeNumber(value);
  if (typeof value === "string") return writeString(value);
  if (Array.isArray(value)) return `[${value.map((item: unknown) => write(item, depth + 1)).join(",")}]`;
  if (typeof value === "object") return writeObject(value as Record<string, unknown>, depth);
  throw new TypeError(`${typeof value} has no canonical JSON`);
}

function writeNumber(value: number): string {
  if (!Number.isFinite(value)) throw new TypeError("NaN and infinities have no canonical JSON");
  return JSON.stringify(value); // ECMAScript's shortest form; -0 becomes 0, as RFC 8785 asks
}

function writeString(value: string): string {
  if (!value.isWellFormed()) throw new TypeError("a lone surrogate has no canonical JSON");
  return JSON.stringify(value);
}

function writeObject(value: Record<string, unknown>, depth: number): string {
  // The default order of sort() is by UTF-16 code units, which is the one RFC 8785 §3.2.3 asks for.
  const names = Object.keys(value)
    .filter((name) => value[name] !== undefined)
    .sort();
  return `{${names.map((name) => `${writeString(name)}:${write(value[name], depth + 1)}`).join(",")}}`;
}
