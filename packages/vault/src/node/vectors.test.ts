import { createHash } from "node:crypto";
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { paddedSize } from "../common/padme.ts";
import { SealedFileError } from "../common/sealed-error.ts";
import { openState, parseRegion } from "./header-region.ts";
import { openSlots } from "./key-slots.ts";
import { openSealedFile } from "./sealed-reader.ts";
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

function load(name: string): unknown {
  return JSON.parse(readFileSync(join(import.meta.dirname, "..", "..", "test", "vectors", name), "utf8"));
}

const vectors = load("sealed-file.json") as SealedVectors;
const folder = mkdtempSync(join(tmpdir(), "casemate-vectors-"));
const path = join(folder, "stored");
afterAll(() => {
  rmSync(folder, { recursive: true });
});

function pattern(size: number): Buffer {
  return Buffer.from(
    Uint8Array.from({ length: size }, (_, index) => (index * 31 + Math.floor(index / 256)) & 255),
  );
}

function write(size: number): Buffer {
  const parts: Buffer[] = [];
  const writer = new SealedWriter(
    (bytes, position) => {
      parts[position] = Buffer.from(bytes);
    },
    Buffer.from(vectors.file_key, "hex"),
    Buffer.from(vectors.salt, "hex"),
  );
  writer.update(pattern(size));
  writer.finish();
  return Buffer.concat(Object.values(parts));
}

/** Reads everything, padding included. */
function read(stored: Uint8Array, key: string): Buffer | string {
  writeFileSync(path, stored);
  const fd = openSync(path, "r");
  try {
    const file = openSealedFile(fd, Buffer.from(key, "hex"));
    const plain = Buffer.alloc(file.size);
    file.read(0, plain);
    file.checkPadding();
    file.close();
    return plain;
  } catch (error) {
    if (error instanceof SealedFileError) return error.code;
    throw error;
  } finally {
    closeSync(fd);
  }
}

function edit(stored: Buffer, change: Edit): Buffer {
  const copy = Buffer.from(stored);
  if ("xor" in change) copy[change.at] = (copy[change.at] ?? 0) ^ change.xor;
  if ("truncate" in change) return copy.subarray(0, change.truncate);
  if ("append" in change) return Buffer.concat([copy, Buffer.from(change.append, "hex")]);
  if ("header_of" in change)
    return Buffer.concat([write(change.header_of).subarray(0, 128), copy.subarray(128)]);
  if ("swap" in change) {
    const [a, b] = change.swap;
    stored.copy(copy, a, b, b + change.length);
    stored.copy(copy, b, a, a + change.length);
  }
  return copy;
}

describe("the published vectors", () => {
  it.each(vectors.whole)("whole file of $size bytes", ({ size, stored_size, header, stored_sha256 }) => {
    const stored = write(size);
    const digest = createHash("sha256").update(stored).digest("hex");
    expect({
      stored_size: stored.length,
      header: stored.toString("hex", 0, 128),
      stored_sha256: digest,
    }).toEqual({ stored_size, header, stored_sha256 });
    expect(read(stored, vectors.file_key)).toEqual(pattern(size));
  });

  it.each(vectors.failures)("$name is refused as $expect", ({ size, file_key, edits, expect: expected }) => {
    expect(read(edits.reduce(edit, write(size)), file_key ?? vectors.file_key)).toBe(expected);
  });

  it("padded sizes", () => {
    const { sizes } = load("padme.json") as { sizes: [number, number][] };
    expect(sizes.map(([size]) => [size, paddedSize(size)])).toEqual(sizes);
  });

  it("a header region", () => {
    const vector = load("header.json") as Record<string, unknown> & {
      region: string;
      derived: string;
      epoch: number;
    };
    const region = parseRegion(Buffer.from(vector.region, "base64"), vector.epoch % 2);
    const opened = region && openSlots(region.slots, Buffer.from(vector.derived, "hex"), region.identity);
    const master = opened?.masterKey;
    const state = region && master && openState(region, master);
    expect({
      master_key: master?.toString("hex"),
      epoch: region?.epoch,
      kdf: region?.kdf,
      measured_ms: region?.measuredMs,
      index: state && { ...state, key: state.key.toString("hex") },
    }).toEqual({
      master_key: vector["master_key"],
      epoch: vector.epoch,
      kdf: vector["kdf"],
      measured_ms: vector["measured_ms"],
      index: vector["index"],
    });
  });
});
