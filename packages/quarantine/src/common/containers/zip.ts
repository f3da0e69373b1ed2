import type { ByteSource } from "../byte-source.ts";
import { ByteWindow } from "./byte-window.ts";
import {
  LOCAL_MAGIC,
  readCentral,
  readEnd,
  readLocal,
  type CentralHeader,
  type LocalHeader,
  type ZipEnd,
} from "./zip-records.ts";

/** Most members looked at. What an archive is shows in far fewer. */
export const MAX_MEMBERS = 4096;
/** Flag bit: sizes and checksum follow the data, so the local header has none. */
export const SIZES_FOLLOW = 0x08;
/** Most bytes searched in one archive for next members whose places are not known. */
const MAX_SEARCHED = 4 * 1024 * 1024;
/** Bytes searched at once. */
const STEP_BYTES = 4096;

/** One member as far as its two headers are there. At least one is. */
export interface ZipMember {
  readonly name: string;
  readonly local: LocalHeader | null;
  readonly central: CentralHeader | null;
}

export interface ZipView {
  readonly members: readonly ZipMember[];
  readonly end: ZipEnd | null;
}

/**
 * The members by both ways of reading: from the directory at the end (as most programs do) and by the headers one after
 * another from the front (as programs that stream do). A member that only one way shows is there for somebody.
 */
export function readZip(source: ByteSource): ZipView {
  const end = readEnd(source);
  const members: ZipMember[] = [];
  const seen = new Set<number>();
  if (end) {
    for (const central of readCentral(source, end, MAX_MEMBERS)) {
      const local = readLocal(source, central.localAt + end.shift);
      if (local) seen.add(local.at);
      members.push({ name: central.name, local, central });
    }
  }
  const sizes = new Map(
    members.flatMap(({ local, central }) => (local && central ? [[local.at, central.packed]] : [])),
  );
  for (const local of streamed(source, end?.shift ?? 0, sizes)) {
    if (!seen.has(local.at)) members.push({ name: local.name, local, central: null });
  }
  return { members, end };
}

/** Where a member's packed bytes lie and how many there are; the directory is asked first, as by most readers. */
export function packedRange(member: ZipMember, source: ByteSource): { at: number; length: number } {
  const at = member.local?.dataAt ?? source.size;
  const stated = member.central?.packed ?? member.local?.packed ?? 0;
  const unknown = stated === 0 && member.local !== null && (member.local.flags & SIZES_FOLLOW) !== 0;
  return { at, length: Math.max(0, Math.min(unknown ? source.size : stated, source.size - at)) };
}

function* streamed(
  source: ByteSource,
  from: number,
  sizes: ReadonlyMap<number, number>,
): Generator<LocalHeader> {
  const window = new ByteWindow(source);
  let at = from;
  let searched = 0;
  for (let index = 0; index < MAX_MEMBERS; index++) {
    const local = readLocal(source, at);
    if (!local) return;
    yield local;
    const known = local.flags & SIZES_FOLLOW ? sizes.get(at) : local.packed;
    let next = local.dataAt + (known ?? 0);
    if (known === undefined || (local.flags & SIZES_FOLLOW) !== 0) {
      const found = nextLocal(window, next, MAX_SEARCHED - searched);
      if (found === null) return;
      searched += found - next;
      next = found;
    }
    if (next >= source.size) return;
    at = next;
  }
}

/** Where the next local header begins, at most `max` bytes on. */
function nextLocal(window: ByteWindow, from: number, max: number): number | null {
  const end = Math.min(window.size, from + max);
  for (let at = from; at + 4 <= end; at += STEP_BYTES - 3) {
    const bytes = window.peek(at, STEP_BYTES);
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    for (let index = bytes.indexOf(0x50); index >= 0; index = bytes.indexOf(0x50, index + 1)) {
      if (index + 4 <= bytes.length && view.getUint32(index, true) === LOCAL_MAGIC) return at + index;
    }
  }
  return null;
}
