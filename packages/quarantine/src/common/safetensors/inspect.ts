import type { ByteSource } from "../byte-source.ts";
import type { Report } from "../findings.ts";
import type { TensorSpan } from "../layout.ts";
import type { ParsedModel } from "../parsed-model.ts";
import type { RuleId } from "../rules/index.ts";
import { Stop } from "../stop.ts";
import { figure, quoted, visible } from "../text.ts";
import { DTYPES } from "./dtypes.ts";
import { safetensorsFields } from "./field-map.ts";
import { LENGTH_BYTES, readEntries, type Entries, type SafeTensor } from "./entries.ts";
import { JsonError, parseJson, type JsonObject, type JsonProblem } from "./json.ts";

/** Longest header that the safetensors library itself accepts, in bytes. */
const LIBRARY_MAX_HEADER = 100_000_000n;
/** Longest header that Casemate reads, in bytes: the largest real ones are about 2 MB, and it must fit the box's memory. */
const MAX_HEADER = 32n * 1024n * 1024n;
/** Most tensors of one file; real ones have a few thousand. */
const MAX_TENSORS = 100_000;

const JSON_RULES: Readonly<Record<JsonProblem, RuleId>> = {
  syntax: "safetensors.header-json",
  "duplicate-key": "safetensors.duplicate-key",
  utf8: "safetensors.invalid-utf8",
  "too-many": "safetensors.too-many",
};

/** Reads a safetensors file's header, checks that the tensors fill the rest exactly, and says what it is. */
export function inspectSafetensors(source: ByteSource, report: Report): ParsedModel {
  let entries: Entries = { tensors: [], metadata: new Map(), whole: false };
  let dataAt = 0;
  let sound = false;
  try {
    const header = readHeader(source, report);
    dataAt = header.dataAt;
    entries = readEntries(header.json, report);
    if (entries.tensors.length > MAX_TENSORS) {
      report({
        rule: "safetensors.too-many",
        offset: LENGTH_BYTES,
        message: `The header lists ${figure(entries.tensors.length)} tensors. Casemate reads up to ${figure(MAX_TENSORS)}.`,
      });
    } else if (entries.whole) {
      sound = checkLayout(entries.tensors, dataAt, source.size, report);
    }
  } catch (error) {
    if (!(error instanceof Stop)) throw error;
  }
  const model = describe(entries, dataAt, sound);
  return { ...model, fields: safetensorsFields(source, entries.tensors, dataAt, model.spans) };
}

function readHeader(source: ByteSource, report: Report): { json: JsonObject; dataAt: number } {
  const fail = (rule: RuleId, offset: number, length: number, message: string): never => {
    report({ rule, offset, length, message });
    throw new Stop();
  };
  if (source.size < LENGTH_BYTES + 2)
    return fail(
      "safetensors.header-length",
      0,
      source.size,
      `The file has ${figure(source.size)} bytes, too few for a header. It is cut short.`,
    );
  const prefix = new Uint8Array(LENGTH_BYTES);
  source.read(0, prefix);
  const length = new DataView(prefix.buffer).getBigUint64(0, true);
  if (length < 2n || length > BigInt(source.size - LENGTH_BYTES)) {
    return fail(
      "safetensors.header-length",
      0,
      LENGTH_BYTES,
      `The header claims ${figure(length)} bytes, but ${figure(source.size - LENGTH_BYTES)} follow. The file is cut short or was altered.`,
    );
  }
  if (length > LIBRARY_MAX_HEADER)
    return fail(
      "safetensors.header-length",
      0,
      LENGTH_BYTES,
      `The header claims ${figure(length)} bytes; the format allows ${figure(LIBRARY_MAX_HEADER)}.`,
    );
  if (length > MAX_HEADER)
    return fail(
      "safetensors.header-too-large",
      0,
      LENGTH_BYTES,
      `The header has ${figure(length)} bytes. Casemate reads up to ${figure(MAX_HEADER)}.`,
    );
  const text = new Uint8Array(Number(length));
  source.read(LENGTH_BYTES, text);
  try {
    const json = parseJson(text);
    if (text[0] !== 0x7b || !(json instanceof Map))
      return fail("safetensors.header-json", LENGTH_BYTES, 1, "The header is not a table of tensors.");
    return { json, dataAt: LENGTH_BYTES + text.length };
  } catch (error) {
    if (!(error instanceof JsonError)) throw error;
    const message =
      error.problem === "duplicate-key"
        ? `The header names ${quoted(error.message)} twice. Readers disagree about which one counts.`
        : `The header ${error.message}.`;
    return fail(JSON_RULES[error.problem], LENGTH_BYTES + error.at, 1, message);
  }
}

