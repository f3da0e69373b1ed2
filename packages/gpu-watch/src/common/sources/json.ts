import { Malformed } from "./parsed.ts";

/** amd-smi writes about 20 KiB for each of at most 64 cards; system_profiler far less. */
export const MAX_JSON_CHARS = 4 * 1024 * 1024;
/** The tools nest at most 7 deep. */
const MAX_DEPTH = 24;
const NO_JSON = "The output is no JSON, or ends in the middle.";

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
    throw new Malformed(NO_JSON);
  }
}

/** Walks strings and structural characters without building anything, each character once; whether they are JSON at all is decided afterwards. */
function checkNames(source: string): void {
  /** One entry per open bracket: the names of an object so far, null for a list. */
  const open: (Set<string> | null)[] = [];
  let last = "";
  let text = "";
  for (let at = 0; at < source.length; at++) {
    const char = source.charAt(at);
    if (!STRUCTURE.has(char)) continue;
    if (char === "{" || char === "[") {
      if (open.push(char === "{" ? new Set() : null) > MAX_DEPTH)
        throw new Malformed("The output is nested deeper than any tool does it.");
    } else if (char === "}" || char === "]") open.pop();
    else if (char === ":" && last !== ":") remember(open.at(-1), text);
    else if (char === '"') {
      const end = endOfString(source, at);
      text = source.slice(at, end + 1);
      at = end;
    }
    last = char;
  }
}

const STRUCTURE: ReadonlySet<string> = new Set('{}[],:"');

/** Where the closing quote stands. Without one nothing after it can be told from text, so nobody looks further. */
function endOfString(source: string, start: number): number {
  for (let at = start + 1; at < source.length; at++) {
    const char = source.charAt(at);
    if (char === "\\") at++;
    else if (char === '"') return at;
  }
  throw new Malformed(NO_JSON);
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
