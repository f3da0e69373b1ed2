import type { Draft } from "../findings.ts";
import type { TensorSpan } from "../layout.ts";
import { figure, plural, quoted } from "../text.ts";
import { isTable, own, placeOfKey, type Table } from "./json-text.ts";
import { folderName } from "./set-member.ts";

/** What an index is compared with: the safetensors files of its folder, each with its tensors' names and places. */
export interface Shard {
  readonly index: number;
  readonly name: string;
  readonly tensors: ReadonlyMap<string, Pick<TensorSpan, "offset" | "bytes">>;
  /** False when its header could not be read to the end: then nothing is said about what it lacks. */
  readonly sound: boolean;
}

/** Most findings named one by one before the rest is only counted (the caps of a report cut them anyway). */
const NAMED = 20;
/** Most missing files named in one message. */
const NAMED_FILES = 8;

/** Files that an index names, as they lie beside it. Null: not a plain file name. */
function fileName(value: unknown): string | null {
  if (typeof value !== "string" || value.length === 0 || value.length > 255) return null;
  return /^[^/\\:\0]+$/.test(value) && value !== "." && value !== ".." ? value : null;
}

/** Whether a file is an index of tensors by its name (transformers, diffusers). */
export function isIndexName(name: string): boolean {
  return name.endsWith(".safetensors.index.json");
}

/** An index file, read. */
export interface IndexFile {
  readonly name: string;
  readonly text: string;
  readonly json: unknown;
}

/** Judges the list that says which file holds which tensor. `report` is for the index, `reportShard` for one of the files. */
export function checkIndex(
  { name, text, json }: IndexFile,
  shards: readonly Shard[],
  report: (draft: Draft) => void,
  reportShard: (index: number, draft: Draft) => void,
): void {
  const map = isTable(json) ? own(json, "weight_map") : undefined;
  if (!isTable(map)) {
    const message = "The index has no list of tensors (weight_map).";
    report({ rule: "set.index", offset: 0, ...placeOfKey(text, "weight_map"), message });
    return;
  }
  const folder = folderName(name);
  const beside = shards.filter((shard) => folderName(shard.name) === folder);
  const byName = new Map(beside.map((shard) => [shard.name.slice(folder.length), shard]));
  const named = checkTensors(text, map, byName, report);
  const missing = [...named].filter((file) => !byName.has(file));
  if (missing.length > 0) sayMissing(text, missing, report);
  for (const [file, shard] of byName) sayUnlisted(file, shard, named, map, reportShard);
  const used = [...named].flatMap((file) => byName.get(file) ?? []);
  if (missing.length === 0) checkTotal(text, json, used, report);
}

/** Each tensor of the list against the file that it is said to be in; answers the files that are named. */
function checkTensors(
  text: string,
  map: Table,
  byName: ReadonlyMap<string, Shard>,
  report: (draft: Draft) => void,
): ReadonlySet<string> {
  const named = new Set<string>();
  let lost = 0;
  for (const [tensor, value] of Object.entries(map)) {
    const file = fileName(value);
    if (file === null) {
      const said = quoted(typeof value === "string" ? value : JSON.stringify(value));
      report({
        rule: "set.index-path",
        ...placeOfKey(text, tensor),
        where: tensor,
        message: `The index sends loaders to ${said} for the tensor ${quoted(tensor)}. Only plain names of files beside it are in order.`,
      });
      continue;
    }
    named.add(file);
    const shard = byName.get(file);
    if (shard?.sound !== true || shard.tensors.has(tensor) || lost++ >= NAMED) continue;
    report({
      rule: "set.index-tensor",
      ...placeOfKey(text, tensor),
      where: tensor,
      message: `The index says that ${quoted(file)} holds the tensor ${quoted(tensor)}. It does not.`,
    });
  }
  return named;
}

function sayMissing(text: string, missing: readonly string[], report: (draft: Draft) => void): void {
  const shown = missing.slice(0, NAMED_FILES).map((file) => quoted(file));
  const more = missing.length > NAMED_FILES ? ", …" : "";
  report({
    rule: "set.part-missing",
    ...placeOfKey(text, "weight_map"),
    message: `${plural(missing.length, "file")} that the index names ${missing.length === 1 ? "is" : "are"} not there: ${shown.join(", ")}${more}.`,
  });
}

function sayUnlisted(
  file: string,
  shard: Shard,
  named: ReadonlySet<string>,
  map: Readonly<Record<string, unknown>>,
  reportShard: (index: number, draft: Draft) => void,
): void {
  if (!named.has(file)) {
    reportShard(shard.index, { rule: "set.unlisted", message: `The index does not name ${quoted(file)}.` });
    return;
  }
  const extra = [...shard.tensors.keys()].filter((tensor) => !Object.hasOwn(map, tensor));
  if (extra.length > 0)
    reportShard(shard.index, {
      rule: "set.unlisted",
      message: `The index does not name ${plural(extra.length, "tensor")} of this file, for example ${quoted(extra[0] ?? "")}.`,
    });
}

function checkTotal(
  text: string,
  json: unknown,
  shards: readonly Shard[],
  report: (draft: Draft) => void,
): void {
  const metadata = isTable(json) ? own(json, "metadata") : undefined;
  const total = isTable(metadata) ? own(metadata, "total_size") : undefined;
  const bytes = shards.reduce(
    (sum, shard) => sum + [...shard.tensors.values()].reduce((a, { bytes }) => a + bytes, 0),
    0,
  );
  if (typeof total !== "number" || total === bytes || shards.some(({ sound }) => !sound)) return;
  report({
    rule: "set.total-size",
    ...placeOfKey(text, "total_size"),
    message: `The index counts ${figure(total)} bytes of tensors; the files hold ${figure(bytes)}.`,
  });
}
