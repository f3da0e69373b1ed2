import { readFileSync } from "node:fs";
import { join } from "node:path";
import { SealedWriter } from "./sealed-writer.ts";

type Edit =
  | { xor: number; at: number }
  | { truncate: number }
  | { append: string }
  | { swap: [number, number]; length: number }
  | { header_of: number };

interface SealedVectors {
  file_key: string;
  salt: string;
  whole: { size: number; stored_size: number; header: string; stored_sha256: string }[];
  failures: { name: string; size: number; file_key?: string; edits: Edit[]; expect: string }[];
}

const TEST_FOLDER = join(import.meta.dirname, "..", "..", "test");

/** Path of a file beside the vectors. */
export function besideVectors(name: string): string {
  return join(TEST_FOLDER, name);
}

export function loadVectors(name: string): unknown {
  return JSON.parse(readFileSync(join(TEST_FOLDER, "vectors", name), "utf8"));
}

export const SEALED_VECTORS = loadVectors("sealed-file.json") as SealedVectors;

/** Byte i is (31 i + floor(i / 256)) mod 256. */
export function pattern(size: number): Buffer {
  return Buffer.from(
    Uint8Array.from({ length: size }, (_, index) => (index * 31 + Math.floor(index / 256)) & 255),
  );
}

/** The stored form of `pattern(size)` under the vectors' key and salt. */
export function sealedPattern(size: number): Buffer {
  const parts: Buffer[] = [];
  const writer = new SealedWriter(
    (bytes, position) => {
      parts[position] = Buffer.from(bytes);
    },
    Buffer.from(SEALED_VECTORS.file_key, "hex"),
    Buffer.from(SEALED_VECTORS.salt, "hex"),
  );
  writer.update(pattern(size));
  writer.finish();
  return Buffer.concat(Object.values(parts));
}

/** One change of a stored file, as the vectors describe it. */
export function edited(stored: Buffer, change: Edit): Buffer {
  const copy = Buffer.from(stored);
  if ("xor" in change) copy[change.at] = (copy[change.at] ?? 0) ^ change.xor;
  if ("truncate" in change) return copy.subarray(0, change.truncate);
  if ("append" in change) return Buffer.concat([copy, Buffer.from(change.append, "hex")]);
  if ("header_of" in change)
    return Buffer.concat([sealedPattern(change.header_of).subarray(0, 128), copy.subarray(128)]);
  if ("swap" in change) {
    const [a, b] = change.swap;
    stored.copy(copy, a, b, b + change.length);
    stored.copy(copy, b, a, a + change.length);
  }
  return copy;
}
