import type { ByteSource } from "../byte-source.ts";
import { FieldList, lastAtOrBefore, shownName, type FieldMap } from "../field-map.ts";
import { utf8 } from "../text.ts";
import { Cursor, CutShort } from "./cursor.ts";
import type { GgufDocument } from "./document.ts";
import { MAX_DIMENSIONS, MAX_KEY_BYTES, MAX_TENSOR_NAME } from "./limits.ts";
import { NEAR_WINDOW, TextIndex } from "./text-index.ts";
import { VALUE_TYPES, type ScalarType } from "./value-types.ts";

/** The types by the names that the specification gives them. */
const SPOKEN: Readonly<Record<ScalarType | "array", string>> = {
  u8: "uint8",
  i8: "int8",
  u16: "uint16",
  i16: "int16",
  u32: "uint32",
  i32: "int32",
  f32: "float32",
  bool: "yes or no",
  string: "text",
  array: "list",
  u64: "uint64",
  i64: "int64",
  f64: "float64",
};

/**
 * Names the fields of a GGUF file by walking the records that touch the window again, from the places where the parser
 * found them. A record that could not be read is named as far as it goes. Lists of texts are walked once and remembered
 * by every thousandth entry, so that a thousand findings in one vocabulary cost one walk.
 */
export function ggufFields(source: ByteSource, document: GgufDocument): FieldMap {
  const texts = new TextIndex(source);
  const cursor = new Cursor(source, 0, NEAR_WINDOW);
  const tensors = dataOf(document);
  return (from, to) => {
    const list = new FieldList(from, to);
    list.add(0, 4, "file mark, GGUF");
    list.add(4, 4, "format version");
    list.add(8, 8, "number of tensors");
    list.add(16, 8, "number of metadata keys");
    nameRecords(document.trail.keys, from, list, (at, index) => {
      cursor.seek(at);
      nameKey(cursor, index, list, { texts, from, to });
    });
    nameRecords(document.trail.tensors, from, list, (at, index) => {
      cursor.seek(at);
      nameTensor(cursor, index, list);
    });
    nameData(source.size, document, tensors, from, list);
    return list.fields;
  };
}

/** Calls `name` for every record that may touch the window; one that cannot be read to its end is left there. */
function nameRecords(
  starts: readonly number[],
  from: number,
  list: FieldList,
  name: (at: number, index: number) => void,
): void {
  for (let index = Math.max(0, lastAtOrBefore(starts, from)); index < starts.length; index++) {
    const at = starts[index] ?? 0;
    if (list.past(at)) return;
    try {
      name(at, index);
    } catch (error) {
      if (!(error instanceof CutShort)) throw error;
    }
  }
}

interface Window {
  readonly texts: TextIndex;
  readonly from: number;
  readonly to: number;
}

function nameKey(cursor: Cursor, index: number, list: FieldList, window: Window): void {
  const record = `metadata key ${String(index + 1)}`;
  list.add(cursor.at, 8, `${record}: length of its name`);
  const length = cursor.length64();
  if (length > MAX_KEY_BYTES) return;
  const nameAt = cursor.at;
  const key = shownName(utf8(cursor.view(length)));
  list.add(nameAt, length, `${record}: name`);
  const typeAt = cursor.at;
  const type = VALUE_TYPES[cursor.u32()]?.name;
  list.add(typeAt, 4, `type of ${key}${type === undefined ? ", unknown" : ` (${SPOKEN[type]})`}`);
  if (type === undefined) return;
  if (type === "array") nameList(cursor, key, list, window);
  else if (type === "string") nameText(cursor, key, list);
  else
    list.add(
      cursor.at,
      VALUE_TYPES.find((row) => row.name === type)?.bytes ?? 1,
      `metadata value ${key} (${SPOKEN[type]})`,
    );
}

function nameText(cursor: Cursor, key: string, list: FieldList): void {
  list.add(cursor.at, 8, `length of the text ${key}`);
  const length = cursor.length64();
  list.add(cursor.at, Math.min(length, cursor.remaining), `metadata value ${key} (text)`);
}

