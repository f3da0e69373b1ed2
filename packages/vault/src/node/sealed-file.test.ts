import * as fc from "fast-check";
import { randomBytes } from "node:crypto";
import { closeSync, ftruncateSync, mkdtempSync, openSync, readFileSync, rmSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, describe, expect, it } from "vitest";
import { paddedSize } from "../common/padme.ts";
import { SealedFileError } from "../common/sealed-error.ts";
import { CHUNK_BYTES, HEADER_BYTES, STORED_CHUNK_BYTES, storedSize } from "../common/sealed-layout.ts";
import { openSealedFile } from "./sealed-reader.ts";
import { SealedWriter, writeToDescriptor } from "./sealed-writer.ts";

const folder = mkdtempSync(join(tmpdir(), "casemate-sealed-"));
const open: number[] = [];
let made = 0;

afterEach(() => {
  open.splice(0).forEach(closeSync);
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

interface Stored {
  readonly fd: number;
  readonly key: Uint8Array;
  readonly bytes: Buffer;
}

function store(plain: Uint8Array, pieces: readonly number[] = [], key: Uint8Array = randomBytes(32)): Stored {
  const path = join(folder, String((made += 1)));
  const fd = openSync(path, "w+");
  open.push(fd);
  const writer = new SealedWriter(writeToDescriptor(fd), key);
  let at = 0;
  for (const piece of pieces) {
    writer.update(plain.subarray(at, at + piece));
    at = Math.min(plain.length, at + piece);
  }
  writer.update(plain.subarray(at));
  expect(writer.finish()).toBe(storedSize(plain.length));
  return { fd, key, bytes: readFileSync(path) };
}

/** Puts other bytes in the place of the stored ones. */
function replace(stored: Stored, bytes: Uint8Array): Stored {
  ftruncateSync(stored.fd, 0);
  writeSync(stored.fd, bytes, 0, bytes.length, 0);
  return { ...stored, bytes: Buffer.from(bytes) };
}

function readAll(stored: Stored, key = stored.key): Buffer {
  const file = openSealedFile(stored.fd, key);
  try {
    const target = Buffer.alloc(file.size);
    file.read(0, target);
    return target;
  } finally {
    file.close();
  }
}

function codeOf(run: () => unknown): string {
  try {
    run();
  } catch (error) {
    if (error instanceof SealedFileError) return error.code;
    throw error;
  }
  return "accepted";
}

function pattern(size: number): Buffer {
  return Buffer.from(Uint8Array.from({ length: size }, (_, index) => (index * 31 + (index >> 8)) & 255));
}

const edges = [
  0,
  1,
  4095,
  4096,
  4097,
  CHUNK_BYTES - 1,
  CHUNK_BYTES,
  CHUNK_BYTES + 1,
  2 * CHUNK_BYTES,
  20 * CHUNK_BYTES + 5,
];

describe("a sealed file", () => {
  it.each(edges)("gives back %i bytes and has exactly the padded length", (size) => {
    const plain = pattern(size);
    const stored = store(plain);
    expect({ same: readAll(stored).equals(plain), length: stored.bytes.length }).toEqual({
      same: true,
      length: storedSize(size),
    });
  });

  it("reads any bytes at any offset as they were written, in any order and however they were cut while writing", () => {
    const size = 37 * CHUNK_BYTES + 1234;
    const plain = pattern(size);
    const file = fc.array(fc.integer({ min: 0, max: 3 * CHUNK_BYTES }), { maxLength: 20 });
    const read = fc.record({
      offset: fc.integer({ min: 0, max: size }),
      length: fc.integer({ min: 0, max: 18 * CHUNK_BYTES }),
    });
    fc.assert(
      fc.property(file, fc.array(read, { minLength: 1, maxLength: 20 }), (pieces, reads) => {
        const stored = store(plain, pieces);
        const sealed = openSealedFile(stored.fd, stored.key);
        for (const { offset, length } of reads) {
          const target = Buffer.alloc(Math.min(length, size - offset));
          sealed.read(offset, target);
          if (!target.equals(plain.subarray(offset, offset + target.length))) return false;
        }
        sealed.close();
        return true;
      }),
      { numRuns: 25 },
    );
  });

  it("reads the same front to back, a window ahead, into buffers of any length", async () => {
    const size = 37 * CHUNK_BYTES + 1234;
    const plain = pattern(size);
    const stored = store(plain);
    const lengths = fc.array(fc.integer({ min: 1, max: 20 * CHUNK_BYTES }), { minLength: 1, maxLength: 6 });
    await fc.assert(
      fc.asyncProperty(lengths, async (each) => {
        const sealed = openSealedFile(stored.fd, stored.key);
        const got: Buffer[] = [];
        for (let turn = 0, last = -1; last !== 0; turn++) {
          const target = Buffer.alloc(each[turn % each.length] ?? 1);
          last = await sealed.next(target);
          got.push(target.subarray(0, last));
          if (turn % 3 === 0) sealed.read(0, new Uint8Array(1)); // neither disturbs the other
        }
        sealed.close();
        return Buffer.concat(got).equals(plain);
      }),
      { numRuns: 15 },
    );
  });

  it("hides sizes that are padded to the same length", () => {
    const sizes = [98_305, 100_000, 100_352];
    expect(new Set(sizes.map((size) => store(pattern(size)).bytes.length)).size).toBe(1);
  });

  it("answers errors, not bytes, outside its size and after close", () => {
    const stored = store(pattern(10));
    const file = openSealedFile(stored.fd, stored.key);
    const codes = [
      codeOf(() => {
        file.read(0, new Uint8Array(11));
      }),
      codeOf(() => {
        file.read(10, new Uint8Array(1));
      }),
      codeOf(() => {
        file.read(-1, new Uint8Array(1));
      }),
      codeOf(() => {
        file.read(0.5, new Uint8Array(1));
      }),
      codeOf(() => {
        file.read(10, new Uint8Array(0));
      }),
    ];
    file.close();
    codes.push(
      codeOf(() => {
        file.read(0, new Uint8Array(1));
      }),
    );
    expect(codes).toEqual([
      "out_of_range",
      "out_of_range",
      "out_of_range",
      "out_of_range",
      "accepted",
      "closed",
    ]);
  });
});

describe("a changed sealed file is refused", () => {
  it("at every byte of the header and of a short file", () => {
    const stored = store(pattern(10));
    const accepted: number[] = [];
    for (let at = 0; at < stored.bytes.length; at++) {
      const bytes = Buffer.from(stored.bytes);
      bytes[at] = (bytes[at] ?? 0) ^ (1 << (at % 8));
      replace(stored, bytes);
      if (codeOf(() => readAll(stored)) === "accepted") accepted.push(at);
    }
    expect(accepted).toEqual([]);
  });

  it("at any byte of a long file, whatever the change", () => {
    const plain = pattern(3 * CHUNK_BYTES);
    const stored = store(plain);
    const padding = paddedSize(plain.length) - plain.length;
    expect(padding).toBe(0); // every stored byte carries plaintext: reading everything meets every change
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: stored.bytes.length - 1 }),
        fc.integer({ min: 1, max: 255 }),
        (at, change) => {
          const bytes = Buffer.from(stored.bytes);
          bytes[at] = (bytes[at] ?? 0) ^ change;
          return codeOf(() => readAll(replace(stored, bytes))) !== "accepted";
        },
      ),
      { numRuns: 300 },
    );
  });

  it("in the padding too, once that is checked", () => {
    const stored = store(pattern(64 * CHUNK_BYTES + 1));
    const bytes = Buffer.from(stored.bytes);
    bytes[bytes.length - 20] = (bytes[bytes.length - 20] ?? 0) ^ 1;
    const check = (): void => {
      openSealedFile(stored.fd, stored.key).checkPadding();
    };
    const before = codeOf(check);
    replace(stored, bytes);
    expect([before, codeOf(check)]).toEqual(["accepted", "damaged"]);
  });

  it("when it is cut or grown by any number of bytes", () => {
    const stored = store(pattern(5000));
    const cut = new Set(
      Array.from({ length: stored.bytes.length }, (_, length) =>
        codeOf(() => readAll(replace(stored, stored.bytes.subarray(0, length)))),
      ),
    );
    const grown = new Set(
      [1, 16, STORED_CHUNK_BYTES].map((more) =>
        codeOf(() => readAll(replace(stored, Buffer.concat([stored.bytes, Buffer.alloc(more)])))),
      ),
    );
    expect({ cut, grown }).toEqual({
      cut: new Set(["not_sealed", "truncated"]),
      grown: new Set(["extended"]),
    });
  });

  it("when it is cut after opening", () => {
    const stored = store(pattern(3 * CHUNK_BYTES));
    const file = openSealedFile(stored.fd, stored.key);
    ftruncateSync(stored.fd, HEADER_BYTES + STORED_CHUNK_BYTES + 5);
    file.read(0, new Uint8Array(10));
    expect(
      codeOf(() => {
        file.read(CHUNK_BYTES, new Uint8Array(10));
      }),
    ).toBe("truncated");
  });

  it("when it is cut or changed while it is read ahead, and never goes on after that", async () => {
    const codes = async (harm: (fd: number) => void): Promise<string[]> => {
      const stored = store(pattern(100 * CHUNK_BYTES));
      harm(stored.fd);
      const file = openSealedFile(stored.fd, stored.key);
      const target = new Uint8Array(25 * CHUNK_BYTES);
      const seen: string[] = [];
      for (let turn = 0; turn < 5; turn++) {
        seen.push(
          await file.next(target).then(
            (count) => `${String(count / CHUNK_BYTES)} chunks`,
            (error: unknown) => (error instanceof SealedFileError ? error.code : String(error)),
          ),
        );
        if (turn === 0) ftruncateSync(stored.fd, HEADER_BYTES + 90 * STORED_CHUNK_BYTES);
      }
      return seen;
    };
    const flipped = await codes((fd) => {
      writeSync(fd, new Uint8Array(4), 0, 4, HEADER_BYTES + 60 * STORED_CHUNK_BYTES);
    });
    const cut = await codes(() => undefined);
    expect({ flipped, cut }).toEqual({
      flipped: ["25 chunks", "25 chunks", "damaged", "damaged", "damaged"],
      cut: ["25 chunks", "25 chunks", "25 chunks", "truncated", "truncated"],
    });
  });

  it("when chunks are swapped, repeated, left out, or come from another file, even one with the same key", () => {
    const key = randomBytes(32);
    const stored = store(pattern(3 * CHUNK_BYTES), [], key);
    const other = store(pattern(3 * CHUNK_BYTES), [], key);
    const [head, a, b, c] = split(stored.bytes);
    const [otherHead, , foreign] = split(other.bytes);
    const attempts = {
      swapped: [head, b, a, c],
      lastMoved: [head, a, c, b],
      repeated: [head, a, a, c],
      leftOut: [head, a, c],
      foreignChunk: [head, a, foreign, c],
      foreignHeader: [otherHead, a, b, c],
    };
    const codes = Object.fromEntries(
      Object.entries(attempts).map(([name, parts]) => [
        name,
        codeOf(() => readAll(replace(stored, Buffer.concat(parts)))),
      ]),
    );
    expect(codes).toEqual({
      swapped: "damaged",
      lastMoved: "damaged",
      repeated: "damaged",
      leftOut: "truncated",
      foreignChunk: "damaged",
      foreignHeader: "damaged",
    });
    expect(readAll(replace(stored, Buffer.concat([head, a, b, c]))).equals(pattern(3 * CHUNK_BYTES))).toBe(
      true,
    );
  });

  it("with another key, a later version, or before it was finished", () => {
    const stored = store(pattern(10));
    const later = Buffer.from(stored.bytes);
    later[16] = 2;
    const unfinished = Buffer.concat([Buffer.alloc(HEADER_BYTES), stored.bytes.subarray(HEADER_BYTES)]);
    expect([
      codeOf(() => readAll(stored, randomBytes(32))),
      codeOf(() => readAll(replace(stored, later))),
      codeOf(() => readAll(replace(stored, unfinished))),
      codeOf(() => readAll(replace(stored, new Uint8Array(0)))),
    ]).toEqual(["wrong_key", "version", "not_sealed", "not_sealed"]);
  });
});

function split(bytes: Buffer): [Buffer, Buffer, Buffer, Buffer] {
  const at = (index: number): number => HEADER_BYTES + index * STORED_CHUNK_BYTES;
  return [
    bytes.subarray(0, at(0)),
    bytes.subarray(at(0), at(1)),
    bytes.subarray(at(1), at(2)),
    bytes.subarray(at(2)),
  ];
}
