import type { Report } from "../findings.ts";
import { figure, hasInvisible, quoted, utf8 } from "../text.ts";
import { Utf8Check } from "../utf8.ts";
import { CutShort, type Cursor } from "./cursor.ts";
import { MAX_KEPT_STRING, MAX_METADATA_BYTES } from "./limits.ts";
import { readArray } from "./metadata-array.ts";
import { readKey } from "./metadata-key.ts";
import { checkSize, countKept, PIECE, readType, skipText, stop, tooLong, type Reading } from "./reading.ts";
import { readScalar } from "./scalar.ts";
import type { MetadataValue, StringValue } from "./value-types.ts";

/** Reads `count` keys and values into `metadata`, and notes where each record begins. Reports and throws `Stop` at the first that cannot be read past. */
export function readMetadata(
  cursor: Cursor,
  count: number,
  metadata: Map<string, MetadataValue>,
  report: Report,
  begun: number[] = [],
): void {
  const reading: Reading = {
    cursor,
    report,
    utf8: new Utf8Check(),
    mostAt: cursor.at + MAX_METADATA_BYTES,
    kept: { bytes: 0 },
    spellings: new Map(),
  };
  for (let index = 0; index < count; index++) {
    const recordAt = cursor.at;
    begun.push(recordAt);
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
    checkSize(reading, cursor.at, key, recordAt);
  }
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
  checkSize(reading, textAt + length, key, recordAt);
  const text = length <= MAX_KEPT_STRING ? keepText(reading, key, recordAt, length) : null;
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

function keepText(reading: Reading, key: string, recordAt: number, length: number): string {
  countKept(reading, length, key, recordAt);
  const { cursor } = reading;
  return utf8(length <= PIECE ? cursor.view(length) : cursor.bytes(length));
}

/** U+FFFD in decoded text may be a real one or the mark of a bad byte: only the bytes tell. */
function checkAgain(reading: Reading, at: number, length: number): boolean {
  const bytes = new Uint8Array(length);
  reading.cursor.source.read(at, bytes);
  reading.utf8.push(bytes);
  return reading.utf8.end();
}
