import { Malformed } from "./parsed.ts";
import type { Element } from "./xml.ts";

/** Values of a property list (Apple's plist(5)). Data and dates stay text. */
export type Plist = string | number | boolean | readonly Plist[] | ReadonlyMap<string, Plist>;

/** The value of a `<plist>` element. Throws `Malformed`, also for a dictionary that says a key twice. */
export function readPlist(root: Element): Plist {
  const [value, ...more] = root.children;
  if (root.name !== "plist" || value === undefined || more.length > 0)
    throw new Malformed("The output is no property list.");
  return readValue(value);
}

function readValue({ name, text, children }: Element): Plist {
  if (name === "dict") return readDictionary(children);
  if (name === "array") return children.map(readValue);
  if (children.length > 0) throw new Malformed("A value of the property list holds elements.");
  if (name === "string" || name === "data" || name === "date") return text;
  if (name === "true" || name === "false") return name === "true";
  if (name === "integer" && /^-?\d{1,15}$/.test(text)) return Number(text);
  if (name === "real" && /^-?\d{1,15}(?:\.\d{1,15})?$/.test(text)) return Number(text);
  // Integers of 64 bits (registry ids) do not fit a number; nothing we read is one.
  if (name === "integer" && /^-?\d{1,20}$/.test(text)) return text;
  throw new Malformed(`The property list has a value of a kind that does not exist: ${name.slice(0, 20)}.`);
}

function readDictionary(children: readonly Element[]): ReadonlyMap<string, Plist> {
  const found = new Map<string, Plist>();
  for (let at = 0; at < children.length; at += 2) {
    const key = children[at];
    const value = children[at + 1];
    if (key?.name !== "key" || value === undefined || value.name === "key" || found.has(key.text))
      throw new Malformed("A dictionary of the property list has a key twice or without a value.");
    found.set(key.text, readValue(value));
  }
  return found;
}

/** The dictionary, or null for every other value. */
export function dictionary(value: Plist | undefined): ReadonlyMap<string, Plist> | null {
  return value instanceof Map ? value : null;
}
