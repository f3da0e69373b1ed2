import { closeSync, fdatasyncSync, fstatSync, openSync, readSync, writeSync } from "node:fs";
import { readHead, type SignedHead } from "./head.ts";

/**
 * `ledger.head` has two places that are written in turn, in place, and flushed: a write that is cut off at any byte leaves the
 * other place whole. They lie on different 4 KiB pages, so no device tears both; nothing is renamed, so no folder is flushed.
 */
export const SLOT_BYTES = 512;
const SLOT_DISTANCE = 4096;
export const HEAD_FILE_BYTES = 2 * SLOT_DISTANCE;
const PAD = 0x0a;

/** `bad`: neither blank nor a head with a fitting signature. */
export type Slot = { readonly kind: "head"; readonly head: SignedHead } | { readonly kind: "blank" | "bad" };

/** Where a head of this size stands. */
export function slotOffset(size: number): number {
  return (size % 2) * SLOT_DISTANCE;
}

/** The 512 bytes of one place. */
export function encodeSlot(head: SignedHead): Buffer {
  const slot = Buffer.alloc(SLOT_BYTES, PAD);
  slot.write(head.text, "latin1");
  return slot;
}

/** A whole new file with one head in it. */
export function encodeHeadFile(head: SignedHead): Buffer {
  const bytes = Buffer.alloc(HEAD_FILE_BYTES);
  encodeSlot(head).copy(bytes, slotOffset(head.size));
  return bytes;
}

/** Both places; never throws. A head that stands in the other one's place is bad: it was put there by hand. */
export function decodeHeadFile(bytes: Buffer): readonly [Slot, Slot] {
  return [decodeSlot(bytes, 0), decodeSlot(bytes, 1)];
}

function decodeSlot(bytes: Buffer, index: 0 | 1): Slot {
  const slot = bytes.subarray(index * SLOT_DISTANCE, index * SLOT_DISTANCE + SLOT_BYTES);
  if (slot.length !== SLOT_BYTES) return { kind: "bad" };
  if (slot.every((byte) => byte === 0)) return { kind: "blank" };
  const text = slot.toString("latin1");
  const head = readHead(`${text.trimEnd()}\n`);
  if (head?.size === undefined || head.size % 2 !== index || !encodeSlot(head).equals(slot))
    return { kind: "bad" };
  return { kind: "head", head };
}

export interface HeadFile {
  read(): readonly [Slot, Slot];
  /** Durable when it returns. Throws the system's error. */
  write(head: SignedHead): void;
  close(): void;
  readonly fd: number;
}

/** Throws the system's error, for example ENOENT. */
export function openHeadFile(path: string): HeadFile {
  const fd = openSync(path, "r+");
  return {
    fd,
    read: () => {
      // One byte more than fits: a longer file is not ours.
      const bytes = Buffer.alloc(HEAD_FILE_BYTES + 1);
      const length = fstatSync(fd).isFile() ? readSync(fd, bytes, 0, bytes.length, 0) : 0;
      return length === HEAD_FILE_BYTES
        ? decodeHeadFile(bytes.subarray(0, length))
        : [{ kind: "bad" }, { kind: "bad" }];
    },
    write: (head) => {
      const written = writeSync(fd, encodeSlot(head), 0, SLOT_BYTES, slotOffset(head.size));
      if (written !== SLOT_BYTES) throw new Error("ledger.head was written in part");
      fdatasyncSync(fd);
    },
    close: () => {
      closeSync(fd);
    },
  };
}
