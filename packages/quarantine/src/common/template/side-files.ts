import { MAX_TEMPLATES } from "./limits.ts";

/** A template in a side file: where in it, and its text. */
export interface SideTemplate {
  readonly where: string;
  readonly text: string;
}

/**
 * The chat templates of a side file by its parsed JSON (`tokenizer_config.json`, `chat_template.json`,
 * `processor_config.json`; also `default_chat_template` and the like, for programs differ in the key they read): one text, or a list or table of named ones. Anything else there is handed out as it is written,
 * so that it is judged rather than overlooked.
 */
export function templatesOfTokenizerConfig(json: unknown): SideTemplate[] {
  if (!isTable(json)) return [];
  return Object.entries(json)
    .filter(([key]) => /chat_?templates?$/i.test(key))
    .flatMap(([key, value]) => named(key, value))
    .slice(0, MAX_TEMPLATES);
}

function named(where: string, value: unknown): SideTemplate[] {
  if (typeof value === "string") return [{ where, text: value }];
  if (value === null || value === undefined) return [];
  if (Array.isArray(value)) return value.flatMap((entry, index) => entryOf(where, index, entry));
  if (isTable(value))
    return Object.entries(value).flatMap(([name, inner]) => named(`${where}.${name}`, inner));
  return [{ where, text: JSON.stringify(value) }];
}

function entryOf(where: string, index: number, entry: unknown): SideTemplate[] {
  if (!isTable(entry)) return named(`${where}[${String(index)}]`, entry);
  const { name, template } = entry;
  return named(`${where}.${typeof name === "string" ? name : String(index)}`, template);
}

function isTable(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
