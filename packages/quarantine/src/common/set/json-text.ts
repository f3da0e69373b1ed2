/** A table of parsed JSON: only read by keys that are asked for, never merged into anything. */
export type Table = Readonly<Record<string, unknown>>;

export function isTable(value: unknown): value is Table {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The value of the table's own key, or undefined: a file must not reach what every object inherits. */
export function own(table: Table, key: string): unknown {
  return Object.hasOwn(table, key) ? table[key] : undefined;
}

/** Where a key stands in the text, in bytes, for findings; null when it is spelled with escapes. */
export function placeOfKey(text: string, key: string): { offset: number; length: number } | null {
  const at = text.indexOf(JSON.stringify(key));
  if (at < 0) return null;
  return { offset: new TextEncoder().encode(text.slice(0, at)).length, length: key.length + 2 };
}
