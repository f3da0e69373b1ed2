import fc from "fast-check";
import { expect, it } from "vitest";
import { fromBase64, parseFrame, secretFrame, SECRET_ID_BYTES } from "./framing.ts";

const hexId = fc
  .uint8Array({ minLength: 16, maxLength: 16 })
  .map((bytes) => Buffer.from(bytes).toString("hex"));

it("writes the id's 16 bytes, then the envelope as it is", () => {
  fc.assert(
    fc.property(hexId, fc.uint8Array({ maxLength: 200 }), (id, envelope) => {
      const frame = Buffer.from(secretFrame(id, envelope));
      expect([frame.subarray(0, SECRET_ID_BYTES).toString("hex"), frame.subarray(SECRET_ID_BYTES)]).toEqual([
        id,
        Buffer.from(envelope),
      ]);
    }),
  );
});

it.each(["", "0".repeat(31), "0".repeat(33), "G".repeat(32), "A".repeat(32), "../".repeat(11)])(
  "refuses the id %j",
  (id) => {
    expect(() => secretFrame(id, new Uint8Array(1))).toThrow(RangeError);
  },
);

it("decodes base64 as the server writes it", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 64 }), (bytes) => {
      expect(Buffer.from(fromBase64(Buffer.from(bytes).toString("base64")))).toEqual(Buffer.from(bytes));
    }),
  );
});

it("answers null for a frame that is not JSON text", () => {
  expect([parseFrame("{"), parseFrame(""), parseFrame(new ArrayBuffer(2)), parseFrame('{"t":"ok"}')]).toEqual(
    [null, null, null, { t: "ok" }],
  );
});
