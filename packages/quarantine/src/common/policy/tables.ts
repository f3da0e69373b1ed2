import type { Json, JsonObject } from "../safetensors/json.ts";
import { quoted } from "../text.ts";

/** Ends the reading with a sentence about the line where `at` lies. */
export type Fail = (at: number, sentence: string) => never;

/** The table that a value must be, or a sentence. */
export function tableOf(value: Json, what: string, at: number, fail: Fail): JsonObject {
  if (value instanceof Map) return value;
  return fail(at, `${what} must be a table in braces.`);
}

export function refuseUnknown(table: JsonObject, known: readonly string[], fail: Fail): void {
  for (const [key, { at }] of table)
    if (!known.includes(key))
      fail(at, `there is no setting ${quoted(key)}. Known here: ${known.join(", ")}.`);
}
