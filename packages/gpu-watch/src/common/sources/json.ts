import { Malformed } from "./parsed.ts";

/** amd-smi writes about 20 KiB for each of at most 64 cards; system_profiler far less. */
export const MAX_JSON_CHARS = 4 * 1024 * 1024;
/** The tools nest at most 7 deep. */
const MAX_DEPTH = 24;

/**
 * JSON with a limit on size and depth, in which no object says the same name twice: two readers would believe different ones.
 * Throws `Malformed`.
 */
export function readJson(source: string): unknown {
  if (source.length > MAX_JSON_CHARS) throw new Malformed("The output is longer than any card needs.");
  checkNames(source);
  try {
    return JSON.parse(source);
  } catch {
    throw new Malformed("The output is no JSON, or ends in the middle.");
  }
}

/** A string with its escapes, or one structural character. */
const TOKEN = /"(?:[^"\\]|\\.)*"|[{}[\],:]/gs;

/** Walks the tokens without building anything; whether they are JSON at all is decided afterwards. */
function checkNames(source: string): void {
  /** One entry per open bracket: the names of an object so far, null for a list. */
  const open: (Set<string> | null)[] = [];
  let last = "";
  let text = "";
  for (const [token] of source.matchAll(TOKEN)) {
    if (token === "{" || token === "[") {
      if (open.push(token === "{" ? new Set() : null) > MAX_DEPTH)
        throw new Malformed("The output is nested deeper than any tool does it.");
    } else if (token === "}" || token === "]") open.pop();
    else if (token === ":" && last !== ":") remember(open.at(-1), text);
    else if (token.startsWith('"')) text = token;
    last = token;
  }
}

function remember(names: Set<string> | null | undefined, token: string): void {
  let name = token;
  try {
    // Two spellings of one name (escapes) are the same name.
    name = String(JSON.parse(token));
  } catch {
    // no JSON: refused by the reader that follows
  }
  if (names?.has(name)) throw new Malformed("An object says the same name twice.");
  names?.add(name);
}

/** The value along the path of names; undefined when a part is missing or no object. */
export function valueAt(value: unknown, ...path: readonly string[]): unknown {
  let found = value;
  for (const name of path) {
    if (typeof found !== "object" || found === null || Array.isArray(found) || !Object.hasOwn(found, name))
      return undefined;
    found = (found as Record<string, unknown>)[name];
  }
  return found;
}

/** Text at the path; null when it is missing or something else. */
export function textIn(value: unknown, ...path: readonly string[]): string | null {
  const found = valueAt(value, ...path);
  return typeof found === "string" ? found : null;
}
