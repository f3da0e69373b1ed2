import fc from "fast-check";
import { Readable } from "node:stream";
import { expect, it } from "vitest";
import { stretchesOf } from "./stretches.ts";

async function read(stream: Readable): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString("latin1");
}

it("gives every file its bytes, however they arrive, and the last one all that is left", async () => {
  const text = fc.string({ unit: fc.constantFrom("a", "b", "c"), maxLength: 20 });
  await fc.assert(
    fc.asyncProperty(
      fc.array(text, { minLength: 1, maxLength: 6 }),
      fc.array(fc.nat(7)),
      async (files, cuts) => {
        const whole = Buffer.from(files.join(""), "latin1");
        const chunks: Buffer[] = [];
        let at = 0;
        for (const cut of [...cuts.filter((length) => length > 0), whole.length]) {
          if (at < whole.length) chunks.push(whole.subarray(at, at + cut));
          at += cut;
        }
        const stretches = stretchesOf(Readable.from(chunks, { objectMode: false }));
        const got: string[] = [];
        for (const [index, file] of files.entries())
          got.push(await read(stretches.next(index === files.length - 1 ? null : file.length)));
        expect(got).toEqual(files);
      },
    ),
  );
});

it("ends early where the stream does, and hands out what was not announced with the last file", async () => {
  const short = stretchesOf(Readable.from([Buffer.from("abc")], { objectMode: false }));
  const long = stretchesOf(Readable.from([Buffer.from("abcdef")], { objectMode: false }));
  expect([
    await read(short.next(2)),
    await read(short.next(5)),
    await read(short.next(null)),
    await read(long.next(2)),
    await read(long.next(null)),
  ]).toEqual(["ab", "c", "", "ab", "cdef"]);
});
