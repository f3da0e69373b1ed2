import { buildGguf, goodGguf, withTensor, type GgufSpec } from "@casemate/testkit";
import { describe, expect, it } from "vitest";
import { bytesSource } from "../common/byte-source.ts";
import { TENSOR_TYPES, WITHDRAWN_TYPES } from "../common/gguf/tensor-types.ts";
import { classifyResidue } from "../common/residue/classify.ts";
import { judge } from "./judge.ts";

const good = goodGguf();

function latin1(text: string): Uint8Array {
  return Uint8Array.from(text, (char) => char.charCodeAt(0));
}

/** Bytes that no histogram tells from random ones, the same in every run. */
function noise(count: number): Uint8Array {
  let state = 12_345;
  return Uint8Array.from({ length: count }, () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state >>> 24;
  });
}

describe("bytes that belong to nothing", () => {
  it.each([
    ["zeros", "zeros", 0, "\0".repeat(100_000)],
    ["payload", "a ZIP archive", 70_000, `${"\0".repeat(70_000)}PK\x03\x04`],
    ["payload", "a ZIP archive", 0, `something${"x".repeat(40_000)}PK\x05\x06${"\0".repeat(18)}`],
    ["payload", "a Windows program", 0, "MZ\x90"],
    ["payload", "a Linux program or library", 0, "\x7fELF"],
    ["payload", "a macOS program or library", 0, "\xcf\xfa\xed\xfe"],
    ["payload", "a script", 3, "\0\0\0#!/bin/sh"],
    ["payload", "a gzip archive", 0, "\x1f\x8b\x08"],
    ["payload", "a Python pickle", 0, "\x80\x04N."],
    ["payload", "a Python pickle", 0, "cposix\nsystem\n(Vid\ntR."],
    ["payload", "another GGUF file", 0, "GGUF\x03\0\0\0"],
    ["text", "a web page", 0, "<!doctype html><p>"],
    ["text", "a JSON text", 0, '{"a": [1, 2]}\0\0\0'],
    ["text", "text", 0, "Some words of a person."],
    ["random", "random-looking bytes, as compressed or encrypted data has", 0, noise(4096)],
    ["other", "bytes of no known kind", 0, noise(64)],
    ["other", "bytes of no known kind", 0, "\x01\x02\x03".repeat(3000)],
    ["other", "bytes of no known kind", 0, "Ab1"],
  ])("%s: %s", (kind, name, at, content) => {
    const bytes = typeof content === "string" ? latin1(content) : content;
    // In the middle of a file: what lies around it must not matter.
    const file = Uint8Array.from([...new Uint8Array(10).fill(7), ...bytes, ...new Uint8Array(10).fill(7)]);
    expect(classifyResidue(bytesSource(file), 10, 10 + bytes.length)).toEqual({ kind, name, at: 10 + at });
  });

  it("are named with their place and length", async () => {
    const report = await judge(buildGguf({ ...good, tail: latin1("\0\0\0\0\x7fELF and so on") }));
    const found = report.findings.find(({ rule }) => rule === "gguf.trailing-payload");
    const end = buildGguf(good).length;
    expect({ offset: found?.offset, length: found?.length, message: found?.message }).toEqual({
      offset: end + 4,
      length: 14,
      message: `After the model, at byte ${(end + 4).toLocaleString("en")}, the file goes on with a Linux program or library, 14 bytes. Before them, from byte ${end.toLocaleString("en")} on, stand 4 zeros.`,
    });
  });
});

describe("files of another version or byte order", () => {
  it.each<readonly [string, GgufSpec, string]>([
    ["version 1", { ...good, version: 1 }, "GGUF version 1 (little-endian, the number at byte 4)"],
    [
      "big-endian",
      { ...good, bigEndian: true },
      "big-endian computers (IBM Z, some POWER): read that way, the number at byte 4 says version 3, with 5 tensors and 16 keys.",
    ],
    [
      "big-endian version 1",
      { ...good, version: 1, bigEndian: true },
      "big-endian computers (IBM Z, some POWER): read that way, the number at byte 4 says version 1.",
    ],
  ])("%s is explained", async (_what, spec, says) => {
    const report = await judge(buildGguf(spec));
    const [finding] = report.findings;
    expect({ verdict: report.verdict, offset: finding?.offset, length: finding?.length }).toEqual({
      verdict: "refuse",
      offset: 4,
      length: 4,
    });
    expect(finding?.message).toContain(says);
  });
});

describe("tensor types", () => {
  it("are known without a hole, or known as withdrawn", () => {
    const known = [...TENSOR_TYPES.keys(), ...WITHDRAWN_TYPES.keys()].sort((a, b) => a - b);
    expect(known).toEqual(Array.from({ length: 43 }, (_, number) => number));
  });

  it("take the bytes that their parts add up to", () => {
    // Scales (F16 unless said otherwise), then the packed bits of the elements, by ggml-common.h.
    const half = 2;
    const parts: Readonly<Record<string, number>> = {
      Q4_0: half + 32 / 2,
      Q4_1: 2 * half + 32 / 2,
      Q5_0: half + 4 + 32 / 2,
      Q5_1: 2 * half + 4 + 32 / 2,
      Q8_0: half + 32,
      Q8_1: 2 * half + 32,
      Q2_K: 2 * half + 256 / 16 + 256 / 4,
      Q3_K: half + 256 / 4 + 256 / 8 + 12,
      Q4_K: 2 * half + 12 + 256 / 2,
      Q5_K: 2 * half + 12 + 256 / 2 + 256 / 8,
      Q6_K: half + 256 / 16 + (3 * 256) / 4,
      Q8_K: 4 + 256 + (256 / 16) * 2,
      IQ1_S: half + 256 / 8 + 256 / 16,
      IQ1_M: 256 / 8 + 256 / 16 + 256 / 32,
      IQ2_XXS: half + (256 / 8) * 2,
      IQ2_XS: half + (256 / 8) * 2 + 256 / 32,
      IQ2_S: half + 256 / 4 + 256 / 16,
      IQ3_XXS: half + 3 * (256 / 8),
      IQ3_S: half + 13 * (256 / 32) + 256 / 64,
      IQ4_NL: half + 32 / 2,
      IQ4_XS: half + 2 + 256 / 64 + 256 / 2,
      TQ1_0: half + 256 / 64 + (256 - (4 * 256) / 64) / 5,
      TQ2_0: half + 256 / 4,
      MXFP4: 1 + 32 / 2,
      NVFP4: 64 / 16 + 64 / 2,
      Q1_0: half + 128 / 8,
      Q2_0: half + 64 / 4,
    };
    const quantised = [...TENSOR_TYPES.values()].filter(({ block }) => block > 1);
    expect(Object.fromEntries(quantised.map(({ name, bytes }) => [name, bytes]))).toEqual(parts);
  });

  it("that were withdrawn are named", async () => {
    const report = await judge(buildGguf(withTensor(good, 0, { type: 33 })));
    expect(report.findings.find(({ rule }) => rule === "gguf.tensor-type")?.message).toBe(
      'The tensor "token_embd.weight" has type 33, Q4_0_8_8, withdrawn in favour of Q4_0.',
    );
  });
});
