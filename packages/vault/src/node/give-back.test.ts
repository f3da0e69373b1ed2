import { createCipheriv } from "node:crypto";
import { expect, it } from "vitest";
import { giveBack } from "./give-back.ts";

it("frees what a cipher answered, and nothing that others use too", () => {
  const cipher = createCipheriv("aes-256-gcm", Buffer.alloc(32), Buffer.alloc(12));
  const answered = cipher.update(Buffer.alloc(100));
  const large = Buffer.from("abcdefgh".repeat(10));
  const part = large.subarray(1, 3);
  const shared = Buffer.from(new SharedArrayBuffer(4));
  [answered, part, shared].forEach(giveBack);
  expect([answered.buffer.byteLength, answered.length, part.toString(), shared.length]).toEqual([
    0,
    0,
    "bc",
    4,
  ]);
});
