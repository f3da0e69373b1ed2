import type { Report } from "../findings.ts";
import type { RuleId } from "../rules/index.ts";
import { Stop } from "../stop.ts";
import { figure, hasInvisible, quoted, utf8 } from "../text.ts";
import { Utf8Check } from "../utf8.ts";
import { CutShort, type Cursor } from "./cursor.ts";
import { MAX_KEPT_STRING, MAX_KEY_BYTES, MAX_METADATA_BYTES } from "./limits.ts";
import { readScalar } from "./scalar.ts";
import {
  VALUE_TYPES,
  type ArrayValue,
  type MetadataValue,
  type ScalarType,
  type StringValue,
  type ValueType,
} from "./value-types.ts";

/** Pieces in which long strings are checked. */
const PIECE = 65_536;

interface Reading {
  readonly cursor: Cursor;
  readonly report: Report;
  readonly utf8: Utf8Check;
}

/** Reads `count` keys and values into `metadata`. Reports and throws `Stop` at the first that cannot be read past. */
export function readMetadata(
  cursor: Cursor,
  count: number,
  metadata: Map<string, MetadataValue>,
  report: Report,
): void {
  const reading: Reading = { cursor, report, utf8: new Utf8Check() };
  const startedAt = cursor.at;
  for (let index = 0; index < count; index++) {
    const recordAt = cursor.at;
    let key = `key number ${figure(index + 1)}`;
    try {
      key = readKey(reading, index);
      const value = readValue(reading, key, recordAt);
      if (metadata.has(key)) {
        report({
          rule: "gguf.duplicate-key",
          offset: recordAt,
          length: cursor.at - recordAt,
          where: key,
          message: `The key ${quoted(key)} appears twice. Readers disagree about which one counts.`,
        });
      } else {
        metadata.set(key, value);
      }
    } catch (error) {
      if (error instanceof CutShort) {
        stop(
          report,
          "gguf.metadata-cut",
          recordAt,
          key,
          `The file ends inside ${quoted(key)}: ${figure(error.needed)} bytes are needed at byte ${figure(error.at)}, and the file has ${figure(cursor.source.size)}.`,
        );
      }
      throw error;
    }
    if (cursor.at - startedAt > MAX_METADATA_BYTES) {
      stop(
        report,
        "gguf.metadata-size",
        recordAt,
        key,
        `Its metadata is larger than ${figure(MAX_METADATA_BYTES)} bytes. No known model needs that, so it was not read to the end.`,
      );
    }
  }
}

/** Reports a finding that ends the reading. */
function stop(report: Report, rule: RuleId, offset: number, where: string, message: string): never {
  report({ rule, offset, where, message });
  throw new Stop();
}

function readKey({ cursor, report, utf8: check }: Reading, index: number): string {
  const at = cursor.at;
  const length = cursor.length64();
  if (length > cursor.remaining)
    stop(
      report,
      "gguf.string-length",
      at,
      `key ${figure(index + 1)}`,
      tooLong(`key number ${figure(index + 1)}`, length, cursor),
    );
  if (length > MAX_KEY_BYTES)
    stop(
      report,
      "gguf.key-length",
      at,
      `key ${figure(index + 1)}`,
      `Key number ${figure(index + 1)} is ${figure(length)} bytes long; the format allows ${figure(MAX_KEY_BYTES)}.`,
    );
  const bytes = cursor.view(length);
  check.push(bytes);
  const valid = check.end();
  const key = utf8(bytes);
  const place = { offset: at, length: 8 + length, where: key };
  if (length === 0)
    report({ rule: "gguf.empty-key", ...place, message: `Key number ${figure(index + 1)} has no name.` });
  if (!valid)
    report({
      rule: "gguf.invalid-utf8",
      ...place,
      message: `The name of key ${quoted(key)} is not valid text.`,
    });
  else if (hasInvisible(key))
    report({
      rule: "gguf.key-characters",
      ...place,
      message: `The name of key ${quoted(key)} contains invisible or control characters.`,
    });
  return key;
}

function tooLong(what: string, length: number, cursor: Cursor): string {
  const claimed = length === Infinity ? "more than 9,007,199,254,740,991" : figure(length);
  return `The text of ${what} claims ${claimed} bytes, but only ${figure(cursor.remaining)} are left in the file.`;
}

function readType({ cursor, report }: Reading, key: string): ValueType {
  const at = cursor.at;
  const number = cursor.u32();
  const type = VALUE_TYPES[number];
  if (!type)
    stop(
      report,
      "gguf.value-type",
      at,
      key,
      `The value of ${quoted(key)} has type ${figure(number)}, which does not exist.`,
    );
  return type.name;
}

