import { closeSync, fdatasyncSync, fstatSync, openSync, readSync, writeSync } from "node:fs";

/**
 * A file of fixed places of 4 KiB, each overwritten in place: nothing is renamed, so no old copy is left behind by us and no folder needs a
 * flush; places lie on different pages, so no device tears two of them.
 */
const PLACE_BYTES = 4096;
const PAD = 0x0a;

/** null: never written. "": written and not a text that fits. */
export type PlaceText = string | null;

export interface SlotFile {
  readonly fd: number;
  /** One text per place; never throws for what is in the file. A file of another length has no readable place. */
  read(): PlaceText[];
  /** Throws the system's error. Not durable before `flush`. */
  write(place: number, text: string): void;
  flush(): void;
  close(): void;
}

/** The bytes of a whole new file. Texts end with a line feed and are padded with more. */
export function encodePlaces(texts: readonly (string | null)[]): Buffer {
  return Buffer.concat(texts.map((text) => (text === null ? Buffer.alloc(PLACE_BYTES) : encodePlace(text))));
}

/** Throws the system's error, for example ENOENT. */
export function openSlotFile(path: string, places: number): SlotFile {
  const fd = openSync(path, "r+");
  const length = places * PLACE_BYTES;
  return {
    fd,
    read: () => {
      // One byte more than fits: a longer file is not ours.
      const bytes = Buffer.alloc(length + 1);
      const count = fstatSync(fd).isFile() ? readSync(fd, bytes, 0, bytes.length, 0) : 0;
      return Array.from({ length: places }, (_, place) =>
        count === length ? decodePlace(bytes.subarray(place * PLACE_BYTES, (place + 1) * PLACE_BYTES)) : "",
      );
    },
    write: (place, text) => {
      const written = writeSync(fd, encodePlace(text), 0, PLACE_BYTES, place * PLACE_BYTES);
      if (written !== PLACE_BYTES) throw new Error("a place was written in part");
    },
    flush: () => {
      fdatasyncSync(fd);
    },
    close: () => {
      closeSync(fd);
    },
  };
}

function encodePlace(text: string): Buffer {
  const place = Buffer.alloc(PLACE_BYTES, PAD);
  if (place.write(text, "utf8") === PLACE_BYTES) throw new RangeError("a text that fills its place");
  return place;
}

function decodePlace(bytes: Buffer): PlaceText {
  if (bytes.every((byte) => byte === 0)) return null;
  const text = `${bytes.toString("utf8").trimEnd()}\n`;
  return encodedLike(text, bytes) ? text : "";
}

function encodedLike(text: string, bytes: Buffer): boolean {
  return Buffer.byteLength(text) < PLACE_BYTES && encodePlace(text).equals(bytes);
}
