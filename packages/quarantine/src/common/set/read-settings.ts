import { JsonError, parseSettings, type Json } from "../safetensors/json.ts";
import { quoted } from "../text.ts";

/** Longest file that is read key by key, in bytes: the list of tensors of the largest models has 9 MB. */
const STRICT_BYTES = 16 * 1024 * 1024;
/** Word lists are only data, and some have more entries than the strict reader keeps. */
const WORD_LIST = /(^|\/)(tokenizer|vocab|added_tokens|special_tokens_map|[^/]*[._-]vocab)\.json$/i;

/** `at`: the byte where reading stopped. */
export type ReadSettings = { readonly json: unknown } | { readonly problem: string; readonly at: number };

/**
 * Reads a side file of settings: strictly, so that a key that stands twice is told, and with the `NaN` and `Infinity` that Python writes.
 * Word lists are read by the platform's own reader.
 */
export function readSettings(name: string, text: string): ReadSettings {
  if (WORD_LIST.test(name)) return readWords(text);
  const bytes = new TextEncoder().encode(text);
  if (bytes.length > STRICT_BYTES)
    return { problem: "are longer than any known ones and were not read", at: 0 };
  try {
    return { json: plain(parseSettings(bytes)) };
  } catch (error) {
    if (!(error instanceof JsonError)) throw error;
    const problem =
      error.problem === "duplicate-key"
        ? `name ${quoted(error.message)} twice, and readers disagree about which one counts`
        : "are no valid JSON";
    return { problem, at: error.at };
  }
}

function readWords(text: string): ReadSettings {
  try {
    return { json: JSON.parse(text) as unknown };
  } catch {
    return { problem: "are no valid JSON", at: 0 };
  }
}

/** The same as ordinary values. Keys become properties of their own, `__proto__` included. */
function plain(json: Json): unknown {
  if (Array.isArray(json)) return json.map(plain);
  if (json instanceof Map)
    return Object.fromEntries([...json].map(([key, { value }]) => [key, plain(value)]));
  return typeof json === "bigint" ? Number(json) : json;
}
