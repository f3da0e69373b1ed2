import koffi from "koffi";
import { closeSync, constants, fstatSync, ftruncateSync, openSync, readSync, writeSync } from "node:fs";
import { afterEach, describe, expect, it } from "vitest";
import type { Koffi } from "./libc.ts";
import { memoryFiles } from "./memory-file.ts";

const MIB = 1024 * 1024;
const LARGE = 2 * MIB;
const open: number[] = [];

afterEach(() => {
  open.splice(0).forEach(closeSync);
});

interface Asked {
  readonly at: number;
  readonly length: number;
}

/** The system's library; what is asked about large pages is noted, and asked of the system or answered as if it had been. */
function watched(answer: "system" | "granted" | "refused"): { koffi: Koffi; asked: Asked[] } {
  const asked: Asked[] = [];
  const libc = koffi.load(null);
  const async = (at: number, length: number, _: number, done: (error: unknown, result: number) => void) => {
    asked.push({ at, length });
    if (answer !== "system") setImmediate(done, null, answer === "granted" ? 0 : -1);
    else libc.func("int madvise(intptr_t address, size_t length, int advice)").async(at, length, _, done);
  };
  const func = (definition: string) =>
    definition.includes("madvise") ? Object.assign(() => -1, { async }) : libc.func(definition);
  return { koffi: { load: () => ({ func }) }, asked };
}

/** Bytes that differ from page to page. */
function content(bytes: number): Buffer {
  const plain = Buffer.alloc(bytes);
  for (let at = 0; at + 4 <= bytes; at += 1021) plain.writeUInt32LE(at, at);
  return plain;
}

async function fill(from: Koffi, plain: Buffer, piece: number): Promise<number> {
  const file = memoryFiles(from).create(plain.length);
  open.push(file.fd);
  for (let at = 0; at < plain.length; at += piece) {
    await file.pages.before(Math.min(at + piece, plain.length));
    writeSync(file.fd, plain, at, Math.min(piece, plain.length - at), at);
  }
  file.seal();
  return file.fd;
}

function contentOf(fd: number): Buffer {
  const read = Buffer.alloc(fstatSync(fd).size + 1);
  return read.subarray(0, readSync(fd, read, 0, read.length, 0));
}

const SIZES = [0, 1, LARGE - 1, LARGE, LARGE + 1, 11 * MIB + 4097, 16 * MIB];

describe.skipIf(process.platform !== "linux")("a sealed memory file", () => {
  it.each(SIZES)("of %i bytes holds what was written, whether or not it gets large pages", async (bytes) => {
    const plain = content(bytes);
    const seen: unknown[] = [];
    for (const answer of ["system", "refused"] as const)
      for (const piece of [MIB, 3 * MIB + 5])
        seen.push(contentOf(await fill(watched(answer).koffi, plain, piece)).equals(plain));
    expect(seen).toEqual([true, true, true, true]);
  });

  it("can be changed by nobody", async () => {
    const fd = await fill(koffi, content(5 * MIB), MIB);
    const again = openSync(`/proc/self/fd/${String(fd)}`, constants.O_RDWR);
    open.push(again);
    const attempts = [
      () => writeSync(again, "x", 0),
      () => writeSync(again, "x", 5 * MIB),
      () => {
        ftruncateSync(again, 1);
      },
      () => {
        ftruncateSync(again, 6 * MIB);
      },
    ];
    expect(attempts.map(codeOf)).toEqual(["EPERM", "EPERM", "EPERM", "EPERM"]);
    expect(contentOf(fd).equals(content(5 * MIB))).toBe(true);
  });

  it("asks for large pages where a whole one fits, for each once and in order", async () => {
    const { koffi: from, asked } = watched("granted");
    await fill(from, content(21 * MIB + 7), MIB);
    const first = asked[0]?.at ?? 1;
    expect({
      aligned: first % LARGE,
      asked: asked.map(({ at, length }) => [(at - first) / MIB, length / MIB]),
    }).toEqual({
      aligned: 0,
      asked: [
        [0, 8],
        [8, 8],
        [16, 4],
      ],
    });
  });

  it("stops asking when it was refused twice, with two more on their way", async () => {
    const { koffi: from, asked } = watched("refused");
    await fill(from, content(64 * MIB), MIB);
    expect(asked.length).toBe(4);
  });
});

function codeOf(attempt: () => unknown): string {
  try {
    attempt();
    return "no error";
  } catch (error) {
    return (error as NodeJS.ErrnoException).code ?? "?";
  }
}
