import { Watched } from "./monitor-contract.ts";
import { keyOf, type WatchedFile } from "./watched.ts";

const TITLE = "casemate-integrity-baseline/v1";
/** A baseline of `MAX_WATCHED` files with paths of usual length has 40 MiB; a longer file is not ours. */
export const MAX_BASELINE_BYTES = 64 * 1024 * 1024;

/** The text that is signed: a title, then one line of JSON per file in the order of their keys. */
export function encodeBaseline(files: readonly WatchedFile[]): string {
  const lines = [...files]
    .map((file) => [keyOf(file), lineOf(file)] as const)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, line]) => line);
  return `${[TITLE, ...lines].join("\n")}\n`;
}

/** The whole file: the signed text, an empty line, and the note that signs the text's SHA-256. */
export function encodeBaselineFile(text: string, note: string): string {
  return `${text}\n${note}`;
}

/** Text and note; null when the file has another shape. Nothing in it has been checked yet. */
export function splitBaselineFile(file: string): { readonly text: string; readonly note: string } | null {
  const end = file.indexOf("\n\n");
  return end < 0 ? null : { text: file.slice(0, end + 1), note: file.slice(end + 2) };
}

/** The files of a text whose signature was checked; null when it is not one of ours, in the one spelling there is. */
export function decodeBaseline(text: string): WatchedFile[] | null {
  const [title, ...lines] = text.slice(0, -1).split("\n");
  if (title !== TITLE) return null;
  const files = lines.map(fileOf).filter((file) => file !== null);
  const distinct = new Set(files.map(keyOf)).size === lines.length;
  return distinct && encodeBaseline(files) === text ? files : null;
}

function lineOf({ group, path, bytes, sha256 }: WatchedFile): string {
  return JSON.stringify({ group, path, bytes, sha256 });
}

function fileOf(line: string): WatchedFile | null {
  try {
    return Watched.parse(JSON.parse(line));
  } catch {
    return null;
  }
}

/** What differs between two lists of files, in the order of their keys: for the person who is asked whether that was meant. */
export interface BaselineDifference {
  readonly added: readonly WatchedFile[];
  readonly removed: readonly WatchedFile[];
  readonly changed: readonly { readonly from: WatchedFile; readonly to: WatchedFile }[];
}

export function differenceOf(
  before: readonly WatchedFile[],
  after: readonly WatchedFile[],
): BaselineDifference {
  const [old, fresh] = [byKey(before), byKey(after)];
  const keys = [...new Set([...old.keys(), ...fresh.keys()])].sort();
  const pairs = keys.map((key) => ({ from: old.get(key), to: fresh.get(key) }));
  return {
    added: pairs.flatMap(({ from, to }) => (!from && to ? [to] : [])),
    removed: pairs.flatMap(({ from, to }) => (from && !to ? [from] : [])),
    changed: pairs.flatMap(({ from, to }) =>
      from && to && (from.bytes !== to.bytes || from.sha256 !== to.sha256) ? [{ from, to }] : [],
    ),
  };
}

function byKey(files: readonly WatchedFile[]): Map<string, WatchedFile> {
  return new Map(files.map((file) => [keyOf(file), file]));
}
