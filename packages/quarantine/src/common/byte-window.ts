import { MAX_WINDOW_BYTES, type ByteWindow } from "@casemate/contract";
import { readUpTo, type ByteSource } from "./byte-source.ts";
import { fieldsOf } from "./inspection.ts";
import { hex } from "./text.ts";

/** Bytes of one line of a hex view: windows begin with a line. */
const LINE_BYTES = 16;

/** The bytes around `at` (half of them before it) with the names of their fields; past the end, the file's last ones. */
export function byteWindow(source: ByteSource, at: number): ByteWindow {
  const middle = Math.min(at, source.size) - MAX_WINDOW_BYTES / 2;
  const from = Math.max(0, middle - (middle % LINE_BYTES));
  const bytes = readUpTo(source, from, MAX_WINDOW_BYTES);
  const fields = fieldsOf(source)(from, from + bytes.length);
  return { at: from, hex: hex(bytes), fields: fields.slice(0, MAX_WINDOW_BYTES) };
}
