// Writes test/vectors/*.json. Run by hand when a format version is added: node packages/vault/test/make-vectors.ts
// `sealed-file.json` and `padme.json` come out the same each time; `header.json` holds fresh random salts.
import { createHash } from "node:crypto";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { MIN_PADDED_BYTES, paddedSize } from "../src/common/padme.ts";
import { CHUNK_BYTES, storedSize } from "../src/common/sealed-layout.ts";
import { buildRegion, newIdentity } from "../src/node/header-region.ts";
import { emptySlots, fillSlot } from "../src/node/key-slots.ts";
import { SealedWriter } from "../src/node/sealed-writer.ts";

const folder = join(import.meta.dirname, "vectors");

function bytes(start: number, length: number): Buffer {
  return Buffer.from(Uint8Array.from({ length }, (_, index) => (start + index) & 255));
}

/** Byte i is (31 i + floor(i / 256)) mod 256. */
function pattern(size: number): Buffer {
  return Buffer.from(
    Uint8Array.from({ length: size }, (_, index) => (index * 31 + Math.floor(index / 256)) & 255),
  );
}

function sealed(size: number): Buffer {
  const stored = Buffer.alloc(storedSize(size));
  const writer = new SealedWriter(
    (part, position) => {
      stored.set(part, position);
    },
    bytes(0, 32),
    bytes(64, 32),
  );
  writer.update(pattern(size));
  writer.finish();
  return stored;
}

function save(name: string, value: unknown): void {
  writeFileSync(join(folder, name), JSON.stringify(value, null, 2) + "\n");
}

const sizes = [0, 10, 4097, CHUNK_BYTES, CHUNK_BYTES + 1, 3 * CHUNK_BYTES];
save("sealed-file.json", {
  file_key: bytes(0, 32).toString("hex"),
  salt: bytes(64, 32).toString("hex"),
  plaintext: "byte i is (31 i + floor(i / 256)) mod 256",
  whole: sizes.map((size) => {
    const stored = sealed(size);
    const sha256 = createHash("sha256").update(stored).digest("hex");
    return {
      size,
      stored_size: stored.length,
      header: stored.toString("hex", 0, 128),
      stored_sha256: sha256,
    };
  }),
  /** Made from the whole file of 196,608 bytes (three full chunks) by the edits given, in order. */
  failures: [
    {
      name: "another key",
      size: 196608,
      file_key: bytes(1, 32).toString("hex"),
      edits: [],
      expect: "wrong_key",
    },
    { name: "magic", size: 196608, edits: [{ xor: 1, at: 0 }], expect: "not_sealed" },
    { name: "version 2", size: 196608, edits: [{ xor: 3, at: 16 }], expect: "version" },
    { name: "reserved byte", size: 196608, edits: [{ xor: 1, at: 17 }], expect: "damaged" },
    { name: "salt", size: 196608, edits: [{ xor: 1, at: 32 }], expect: "wrong_key" },
    { name: "commitment", size: 196608, edits: [{ xor: 128, at: 95 }], expect: "wrong_key" },
    { name: "size", size: 196608, edits: [{ xor: 1, at: 96 }], expect: "damaged" },
    { name: "size tag", size: 196608, edits: [{ xor: 1, at: 127 }], expect: "damaged" },
    { name: "first chunk", size: 196608, edits: [{ xor: 1, at: 128 }], expect: "damaged" },
    { name: "last tag", size: 196608, edits: [{ xor: 1, at: 196783 }], expect: "damaged" },
    { name: "one byte short", size: 196608, edits: [{ truncate: 196783 }], expect: "truncated" },
    { name: "last chunk missing", size: 196608, edits: [{ truncate: 131232 }], expect: "truncated" },
    { name: "header only", size: 196608, edits: [{ truncate: 128 }], expect: "truncated" },
    { name: "half a header", size: 196608, edits: [{ truncate: 64 }], expect: "not_sealed" },
    { name: "empty", size: 196608, edits: [{ truncate: 0 }], expect: "not_sealed" },
    { name: "one byte more", size: 196608, edits: [{ append: "00" }], expect: "extended" },
    {
      name: "first two chunks swapped",
      size: 196608,
      edits: [{ swap: [128, 65680], length: 65552 }],
      expect: "damaged",
    },
    {
      name: "last two chunks swapped",
      size: 196608,
      edits: [{ swap: [65680, 131232], length: 65552 }],
      expect: "damaged",
    },
    { name: "header of a shorter file", size: 196608, edits: [{ header_of: 65537 }], expect: "extended" },
    { name: "header of a longer file", size: 65537, edits: [{ header_of: 196608 }], expect: "truncated" },
  ],
});
save("padme.json", {
  minimum: MIN_PADDED_BYTES,
  sizes: [
    0,
    1,
    4096,
    4097,
    5000,
    65536,
    65537,
    100000,
    1185376,
    2 ** 30,
    2 ** 30 + 1,
    8_500_000_000,
    2 ** 44,
  ].map((size) => [size, paddedSize(size)]),
});

const kdf = { salt: bytes(7, 32).toString("base64"), memoryKiB: 65536, passes: 3, lanes: 4 };
const identity = newIdentity(kdf, 1100);
const slots = emptySlots();
fillSlot(slots, { index: 0, kind: "passphrase" }, bytes(100, 32), bytes(200, 32), identity);
const pointer = { name: bytes(50, 16).toString("hex"), key: bytes(150, 32), generation: 7 };
const region = buildRegion(identity, 12, slots, pointer, bytes(200, 32));
save("header.json", {
  derived: bytes(100, 32).toString("hex"),
  master_key: bytes(200, 32).toString("hex"),
  epoch: 12,
  kdf,
  measured_ms: 1100,
  index: { name: pointer.name, key: pointer.key.toString("hex"), generation: 7 },
  region: region.toString("base64"),
});