function nameList(cursor: Cursor, key: string, list: FieldList, { texts, from, to }: Window): void {
  const typeAt = cursor.at;
  const element = VALUE_TYPES[cursor.u32()]?.name;
  const spoken = element === undefined ? "unknown" : SPOKEN[element];
  list.add(typeAt, 4, `type of the entries of ${key} (${spoken})`);
  list.add(cursor.at, 8, `number of entries of ${key}`);
  const count = cursor.length64();
  const at = cursor.at;
  if (element === undefined || element === "array" || at >= to) return;
  if (element === "string") {
    const array = { at, count: Math.min(count, cursor.remaining) };
    for (const entry of texts.entries(array, from)) {
      if (list.past(entry.at)) return;
      list.add(entry.at, 8, `length of ${key}[${String(entry.index)}]`);
      list.add(entry.at + 8, entry.length, `${key}[${String(entry.index)}] (text)`);
    }
    return;
  }
  const width = VALUE_TYPES.find((row) => row.name === element)?.bytes ?? 1;
  const entries = Math.min(count, Math.floor(cursor.remaining / width));
  for (let index = Math.max(0, Math.floor((from - at) / width)); index < entries; index++) {
    if (list.past(at + index * width)) return;
    list.add(at + index * width, width, `${key}[${String(index)}] (${spoken})`);
  }
}

function nameTensor(cursor: Cursor, index: number, list: FieldList): void {
  const info = `tensor info ${String(index + 1)}`;
  list.add(cursor.at, 8, `${info}: length of its name`);
  const length = cursor.length64();
  if (length > MAX_TENSOR_NAME) return;
  list.add(cursor.at, length, `${info}: name`);
  cursor.skip(length);
  list.add(cursor.at, 4, `${info}: number of dimensions`);
  const dimensions = cursor.u32();
  if (dimensions > MAX_DIMENSIONS) return;
  for (let dimension = 1; dimension <= dimensions; dimension++) {
    list.add(cursor.at, 8, `${info}: dimension ${String(dimension)}`);
    cursor.skip(8);
  }
  list.add(cursor.at, 4, `${info}: type`);
  list.add(cursor.at + 4, 8, `${info}: offset`);
}

interface Data {
  readonly at: number;
  readonly bytes: number;
  readonly name: string;
}

/** Where each tensor's bytes lie, in their order; only of a file whose layout was found sound: elsewhere these are claims. */
function dataOf({ sound, tensors, dataAt }: GgufDocument): { starts: number[]; data: Data[] } {
  const data = (sound ? tensors : [])
    .map((tensor) => ({
      at: dataAt + Number(tensor.offset),
      bytes: Number(tensor.bytes ?? 0n),
      name: tensor.name,
    }))
    .sort((a, b) => a.at - b.at);
  return { starts: data.map(({ at }) => at), data };
}

function nameData(
  size: number,
  { trail, dataAt, sound }: GgufDocument,
  { starts, data }: ReturnType<typeof dataOf>,
  from: number,
  list: FieldList,
): void {
  if (trail.listEnd === null) return;
  if (!sound) {
    list.add(trail.listEnd, size - trail.listEnd, "after the tensor list");
    return;
  }
  list.add(trail.listEnd, dataAt - trail.listEnd, "filler before the tensor data");
  const first = Math.max(0, lastAtOrBefore(starts, from));
  let end = starts[first] ?? dataAt;
  for (let index = first; index < data.length; index++) {
    const tensor = data[index];
    if (!tensor) return;
    list.add(end, tensor.at - end, "filler between two tensors");
    if (list.past(tensor.at)) return;
    list.add(tensor.at, tensor.bytes, `data of tensor ${shownName(tensor.name)}`);
    end = tensor.at + tensor.bytes;
  }
  list.add(end, size - end, "after the last tensor");
}