function readValue(reading: Reading, key: string, recordAt: number): MetadataValue {
  const type = readType(reading, key);
  const at = reading.cursor.at;
  if (type === "array") return readArray(reading, key, recordAt);
  if (type === "string") return readStringValue(reading, key, recordAt);
  const value = readScalar(reading.cursor, type, key, reading.report);
  return { kind: "scalar", type, value, recordAt, at, bytes: reading.cursor.at - at };
}

function readStringValue(reading: Reading, key: string, recordAt: number): StringValue {
  const { cursor, report } = reading;
  const at = cursor.at;
  const length = cursor.length64();
  if (length > cursor.remaining)
    stop(report, "gguf.string-length", at, key, tooLong(quoted(key), length, cursor));
  const textAt = cursor.at;
  const text = length <= MAX_KEPT_STRING ? utf8(cursor.bytes(length)) : null;
  const valid =
    text === null
      ? skipText(reading, length)
      : !text.includes("\uFFFD") || checkAgain(reading, textAt, length);
  const place = { offset: textAt, length, where: key };
  if (!valid)
    report({
      rule: "gguf.invalid-utf8",
      ...place,
      message: `The text of ${quoted(key)} is not valid UTF-8.`,
    });
  // Line breaks and tabs are ordinary in descriptions and templates.
  else if (text !== null && hasInvisible(text.replace(/[\n\r\t]/g, ""))) {
    report({
      rule: "gguf.control-characters",
      ...place,
      message: `The text of ${quoted(key)} contains invisible or control characters: ${quoted(text)}`,
    });
  }
  return { kind: "string", text, recordAt, at, bytes: cursor.at - at };
}

/** U+FFFD in decoded text may be a real one or the mark of a bad byte: only the bytes tell. */
function checkAgain(reading: Reading, at: number, length: number): boolean {
  const bytes = new Uint8Array(length);
  reading.cursor.source.read(at, bytes);
  reading.utf8.push(bytes);
  return reading.utf8.end();
}

function skipText({ cursor, utf8: check }: Reading, length: number): boolean {
  cursor.need(BigInt(length));
  for (let left = length; left > 0; left -= PIECE) check.push(cursor.view(Math.min(left, PIECE)));
  return check.end();
}

function readArray(reading: Reading, key: string, recordAt: number): ArrayValue {
  const { cursor, report } = reading;
  const typeAt = cursor.at;
  const element = readType(reading, key);
  if (element === "array")
    stop(
      report,
      "gguf.nested-array",
      typeAt,
      key,
      `${quoted(key)} is a list of lists, which no loader accepts.`,
    );
  const countAt = cursor.at;
  const count = cursor.u64();
  const at = cursor.at;
  const least = BigInt(
    element === "string" ? 8 : (VALUE_TYPES.find((row) => row.name === element)?.bytes ?? 1),
  );
  if (count * least > BigInt(cursor.remaining)) {
    stop(
      report,
      "gguf.array-size",
      countAt,
      key,
      `The list ${quoted(key)} claims ${figure(count)} entries, at least ${figure(count * least)} bytes, but only ${figure(cursor.remaining)} are left in the file.`,
    );
  }
  // Exact: the product above fits the file, so the count is far below 2^53.
  const entries = Number(count);
  const longest =
    element === "string" ? walkStrings(reading, key, entries) : skipFixed(cursor, entries, Number(least));
  return {
    kind: "array",
    element: element satisfies ScalarType,
    count: entries,
    longest,
    recordAt,
    at,
    bytes: cursor.at - at,
  };
}

function skipFixed(cursor: Cursor, count: number, each: number): number {
  cursor.skip(count * each);
  return 0;
}

function walkStrings(reading: Reading, key: string, count: number): number {
  const { cursor, report, utf8: check } = reading;
  let longest = 0;
  let invalid = 0;
  let firstInvalid = 0;
  for (let index = 0; index < count; index++) {
    const at = cursor.at;
    const length = cursor.length64();
    if (length > cursor.remaining)
      stop(
        report,
        "gguf.string-length",
        at,
        key,
        tooLong(`entry ${figure(index)} of ${quoted(key)}`, length, cursor),
      );
    if (length > longest) longest = length;
    let valid: boolean;
    if (length > PIECE) {
      valid = skipText(reading, length);
    } else {
      check.push(cursor.view(length));
      valid = check.end();
    }
    if (!valid && invalid++ === 0) firstInvalid = at;
  }
  if (invalid > 0) {
    // Byte-level vocabularies of some converters hold raw bytes: told, not held against the file.
    report({
      rule: "gguf.token-utf8",
      offset: firstInvalid,
      where: key,
      message: `${figure(invalid)} of ${figure(count)} entries of ${quoted(key)} are not valid UTF-8.`,
    });
  }
  return longest;
}
