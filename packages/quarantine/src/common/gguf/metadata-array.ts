import { figure, quoted } from "../text.ts";
import { checkSize, PIECE, readType, skipText, stop, tooLong, type Reading } from "./reading.ts";
import { VALUE_TYPES, type ArrayValue, type ScalarType } from "./value-types.ts";

/** Steps over a list, checking its entries as far as every reader would. */
export function readArray(reading: Reading, key: string, recordAt: number): ArrayValue {
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
  checkSize(reading, cursor.at + entries * Number(least), key, recordAt);
  const longest = element === "string" ? walkStrings(reading, key, recordAt, entries) : 0;
  if (element === "bool") checkBools(reading, key, entries);
  else if (element !== "string") cursor.skip(entries * Number(least));
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

/** Truth values in a list, like single ones, are 0 or 1. Only the first wrong one is told. */
function checkBools({ cursor, report }: Reading, key: string, count: number): void {
  let told = false;
  for (let left = count; left > 0; left -= PIECE) {
    const at = cursor.at;
    const index = cursor.view(Math.min(left, PIECE)).findIndex((byte) => byte > 1);
    if (index < 0 || told) continue;
    told = true;
    report({
      rule: "gguf.bool-value",
      offset: at + index,
      length: 1,
      where: key,
      message: `An entry of ${quoted(key)} should be yes or no (1 or 0) and is neither.`,
    });
  }
}

function walkStrings(reading: Reading, key: string, recordAt: number, count: number): number {
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
    checkSize(reading, cursor.at + length, key, recordAt);
    if (length > longest) longest = length;
    let valid: boolean;
    if (length > PIECE) {
      valid = skipText(reading, length);
    } else {
      const from = cursor.locate(length);
      check.push(cursor.window, from, from + length);
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
