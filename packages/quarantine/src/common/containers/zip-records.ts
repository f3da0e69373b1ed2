import { readUpTo, type ByteSource } from "../byte-source.ts";
import { utf8 } from "../text.ts";

export const LOCAL_MAGIC = 0x04034b50;
const CENTRAL_MAGIC = 0x02014b50;
const END_MAGIC = 0x06054b50;
const END64_MAGIC = 0x06064b50;
const LOCATOR_MAGIC = 0x07064b50;
const LOCAL_BYTES = 30;
const CENTRAL_BYTES = 46;
const END_BYTES = 22;
const LOCATOR_BYTES = 20;
const END64_BYTES = 56;
/** The end record may be followed by a comment of up to 2^16 - 1 bytes. */
const END_SEARCH = END_BYTES + 0xffff;
/** Largest directory read: 4 MiB hold some 60,000 members. */
const MAX_DIRECTORY = 4 * 1024 * 1024;
/** Value of a 32-bit field whose truth stands in the zip64 extra field. */
const SEE_EXTRA = 0xffffffff;

/** What a header says of one member; both copies of it are kept to be compared. */
export interface ZipHeader {
  readonly name: string;
  readonly flags: number;
  readonly method: number;
  readonly crc: number;
  readonly packed: number;
  readonly size: number;
  readonly at: number;
}

/** The copy in front of the member's data. */
export interface LocalHeader extends ZipHeader {
  readonly dataAt: number;
}

/** The copy in the directory at the end. */
export interface CentralHeader extends ZipHeader {
  /** Where it says that the local header is, before any shift. */
  readonly localAt: number;
}

/** Where the directory at the end lies. */
export interface ZipEnd {
  readonly at: number;
  readonly entries: number;
  /** Bytes in front of what the directory counts from: an archive that was hung behind something else. */
  readonly shift: number;
  readonly directoryAt: number;
  readonly directoryBytes: number;
}

/** The local header at `at`, or null. */
export function readLocal(source: ByteSource, at: number): LocalHeader | null {
  const header = readUpTo(source, at, LOCAL_BYTES);
  if (header.length < LOCAL_BYTES) return null;
  const view = new DataView(header.buffer);
  if (view.getUint32(0, true) !== LOCAL_MAGIC) return null;
  const nameBytes = view.getUint16(26, true);
  const extraBytes = view.getUint16(28, true);
  const rest = readUpTo(source, at + LOCAL_BYTES, nameBytes + extraBytes);
  const extra = rest.subarray(nameBytes);
  const wide = new WideFields(extra);
  const size = wide.or(view.getUint32(22, true));
  return {
    name: utf8(rest.subarray(0, nameBytes)),
    flags: view.getUint16(6, true),
    method: view.getUint16(8, true),
    crc: view.getUint32(14, true),
    size,
    packed: wide.or(view.getUint32(18, true)),
    at,
    dataAt: at + LOCAL_BYTES + nameBytes + extraBytes,
  };
}

/** The end record, or null when the file has none whose directory lies inside it. */
export function readEnd(source: ByteSource): ZipEnd | null {
  const from = Math.max(0, source.size - END_SEARCH);
  const tail = readUpTo(source, from, END_SEARCH);
  const view = new DataView(tail.buffer);
  for (let at = tail.length - END_BYTES; at >= 0; at--) {
    if (tail[at] !== 0x50 || view.getUint32(at, true) !== END_MAGIC) continue;
    const end = endAt(source, from + at, view, at);
    if (end) return end;
  }
  return null;
}

function endAt(source: ByteSource, endsAt: number, view: DataView, at: number): ZipEnd | null {
  const wide = readEnd64(source, endsAt);
  const entries = wide?.entries ?? view.getUint16(at + 10, true);
  const directoryBytes = wide?.bytes ?? view.getUint32(at + 12, true);
  const stated = wide?.offset ?? view.getUint32(at + 16, true);
  const directoryAt = (wide?.at ?? endsAt) - directoryBytes;
  const shift = directoryAt - stated;
  if (directoryAt < 0 || shift < 0) return null;
  return { at: endsAt, entries, shift, directoryAt, directoryBytes };
}

function readEnd64(
  source: ByteSource,
  endsAt: number,
): { at: number; entries: number; bytes: number; offset: number } | null {
  if (endsAt < LOCATOR_BYTES + END64_BYTES) return null;
  const locator = new DataView(readUpTo(source, endsAt - LOCATOR_BYTES, LOCATOR_BYTES).buffer);
  if (locator.getUint32(0, true) !== LOCATOR_MAGIC) return null;
  const at = endsAt - LOCATOR_BYTES - END64_BYTES;
  const record = new DataView(readUpTo(source, at, END64_BYTES).buffer);
  if (record.getUint32(0, true) !== END64_MAGIC) return null;
  return {
    at,
    entries: toNumber(record.getBigUint64(32, true)),
    bytes: toNumber(record.getBigUint64(40, true)),
    offset: toNumber(record.getBigUint64(48, true)),
  };
}

/** The entries of the directory, in order, `max` at most. */
export function* readCentral(source: ByteSource, end: ZipEnd, max: number): Generator<CentralHeader> {
  const bytes = readUpTo(source, end.directoryAt, Math.min(end.directoryBytes, MAX_DIRECTORY));
  const view = new DataView(bytes.buffer);
  let at = 0;
  for (let index = 0; index < max && at + CENTRAL_BYTES <= bytes.length; index++) {
    if (view.getUint32(at, true) !== CENTRAL_MAGIC) return;
    const nameAt = at + CENTRAL_BYTES;
    const extraAt = nameAt + view.getUint16(at + 28, true);
    const next = extraAt + view.getUint16(at + 30, true) + view.getUint16(at + 32, true);
    const wide = new WideFields(bytes.subarray(extraAt, extraAt + view.getUint16(at + 30, true)));
    const size = wide.or(view.getUint32(at + 24, true));
    const packed = wide.or(view.getUint32(at + 20, true));
    yield {
      name: utf8(bytes.subarray(nameAt, extraAt)),
      flags: view.getUint16(at + 8, true),
      method: view.getUint16(at + 10, true),
      crc: view.getUint32(at + 16, true),
      packed,
      size,
      at: end.directoryAt + at,
      localAt: wide.or(view.getUint32(at + 42, true)),
    };
    at = next;
  }
}

/** The 64-bit values of a zip64 extra field, taken in order by the fields that point at it. */
class WideFields {
  readonly #values: number[] = [];

  constructor(extra: Uint8Array) {
    const view = new DataView(extra.buffer, extra.byteOffset, extra.byteLength);
    for (let at = 0; at + 4 <= extra.length;) {
      const end = Math.min(extra.length, at + 4 + view.getUint16(at + 2, true));
      if (view.getUint16(at, true) === 1)
        for (let field = at + 4; field + 8 <= end; field += 8)
          this.#values.push(toNumber(view.getBigUint64(field, true)));
      at = end;
    }
  }

  or(value: number): number {
    return value === SEE_EXTRA ? (this.#values.shift() ?? value) : value;
  }
}

/** Beyond every file; arithmetic on it stays exact. */
function toNumber(value: bigint): number {
  return value > 2n ** 52n ? 2 ** 52 : Number(value);
}