/** The tensors, in order of their offsets, must fill the data exactly: no overlap, no gap, nothing after. */
function checkLayout(tensors: readonly SafeTensor[], dataAt: number, size: number, report: Report): boolean {
  const data = BigInt(size - dataAt);
  const inOrder = [...tensors].sort((a, b) =>
    a.begin === b.begin ? compare(a.end, b.end) : compare(a.begin, b.begin),
  );
  let expected = 0n;
  for (const tensor of inOrder) {
    const place = { offset: tensor.at, where: tensor.name };
    if (tensor.end > data) {
      report({
        rule: "safetensors.tensor-out-of-bounds",
        ...place,
        message: `Tensor ${quoted(tensor.name)} needs bytes ${figure(tensor.begin + BigInt(dataAt))} to ${figure(tensor.end + BigInt(dataAt))} but the file ends at ${figure(size)}. The file is cut short or was altered.`,
      });
      return false;
    }
    if (tensor.begin < expected) {
      report({
        rule: "safetensors.tensor-overlap",
        ...place,
        message: `The tensor ${quoted(tensor.name)} begins at byte ${figure(tensor.begin)} of the data, inside the one before it, which ends at ${figure(expected)}.`,
      });
      return false;
    }
    if (tensor.begin > expected) {
      report({
        rule: "safetensors.tensor-gap",
        offset: dataAt + Number(expected),
        length: Number(tensor.begin - expected),
        where: tensor.name,
        message: `${figure(tensor.begin - expected)} bytes before the tensor ${quoted(tensor.name)} belong to no tensor.`,
      });
      return false;
    }
    expected = tensor.end;
  }
  if (expected < data) {
    report({
      rule: "safetensors.trailing-data",
      offset: dataAt + Number(expected),
      length: Number(data - expected),
      message: `After the last tensor, ${figure(data - expected)} more bytes follow that belong to none.`,
    });
    return false;
  }
  if (tensors.length === 0)
    report({ rule: "safetensors.no-tensors", offset: 0, message: "The file holds no tensors." });
  return true;
}

function compare(a: bigint, b: bigint): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function describe(
  { tensors, metadata }: Entries,
  dataAt: number,
  sound: boolean,
): Omit<ParsedModel, "fields"> {
  const title = metadata.get("modelspec.title") ?? null;
  const architecture = metadata.get("modelspec.architecture") ?? null;
  const perType = new Map<string, bigint>();
  for (const { dtype, elements } of tensors) perType.set(dtype, (perType.get(dtype) ?? 0n) + elements);
  const dominant = [...perType].reduce<readonly [string, bigint] | null>(
    (best, row) => (best === null || row[1] > best[1] ? row : best),
    null,
  );
  return {
    sound,
    // Weights alone: a program for the architecture is needed to run them.
    runnable: false,
    spans: sound
      ? tensors
          .map((tensor) => spanOf(tensor, dataAt))
          .sort((a, b) => a.offset - b.offset || a.bytes - b.bytes)
      : [],
    ...(sound ? { sizes: { header: dataAt, template: 0 } } : {}),
    facts: {
      format: "safetensors",
      architecture: architecture === null ? null : visible(architecture, 64),
      title: title === null ? null : visible(title, 200),
      tensors: tensors.length,
      parameters: sound ? Number(tensors.reduce((sum, tensor) => sum + tensor.elements, 0n)) : null,
      quantisation: dominant?.[0] ?? null,
      contextLength: null,
      chatTemplate: false,
    },
  };
}

function spanOf(tensor: SafeTensor, dataAt: number): TensorSpan {
  return {
    name: tensor.name,
    type: tensor.dtype,
    shape: tensor.shape,
    // Exact: the layout was found sound, so all of it lies inside the file.
    offset: dataAt + Number(tensor.begin),
    bytes: Number(tensor.end - tensor.begin),
    elements: tensor.elements,
    float: DTYPES.get(tensor.dtype)?.float ?? null,
  };
}
