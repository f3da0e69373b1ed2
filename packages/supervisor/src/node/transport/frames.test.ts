import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createFrameReader, encodeFrame, FRAME_JSON, FRAME_SECRET, type Frame } from "./frames.ts";

const frame = fc.record({
  type: fc.constantFrom(FRAME_JSON, FRAME_SECRET),
  body: fc.uint8Array({ maxLength: 300 }),
});

describe("frames", () => {
  it("come out whole and in order, however the stream is cut", () => {
    fc.assert(
      fc.property(
        fc.array(frame, { maxLength: 8 }),
        fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 50 }),
        (frames, cuts) => {
          const stream = Buffer.concat(frames.map(({ type, body }) => encodeFrame(type, body)));
          const got: Frame[] = [];
          const read = createFrameReader(1024, ({ type, body }) =>
            got.push({ type, body: Buffer.from(body) }),
          );
          for (let at = 0, cut = 0; at < stream.length; cut++) {
            const length = cuts[cut % cuts.length] ?? 1;
            read(stream.subarray(at, at + length));
            at += length;
          }
          expect(got).toEqual(frames.map(({ type, body }) => ({ type, body: Buffer.from(body) })));
        },
      ),
    );
  });

  it.each([
    ["a length over the cap", Buffer.from([FRAME_JSON, 0, 0, 4, 1])],
    ["the largest length", Buffer.from([FRAME_JSON, 255, 255, 255, 255])],
    ["an unknown type", Buffer.from([2, 0, 0, 0, 0])],
    ["an HTTP request", Buffer.from("GET / HTTP/1.1\r\n")],
  ])("with %s are refused at once", (_what, bytes) => {
    expect(() => {
      createFrameReader(1024, () => undefined)(bytes);
    }).toThrow(RangeError);
  });
});
