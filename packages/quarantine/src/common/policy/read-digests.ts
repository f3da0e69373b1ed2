import { JsonError, parseJson, type Json } from "../safetensors/json.ts";
import { figure, hasInvisible, latin1 } from "../text.ts";
import { MAX_DIGESTS, MAX_LABEL, type DigestEntry } from "./digest-list.ts";
import { lineAt, PolicyProblem } from "./problem.ts";

/** Largest list read, in bytes: a million digests with names of usual length. */
export const MAX_LIST_BYTES = 192 * 1024 * 1024;
/** Longest line: a digest and the longest path. */
const MAX_LINE_BYTES = 4096 + 80;
/** First line of the lists that Casemate keeps. */
const OWN_HEADER = "casemate digests v1";

const HEX = /^[0-9a-f]{64}$/;

/**
 * Reads what people exchange: `sha256sum` output, one digest a line, or JSON `[{"sha256", "note"}]`. All or nothing:
 * a line that is not understood throws `PolicyProblem`, because a list with a hole protects less than it seems to.
 */
export function readDigests(text: Uint8Array): DigestEntry[] {
  checkSize(text);
  const first = text.find((byte) => byte !== 0x20 && byte !== 0x0a && byte !== 0x0d && byte !== 0x09);
  return first === 0x5b ? readJsonDigests(text) : readLines(text, shared);
}

/** Reads a list as `writeDigests` made it. */
export function readOwnDigests(text: Uint8Array): DigestEntry[] {
  if (!startsWith(text, `${OWN_HEADER}\n`))
    throw new PolicyProblem(1, "this is not a list that Casemate wrote.");
  return readLines(text, (line, number) => (number === 1 ? null : own(line, number)));
}

function startsWith(text: Uint8Array, begin: string): boolean {
  return latin1(text.subarray(0, begin.length)) === begin;
}

/** The form in which a list is kept: one header line, then digest, name and note between tabs. */
export function writeDigests(entries: readonly DigestEntry[]): string {
  return [OWN_HEADER, ...entries.map(({ sha256, name, note }) => `${sha256}\t${name}\t${note}`), ""].join(
    "\n",
  );
}

function checkSize(text: Uint8Array): void {
  if (text.length > MAX_LIST_BYTES)
    throw new PolicyProblem(1, `the list is larger than ${figure(MAX_LIST_BYTES)} bytes.`);
}

function readLines(
  text: Uint8Array,
  read: (line: string, number: number) => DigestEntry | null,
): DigestEntry[] {
  checkSize(text);
  const decoder = new TextDecoder("utf-8", { fatal: true });
  const entries: DigestEntry[] = [];
  let number = 0;
  for (let from = 0; from < text.length;) {
    number++;
    const newline = text.indexOf(0x0a, from);
    const to = newline === -1 ? text.length : newline;
    if (to - from > MAX_LINE_BYTES)
      throw new PolicyProblem(number, "the line is too long for a digest and a name.");
    const entry = read(decode(decoder, text.subarray(from, to), number), number);
    if (entry) entries.push(entry);
    if (entries.length > MAX_DIGESTS)
      throw new PolicyProblem(number, `the list has more than ${figure(MAX_DIGESTS)} digests.`);
    from = to + 1;
  }
  return entries;
}

function decode(decoder: TextDecoder, line: Uint8Array, number: number): string {
  try {
    return decoder.decode(line);
  } catch {
    throw new PolicyProblem(number, "the line is not UTF-8 text.");
  }
}

/** `<digest>`, `<digest>  <name>`, `<digest> *<name>`; blank lines and lines that begin with # are passed over. */
function shared(raw: string, number: number): DigestEntry | null {
  const line = raw.endsWith("\r") ? raw.slice(0, -1) : raw;
  if (line.trim() === "" || line.startsWith("#")) return null;
  const [, digest, name] = /^([0-9a-fA-F]{64})(?: [ *](.+))?$/.exec(line) ?? [];
  if (digest === undefined)
    throw new PolicyProblem(
      number,
      "this is not a SHA-256 of 64 hexadecimal characters, alone or with a name.",
    );
  // Only the last part of a path says which file is meant on this machine.
  return checked(
    { sha256: digest.toLowerCase(), name: (name ?? "").split("/").at(-1) ?? "", note: "" },
    failAt(number),
  );
}

function own(line: string, number: number): DigestEntry {
  const [sha256 = "", name, note, more] = line.split("\t");
  if (name === undefined || note === undefined || more !== undefined || !HEX.test(sha256))
    throw new PolicyProblem(number, "the line was changed by something other than Casemate.");
  return checked({ sha256, name, note }, failAt(number));
}

function failAt(line: number): (sentence: string) => never {
  return (sentence) => {
    throw new PolicyProblem(line, sentence);
  };
}

function checked(entry: DigestEntry, fail: (sentence: string) => never): DigestEntry {
  for (const label of [entry.name, entry.note]) {
    if (label.length > MAX_LABEL) fail(`a name or note has more than ${String(MAX_LABEL)} characters.`);
    if (hasInvisible(label)) fail("a name or note has invisible or control characters.");
  }
  return entry;
}

function readJsonDigests(text: Uint8Array): DigestEntry[] {
  return parseList(text).map((item) => {
    const fail = (sentence: string): never => {
      const at = item instanceof Map ? ([...item.values()][0]?.at ?? 0) : 0;
      throw new PolicyProblem(lineAt(text, at), sentence);
    };
    if (!(item instanceof Map)) return fail('a JSON list holds only {"sha256", "note"}.');
    if ([...item.keys()].some((key) => !["sha256", "name", "note"].includes(key)))
      return fail("an entry has a key other than sha256, name and note.");
    const sha256 = item.get("sha256")?.value;
    const name = item.get("name")?.value ?? "";
    const note = item.get("note")?.value ?? "";
    if (typeof sha256 !== "string" || !HEX.test(sha256.toLowerCase()))
      return fail('"sha256" is not 64 hexadecimal characters.');
    if (typeof name !== "string" || typeof note !== "string") return fail('"name" and "note" must be texts.');
    return checked({ sha256: sha256.toLowerCase(), name, note }, fail);
  });
}

function parseList(text: Uint8Array): Json[] {
  try {
    const list = parseJson(text);
    return Array.isArray(list) ? list : [];
  } catch (error) {
    if (!(error instanceof JsonError)) throw error;
    throw new PolicyProblem(
      lineAt(text, error.at),
      error.problem === "too-many"
        ? "a JSON list this long is not read. Use one digest a line."
        : "this is not a JSON list.",
    );
  }
}
