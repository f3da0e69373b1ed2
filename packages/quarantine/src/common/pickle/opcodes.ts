import type { ByteWindow } from "../containers/byte-window.ts";
import { latin1, utf8 } from "../text.ts";

/** How an opcode's argument is stored. `lineN`: N lines of text; `lenN`: an N-byte length, then that many bytes. */
type ArgKind = "none" | "line" | "line2" | "u1" | "u2" | "u4" | "i4" | "f8" | "u8" | "len1" | "len4" | "len8";

/** Bytes searched at once for the end of a line. */
const STEP = 4096;
/** Bytes kept of a counted argument; the rest is stepped over. */
const MAX_KEPT = 512;
/** Bytes of a counted number that are turned into decimals; longer ones are told by their length. */
const MAX_DIGITS = 16;

const NONE = "(.012NQRabd}elosto)ut\x81\x85\x86\x87\x88\x89\x8f\x90\x91\x92\x93\x94\x97\x98]";
const KINDS: ReadonlyMap<number, ArgKind> = new Map<number, ArgKind>([
  ...rows(NONE, "none"),
  ...rows("FILPSVgp", "line"),
  ...rows("ci", "line2"),
  ...rows("Khq\x80\x82", "u1"),
  ...rows("M\x83", "u2"),
  ...rows("jr\x84", "u4"),
  ...rows("J", "i4"),
  ...rows("G", "f8"),
  ...rows("\x95", "u8"),
  ...rows("UC\x8a\x8c", "len1"),
  ...rows("TXB\x8b", "len4"),
  ...rows("\x8d\x8e\x96", "len8"),
]);

function rows(codes: string, kind: ArgKind): [number, ArgKind][] {
  return [...codes].map((code) => [code.charCodeAt(0), kind]);
}

/** What is left to be read for a file and all that is packed in it. */
export interface OpBudget {
  /** Instructions. */
  left: number;
  /** Bytes of long lines: protocol 0 writes whole arrays as one, and many pieces may share such a line. */
  lineBytes: number;
}

/** One instruction of a pickle program. */
export interface PickleOp {
  readonly at: number;
  /** The opcode as the character that Python's `pickletools` shows. */
  readonly code: string;
  /** Argument as text (lines, counted texts) or decimal number. */
  readonly arg: string;
  readonly second: string;
  /** Where a counted or lined argument's bytes begin; 0 when it has none. */
  readonly dataAt: number;
  readonly end: number;
}

/** The instruction at `at`, or null when there is none: an unknown opcode, or an argument past the end. */
export function readOp(window: ByteWindow, at: number, budget: OpBudget): PickleOp | null {
  const head = window.peek(at, 16);
  const code = head[0];
  const kind = code === undefined ? undefined : KINDS.get(code);
  if (code === undefined || kind === undefined) return null;
  const op = { at, code: String.fromCharCode(code), dataAt: 0 };
  const view = new DataView(head.buffer, head.byteOffset, head.byteLength);
  const fixed = (bytes: number, arg: () => string): PickleOp | null =>
    head.length < 1 + bytes ? null : { ...op, arg: arg(), second: "", end: at + 1 + bytes };
  switch (kind) {
    case "none":
      return fixed(0, () => "");
    case "u1":
      return fixed(1, () => String(view.getUint8(1)));
    case "u2":
      return fixed(2, () => String(view.getUint16(1, true)));
    case "u4":
      return fixed(4, () => String(view.getUint32(1, true)));
    case "i4":
      return fixed(4, () => String(view.getInt32(1, true)));
    case "f8":
      return fixed(8, () => String(view.getFloat64(1, false)));
    case "u8":
      return fixed(8, () => view.getBigUint64(1, true).toString());
    case "line":
    case "line2":
      return lines(window, at, op.code, kind === "line2", budget);
    case "len1":
      return head.length < 2 ? null : counted(window, at, op.code, 1, view.getUint8(1));
    case "len4":
      return head.length < 5 ? null : counted(window, at, op.code, 4, view.getUint32(1, true));
    case "len8": {
      const length = head.length < 9 ? 2n ** 64n : view.getBigUint64(1, true);
      return length > BigInt(window.size) ? null : counted(window, at, op.code, 8, Number(length));
    }
  }
}

function lines(
  window: ByteWindow,
  at: number,
  code: string,
  two: boolean,
  budget: OpBudget,
): PickleOp | null {
  const first = lineEnd(window, at + 1, budget);
  const last = two && first !== null ? lineEnd(window, first + 1, budget) : first;
  if (first === null || last === null) return null;
  return {
    at,
    code,
    arg: line(window, at + 1, first),
    second: two ? line(window, first + 1, last) : "",
    dataAt: at + 1,
    end: last + 1,
  };
}

/** Where the line that begins at `from` ends, or null when the file or the budget ends first. */
function lineEnd(window: ByteWindow, from: number, budget: OpBudget): number | null {
  for (let at = from; at < window.size; at += STEP) {
    if (at > from && (budget.lineBytes -= STEP) < 0) return null;
    const found = window.peek(at, STEP).indexOf(0x0a);
    if (found >= 0) return at + found;
  }
  return null;
}

function line(window: ByteWindow, from: number, to: number): string {
  const text = utf8(window.peek(from, Math.min(to - from, MAX_KEPT)));
  return to - from > MAX_KEPT ? `${text}…` : text;
}

function counted(
  window: ByteWindow,
  at: number,
  code: string,
  width: number,
  length: number,
): PickleOp | null {
  const from = at + 1 + width;
  if (length > window.size - from) return null;
  const bytes = window.peek(from, Math.min(length, MAX_KEPT));
  return { at, code, arg: shown(code, bytes, length), second: "", dataAt: from, end: from + length };
}

function shown(code: string, bytes: Uint8Array, length: number): string {
  if (code === "\x8a" || code === "\x8b") return number(bytes, length);
  const text = "X\x8c\x8d".includes(code) ? utf8(bytes) : latin1(bytes);
  return length > MAX_KEPT ? `${text}…` : text;
}

/** A little-endian number in two's complement. */
function number(bytes: Uint8Array, length: number): string {
  if (length > MAX_DIGITS) return `a number of ${String(length)} bytes`;
  let value = 0n;
  for (const byte of bytes.slice().reverse()) value = (value << 8n) | BigInt(byte);
  return String(BigInt.asIntN(length * 8, value));
}
