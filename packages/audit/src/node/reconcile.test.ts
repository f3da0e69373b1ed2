import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readHead, signHead, type SignedHead } from "./head.ts";
import {
  decodeHeadFile,
  encodeHeadFile,
  encodeSlot,
  HEAD_FILE_BYTES,
  SLOT_BYTES,
  slotOffset,
} from "./head-file.ts";
import { createLogKey } from "./log-key.ts";
import { reconcile } from "./reconcile.ts";

const { logKey } = createLogKey();

function head(size: number, change: Partial<SignedHead> = {}): SignedHead {
  const hash = size.toString(16).padStart(64, "0");
  return signHead(
    {
      log: "a".repeat(32),
      size,
      hash,
      signedAt: "2026-11-01T00:00:00.000Z",
      publicKey: logKey.publicKey,
      ...change,
    },
    logKey.key,
  );
}

/** The head file after appends 1…size. */
function fileAt(size: number): Buffer {
  const bytes = encodeHeadFile(head(1));
  for (let n = 2; n <= size; n++) encodeSlot(head(n)).copy(bytes, slotOffset(n));
  return bytes;
}

function outcome(db: SignedHead, bytes: Buffer): string {
  const agreement = reconcile(db, decodeHeadFile(bytes));
  if ("problem" in agreement) return agreement.problem;
  return agreement.behind ? "behind" : "equal";
}

describe("a head file whose last write was cut off", () => {
  it.each([2, 3, 9, 10, 1000])("is no alarm at any byte, in either direction (append %i)", (size) => {
    const before = fileAt(size - 1);
    const after = fileAt(size);
    const at = slotOffset(size);
    const seen = new Set<string>();
    for (let cut = 0; cut <= SLOT_BYTES; cut++) {
      const front = Buffer.concat([after.subarray(0, at + cut), before.subarray(at + cut)]);
      const back = Buffer.concat([before.subarray(0, at + cut), after.subarray(at + cut)]);
      seen.add(outcome(head(size), front)).add(outcome(head(size), back));
    }
    expect([...seen].sort()).toEqual(["behind", "equal"]);
  });

  it("is no alarm in any mixture of old, new and zeroed pieces", () => {
    const pieces = fc.array(fc.constantFrom("old", "new", "zero"), { minLength: 8, maxLength: 8 });
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 50 }), pieces, (size, kinds) => {
        const [before, after] = [fileAt(size - 1), fileAt(size)];
        const mixed = Buffer.from(before);
        kinds.forEach((kind, index) => {
          const start = slotOffset(size) + index * 64;
          if (kind === "new") after.copy(mixed, start, start, start + 64);
          if (kind === "zero") mixed.fill(0, start, start + 64);
        });
        expect(["behind", "equal"]).toContain(outcome(head(size), mixed));
      }),
    );
  });
});

describe("reconcile", () => {
  const blankOther = (size: number): Buffer => {
    const bytes = fileAt(size);
    return bytes.fill(0, slotOffset(size + 1), slotOffset(size + 1) + SLOT_BYTES);
  };
  it.each([
    ["equal", "equal", head(7), fileAt(7)],
    ["first append", "equal", head(1), fileAt(1)],
    ["one ahead: a crash before the head file", "behind", head(8), fileAt(7)],
    ["two ahead: more than a crash", "head", head(9), fileAt(7)],
    ["one behind", "truncated", head(6), fileAt(7)],
    ["far behind", "truncated", head(2), fileAt(700)],
    ["same size, another record", "head", head(7, { hash: "f".repeat(64) }), fileAt(7)],
    ["another log", "foreign", head(7, { log: "b".repeat(32) }), fileAt(7)],
    ["older place blanked", "truncated", head(7), blankOther(7)],
    [
      "older place from long ago",
      "truncated",
      head(7),
      Buffer.concat([encodeHeadFile(head(4)).subarray(0, 4096), fileAt(7).subarray(4096)]),
    ],
    [
      "both places the same head",
      "truncated",
      head(6),
      Buffer.concat([fileAt(6).subarray(0, 4096), fileAt(6).subarray(0, 4096)]),
    ],
    ["empty file", "signature", head(7), Buffer.alloc(0)],
    ["zeros", "signature", head(7), Buffer.alloc(HEAD_FILE_BYTES)],
  ])("%s: %s", (_name, expected, db, bytes) => {
    expect(outcome(db, bytes)).toBe(expected);
  });
});

describe("readHead", () => {
  it("takes no head with any single bit changed", () => {
    const { text } = head(42);
    const bytes = Buffer.from(text);
    expect(readHead(text)?.size).toBe(42);
    const taken: string[] = [];
    for (let bit = 0; bit < bytes.length * 8; bit++) {
      const changed = Buffer.from(bytes);
      changed.writeUInt8(changed.readUInt8(bit >> 3) ^ (1 << (bit & 7)), bit >> 3);
      if (readHead(changed.toString("latin1")))
        taken.push(`byte ${String(bit >> 3)}, bit ${String(bit & 7)}`);
    }
    expect(taken).toEqual([]);
  });
});
