import { latin1, utf8 } from "../text.ts";
import { ByteWindow } from "./byte-window.ts";
import type { ByteSource } from "../byte-source.ts";

const BLOCK = 512;
/** Most headers followed; a model archive has far fewer. */
const MAX_HEADERS = 4096;
/** Longest name kept of a long-name entry (GNU "L", pax "path"). */
const MAX_NAME = 4096;

export interface TarMember {
  readonly name: string;
  /** The type letter: "0" and NUL are files, "1" and "2" links, "5" folders. */
  readonly type: string;
  readonly headerAt: number;
  readonly dataAt: number;
  readonly bytes: number;
}

/** Whether a block is a tar header: its checksum fits. This is what tar itself goes by; "ustar" is optional. */
export function isTarHeader(block: Uint8Array): boolean {
  if (block.length < BLOCK || block[0] === 0) return false;
  const stated = octal(block.subarray(148, 156));
  let sum = 8 * 0x20;
  for (let index = 0; index < BLOCK; index++) if (index < 148 || index >= 156) sum += block[index] ?? 0;
  return stated === sum;
}

/** The members of a tar (v7, ustar, pax, GNU), in order. A member that ends past the file is the last. */
export function* tarMembers(source: ByteSource): Generator<TarMember> {
  const window = new ByteWindow(source);
  let at = 0;
  let longName: string | null = null;
  for (let index = 0; index < MAX_HEADERS; index++) {
    const block = window.peek(at, BLOCK).slice();
    if (!isTarHeader(block)) return;
    const bytes = sizeOf(block.subarray(124, 136));
    const type = String.fromCharCode(block[156] ?? 0);
    const dataAt = at + BLOCK;
    if (type === "L" || type === "x" || type === "X") {
      const data = utf8(window.peek(dataAt, Math.min(bytes, MAX_NAME)));
      longName =
        type === "L" ? data.replace(/\0.*$/s, "") : (/\d+ path=([^\n]*)\n/.exec(data)?.[1] ?? longName);
    } else {
      yield { name: longName ?? nameOf(block), type, headerAt: at, dataAt, bytes };
      longName = null;
    }
    const next = dataAt + Math.ceil(bytes / BLOCK) * BLOCK;
    if (!Number.isSafeInteger(next) || next >= source.size) return;
    at = next;
  }
}

function nameOf(block: Uint8Array): string {
  const name = field(block.subarray(0, 100));
  const prefix =
    latin1(block.subarray(257, 262)) === "ustar" && block[262] === 0 ? field(block.subarray(345, 500)) : "";
  return prefix === "" ? name : `${prefix}/${name}`;
}

function field(bytes: Uint8Array): string {
  const end = bytes.indexOf(0);
  return utf8(end < 0 ? bytes : bytes.subarray(0, end));
}

function octal(bytes: Uint8Array): number {
  const digits = /^[ \0]*([0-7]+)[ \0]*$/.exec(latin1(bytes))?.[1];
  return digits === undefined ? -1 : Number.parseInt(digits, 8);
}

/** Sizes above 8 GiB are written in base 256 with the first bit set; what is no number counts as zero. */
function sizeOf(bytes: Uint8Array): number {
  if (((bytes[0] ?? 0) & 0x80) === 0) return Math.max(0, octal(bytes));
  let value = 0;
  for (const byte of bytes.subarray(1)) value = value * 256 + byte;
  return value;
}
