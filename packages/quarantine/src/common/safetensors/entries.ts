import type { Report } from "../findings.ts";
import type { RuleId } from "../rules/index.ts";
import { figure, hasInvisible, quoted } from "../text.ts";
import { checkMetadataText } from "../template/metadata-texts.ts";
import { DTYPES } from "./dtypes.ts";
import type { Json, JsonObject } from "./json.ts";

/** Bytes of the header's length field. */
export const LENGTH_BYTES = 8;
/** Most dimensions read. PyTorch allows 64; models use up to 5. */
const MAX_DIMENSIONS = 16;
/** Most elements of a tensor: readers count in 64 bits. */
const MAX_ELEMENTS = 2n ** 63n - 1n;

export interface SafeTensor {
  readonly name: string;
  readonly dtype: string;
  readonly shape: readonly bigint[];
  readonly elements: bigint;
  readonly begin: bigint;
  readonly end: bigint;
  /** Where its entry stands in the file. */
  readonly at: number;
}

export interface Entries {
  readonly tensors: readonly SafeTensor[];
  readonly metadata: ReadonlyMap<string, string>;
  /** False when any entry was not understood; then no layout can be told. */
  readonly whole: boolean;
}

/** Understands the header's entries. Every entry that is wrong is reported; the others are still read. */
export function readEntries(header: JsonObject, report: Report): Entries {
  const tensors: SafeTensor[] = [];
  let metadata: ReadonlyMap<string, string> = new Map();
  let whole = true;
  for (const [name, entry] of header) {
    const at = LENGTH_BYTES + entry.at;
    if (name === "__metadata__") {
      metadata = readMetadata(entry.value, at, report);
      continue;
    }
    const tensor = readTensor(name, entry.value, at, report);
    if (tensor) tensors.push(tensor);
    else whole = false;
  }
  return { tensors, metadata, whole };
}

function readMetadata(value: Json, at: number, report: Report): ReadonlyMap<string, string> {
  const metadata = new Map<string, string>();
  if (!(value instanceof Map)) {
    report({
      rule: "safetensors.metadata-shape",
      offset: at,
      where: "__metadata__",
      message: "The metadata is not a table of texts.",
    });
    return metadata;
  }
  for (const [key, entry] of value) {
    if (typeof entry.value !== "string") {
      report({
        rule: "safetensors.metadata-shape",
        offset: LENGTH_BYTES + entry.at,
        where: key,
        message: `The metadata entry ${quoted(key)} is not a text.`,
      });
      continue;
    }
    metadata.set(key, entry.value);
    // The text may be written with escapes, so that only the place of its key is known.
    const place = LENGTH_BYTES + entry.at;
    checkMetadataText(key, entry.value, place, (draft) => {
      report({ ...draft, offset: place, length: null });
    });
    if (hasInvisible(key) || hasInvisible(entry.value.replace(/[\n\r\t]/g, ""))) {
      report({
        rule: "safetensors.control-characters",
        offset: LENGTH_BYTES + entry.at,
        where: key,
        message: `The metadata entry ${quoted(key)} contains invisible or control characters: ${quoted(entry.value)}`,
      });
    }
  }
  return metadata;
}

function readTensor(name: string, value: Json, at: number, report: Report): SafeTensor | null {
  const fail = (rule: RuleId, message: string): null => {
    report({ rule, offset: at, where: name, message });
    return null;
  };
  if (name === "" || hasInvisible(name))
    fail(
      "safetensors.tensor-name",
      `A tensor has an empty name or one with invisible characters: ${quoted(name)}.`,
    );
  if (!(value instanceof Map) || value.size !== 3)
    return fail(
      "safetensors.entry-shape",
      `The entry of tensor ${quoted(name)} must have exactly dtype, shape and data_offsets.`,
    );
  const dtype = value.get("dtype")?.value;
  const shape = integers(value.get("shape")?.value);
  const offsets = integers(value.get("data_offsets")?.value);
  if (typeof dtype !== "string" || !shape || offsets?.length !== 2) {
    return fail(
      "safetensors.entry-shape",
      `The entry of tensor ${quoted(name)} must have a dtype, a shape of whole numbers and two data_offsets.`,
    );
  }
  const [begin = 0n, end = 0n] = offsets;
  return measure({ name, dtype, shape, begin, end, at }, fail);
}

/** Checks that shape, type and offsets of an entry agree, exactly. */
function measure(
  { name, dtype, shape, begin, end, at }: Omit<SafeTensor, "elements">,
  fail: (rule: RuleId, message: string) => null,
): SafeTensor | null {
  if (shape.length > MAX_DIMENSIONS)
    return fail(
      "safetensors.dimension-count",
      `The tensor ${quoted(name)} has ${figure(shape.length)} dimensions; Casemate reads up to ${figure(MAX_DIMENSIONS)}.`,
    );
  if (begin > end)
    return fail(
      "safetensors.offsets",
      `The tensor ${quoted(name)} ends at byte ${figure(end)}, before it begins at ${figure(begin)}.`,
    );
  const type = DTYPES.get(dtype);
  if (!type)
    return fail(
      "safetensors.dtype",
      `The tensor ${quoted(name)} has type ${quoted(dtype)}, which Casemate does not know.`,
    );
  const elements = shape.reduce((product, dimension) => product * dimension, 1n);
  if (elements > MAX_ELEMENTS || shape.some((dimension) => dimension > MAX_ELEMENTS)) {
    return fail(
      "safetensors.size-overflow",
      `The tensor ${quoted(name)} claims ${figure(elements)} elements. Readers that compute this in 64 bits wrap around.`,
    );
  }
  const bits = elements * type.bits;
  if (bits !== (end - begin) * 8n) {
    return fail(
      "safetensors.size-mismatch",
      `The tensor ${quoted(name)} needs ${figure((bits + 7n) / 8n)} bytes by its shape and type, but its offsets give it ${figure(end - begin)}.`,
    );
  }
  return { name, dtype, shape, elements, begin, end, at };
}

/** A list of whole numbers ≥ 0, or null. */
function integers(value: Json | undefined): bigint[] | null {
  if (!Array.isArray(value)) return null;
  const numbers: bigint[] = [];
  for (const item of value) {
    if (typeof item !== "bigint" || item < 0n) return null;
    numbers.push(item);
  }
  return numbers;
}
