import type { Report } from "../findings.ts";
import { Stop } from "../stop.ts";
import { figure, hasInvisible, quoted, utf8 } from "../text.ts";
import { CutShort, type Cursor } from "./cursor.ts";
import { MAX_DIMENSIONS, MAX_ELEMENTS, MAX_TENSOR_BYTES, MAX_TENSOR_NAME } from "./limits.ts";
import { TENSOR_TYPES, WITHDRAWN_TYPES, type TensorType } from "./tensor-types.ts";

/** One row of the tensor list, as declared and measured. Sizes are exact. */
export interface GgufTensor {
  readonly name: string;
  readonly shape: readonly bigint[];
  /** Null: a type number that Casemate does not know; then `bytes` is null too. */
  readonly type: TensorType | null;
  readonly elements: bigint;
  /** Bytes of its data, or null when they cannot be told (unknown type, impossible shape). */
  readonly bytes: bigint | null;
  /** Declared position, from the start of the data section. */
  readonly offset: bigint;
  /** Where its row stands in the file, and how long the row is. */
  readonly recordAt: number;
  readonly recordBytes: number;
}

/**
 * Reads `count` rows of the tensor list, and notes where each begins. Reports and throws `Stop` at the first that cannot
 * be read past.
 */
export function readTensors(
  cursor: Cursor,
  count: number,
  report: Report,
  begun: number[] = [],
): GgufTensor[] {
  const tensors: GgufTensor[] = [];
  const names = new Set<string>();
  for (let index = 0; index < count; index++) {
    const recordAt = cursor.at;
    begun.push(recordAt);
    try {
      const tensor = readTensor(cursor, index, report);
      if (names.has(tensor.name))
        report({
          rule: "gguf.duplicate-tensor",
          ...placeOf(tensor),
          message: `The tensor ${quoted(tensor.name)} appears twice. Readers disagree about which one counts.`,
        });
      names.add(tensor.name);
      tensors.push(tensor);
    } catch (error) {
      if (!(error instanceof CutShort)) throw error;
      const message = `The file ends inside its list of tensors, at number ${figure(index + 1)} of ${figure(count)}. The file is cut short or was altered.`;
      report({
        rule: "gguf.tensor-list-cut",
        offset: recordAt,
        where: `tensor ${figure(index + 1)}`,
        message,
      });
      throw new Stop();
    }
  }
  return tensors;
}

/** Offset, length and name of a tensor's row, for findings. */
export function placeOf(tensor: GgufTensor): { offset: number; length: number; where: string } {
  return { offset: tensor.recordAt, length: tensor.recordBytes, where: tensor.name };
}

function readTensor(cursor: Cursor, index: number, report: Report): GgufTensor {
  const recordAt = cursor.at;
  const name = readName(cursor, index, report);
  const shape = readShape(cursor, name, report);
  const typeAt = cursor.at;
  const typeNumber = cursor.u32();
  const offset = cursor.u64();
  const type = TENSOR_TYPES.get(typeNumber) ?? null;
  const elements = shape.reduce((product, dimension) => product * dimension, 1n);
  const recordBytes = cursor.at - recordAt;
  const bare = { name, shape, type, elements, offset, recordAt, recordBytes };
  if (!type)
    report({
      rule: "gguf.tensor-type",
      offset: typeAt,
      length: 4,
      where: name,
      message: `The tensor ${quoted(name)} has type ${figure(typeNumber)}, ${WITHDRAWN_TYPES.get(typeNumber) ?? "which Casemate does not know"}.`,
    });
  return { ...bare, bytes: type ? measure({ ...bare, bytes: null }, type, report) : null };
}

function readName(cursor: Cursor, index: number, report: Report): string {
  const at = cursor.at;
  const length = cursor.length64();
  if (length > MAX_TENSOR_NAME) {
    const claimed = length === Infinity ? "more than 9,007,199,254,740,991" : figure(length);
    report({
      rule: "gguf.tensor-name-length",
      offset: at,
      length: 8,
      where: `tensor ${figure(index + 1)}`,
      message: `The name of tensor number ${figure(index + 1)} claims ${claimed} bytes; loaders have room for ${figure(MAX_TENSOR_NAME)}.`,
    });
    throw new Stop();
  }
  const bytes = cursor.view(length);
  const name = utf8(bytes);
  if (name === "" || name.includes("\uFFFD") || hasInvisible(name)) {
    report({
      rule: "gguf.tensor-name",
      offset: at,
      length: 8 + length,
      where: name,
      message: `Tensor number ${figure(index + 1)} has an empty name or one with invisible characters: ${quoted(name)}.`,
    });
  }
  const layer = /^direction\.(\d+)$/.exec(name)?.[1];
  if (layer !== undefined && BigInt(layer) > 65_535n) {
    report({
      rule: "gguf.tensor-index",
      offset: at,
      length: 8 + length,
      where: name,
      message: `The tensor ${quoted(name)} carries a layer number so large that loaders write outside their memory.`,
    });
  }
  return name;
}

function readShape(cursor: Cursor, name: string, report: Report): bigint[] {
  const at = cursor.at;
  const dimensions = cursor.u32();
  if (dimensions > MAX_DIMENSIONS) {
    report({
      rule: "gguf.dimension-count",
      offset: at,
      length: 4,
      where: name,
      message: `The tensor ${quoted(name)} claims ${figure(dimensions)} dimensions; the format has at most ${figure(MAX_DIMENSIONS)}.`,
    });
    throw new Stop();
  }
  if (dimensions === 0)
    report({
      rule: "gguf.no-dimensions",
      offset: at,
      length: 4,
      where: name,
      message: `The tensor ${quoted(name)} has no dimensions.`,
    });
  const shape: bigint[] = [];
  for (let index = 0; index < dimensions; index++) shape.push(cursor.u64());
  return shape;
}

/** Exact size of a tensor in bytes, or null after reporting why there is none. */
function measure(tensor: GgufTensor, type: TensorType, report: Report): bigint | null {
  const place = placeOf(tensor);
  const shape = tensor.shape.map((dimension) => figure(dimension)).join(" × ");
  if (tensor.shape.includes(0n)) {
    report({
      rule: "gguf.zero-dimension",
      ...place,
      message: `The tensor ${quoted(tensor.name)} has the shape ${shape}. A dimension of zero makes loaders divide by zero.`,
    });
    return null;
  }
  const row = tensor.shape[0] ?? 1n;
  // Before the block test: a loader that multiplied first would already have wrapped around.
  const bytes = ((tensor.elements + BigInt(type.block) - 1n) / BigInt(type.block)) * BigInt(type.bytes);
  if (
    tensor.elements > MAX_ELEMENTS ||
    bytes > MAX_TENSOR_BYTES ||
    tensor.shape.some((dimension) => dimension > MAX_ELEMENTS)
  ) {
    report({
      rule: "gguf.tensor-size-overflow",
      ...place,
      message: `The tensor ${quoted(tensor.name)} claims ${shape} elements, ${figure(bytes)} bytes. Loaders that compute this in 64 bits wrap around to a small number and write outside their memory.`,
    });
    return null;
  }
  if (row % BigInt(type.block) !== 0n) {
    report({
      rule: "gguf.row-not-whole-blocks",
      ...place,
      message: `The tensor ${quoted(tensor.name)} has rows of ${figure(row)} elements, but ${type.name} stores ${figure(type.block)} at a time.`,
    });
    return null;
  }
  return bytes;
}
