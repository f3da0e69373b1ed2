import type { Json } from "../safetensors/json.ts";

/** One text for one meaning, after RFC 8785: keys sorted, no spaces, shortest numbers. Two files that say the same have one digest. */
export function canonical(value: Json): string {
  if (value instanceof Map)
    return `{${[...value]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, { value: inner }]) => `${JSON.stringify(key)}:${canonical(inner)}`)
      .join(",")}}`;
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  return typeof value === "bigint" ? value.toString() : JSON.stringify(value);
}
