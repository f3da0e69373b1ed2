import {
  buildGguf,
  buildSafetensors,
  f32Tensor,
  goodGguf,
  goodSafetensors,
  gguf,
  someFloats,
  withValue,
} from "@casemate/testkit";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { bytesSource } from "../common/byte-source.ts";
import { inspectGguf } from "../common/gguf/inspect.ts";
import { TENSOR_TYPES } from "../common/gguf/tensor-types.ts";
import { readTensors } from "../common/gguf/tensors.ts";
import { Cursor } from "../common/gguf/cursor.ts";
import { JsonError, parseJson, type Json } from "../common/safetensors/json.ts";
import { Utf8Check } from "../common/utf8.ts";
import { findNotFinite, FLOAT_BYTES } from "../common/weights/float-scan.ts";
import { judge } from "./judge.ts";

const GGUF = buildGguf({
  ...goodGguf(),
  tensors: [f32Tensor("token_embd.weight", 32, 2), f32Tensor("output_norm.weight", 33)],
});
const SAFE = buildSafetensors(goodSafetensors());

/** Without any of the bytes that fill up its last block, a GGUF file is whole: some converters write none. */
const GGUF_FILLING = 28;

describe.each([
  ["GGUF", GGUF, GGUF.length - GGUF_FILLING],
  ["safetensors", SAFE, SAFE.length],
])("a small %s file", (_name, bytes, whole) => {
  it("is never admitted when it is cut, at whatever byte", async () => {
    for (let length = 0; length < bytes.length; length++) {
      const report = await judge(bytes.slice(0, length));
      if (report.verdict === "admit" && length !== whole)
        expect.unreachable(`admitted at ${String(length)} of ${String(bytes.length)} bytes`);
    }
  });

  it("is judged, whichever bits are flipped", async () => {
    const flip = fc.tuple(fc.nat(bytes.length - 1), fc.integer({ min: 1, max: 255 }));
    await fc.assert(
      fc.asyncProperty(fc.array(flip, { minLength: 1, maxLength: 6 }), async (flips) => {
        const changed = bytes.slice();
        for (const [at, mask] of flips) changed[at] = (changed[at] ?? 0) ^ mask;
        const report = await judge(changed);
        expect(report.findings.some(({ rule }) => rule === "stage.crashed")).toBe(false);
      }),
      { numRuns: 400 },
    );
  });

  it("is judged after each single byte is replaced by 0xFF", async () => {
    for (let at = 0; at < bytes.length; at++) {
      const changed = bytes.slice();
      changed[at] = 0xff;
      const report = await judge(changed);
      if (report.findings.some(({ rule }) => rule === "stage.crashed"))
        expect.unreachable(`crashed at byte ${String(at)}`);
    }
  });
});

describe("arbitrary bytes", () => {
  it("never crash a stage and are never admitted", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.uint8Array({ maxLength: 400 }),
        fc.constantFrom("", "GGUF\x03\0\0\0", "\x80\x04", "PK\x03\x04", '\x40\0\0\0\0\0\0\0{"'),
        async (bytes, magic) => {
          const report = await judge(
            Uint8Array.from([...Array.from(magic, (char) => char.charCodeAt(0)), ...bytes]),
          );
          expect({
            admitted: report.verdict === "admit",
            crashed: report.findings.some(({ rule }) => rule === "stage.crashed"),
          }).toEqual({ admitted: false, crashed: false });
        },
      ),
      { numRuns: 500 },
    );
  });
});

describe("exact arithmetic", () => {
  const u64 = fc.bigInt({ min: 0n, max: 2n ** 64n - 1n });
  it("measures a tensor as a proof would, or says that it cannot be", () => {
    const types = [...TENSOR_TYPES];
    fc.assert(
      fc.property(
        fc.array(fc.oneof(u64, fc.bigInt(1n, 4096n)), { minLength: 1, maxLength: 4 }),
        fc.constantFrom(...types),
        u64,
        (dims, [id, type], offset) => {
          const file = buildGguf({
            metadata: [],
            tensors: [{ name: "t", dims, type: id, offset, data: new Uint8Array() }],
          });
          const cursor = new Cursor(bytesSource(file), 24);
          const rules: string[] = [];
          const [tensor] = readTensors(cursor, 1, ({ rule }) => rules.push(rule));
          const elements = dims.reduce((product, dimension) => product * dimension, 1n);
          const row = dims[0] ?? 1n;
          const exact = (elements / BigInt(type.block)) * BigInt(type.bytes);
          const possible =
            elements > 0n &&
            elements < 2n ** 63n &&
            dims.every((d) => d < 2n ** 63n) &&
            row % BigInt(type.block) === 0n &&
            exact < 2n ** 63n;
          expect({ bytes: tensor?.bytes, reported: rules.length > 0 }).toEqual({
            bytes: possible ? exact : null,
            reported: !possible,
          });
        },
      ),
      { numRuns: 2000 },
    );
  });

  it("never trusts an array of a size that the file does not have", () => {
    fc.assert(
      fc.property(u64, fc.integer({ min: 0, max: 12 }), (count, element) => {
        const file = buildGguf(withValue({ metadata: [], tensors: [] }, "x", gguf.rawArray(element, count)));
        const rules: string[] = [];
        const model = inspectGguf(bytesSource(file), ({ rule }) => rules.push(rule));
        expect(model.sound).toBe(count === 0n && element !== 9);
      }),
    );
  });
});

describe("own readers against the platform's", () => {
  it("UTF-8: the same verdict as TextDecoder, in any pieces", () => {
    const bytes = fc.oneof(
      fc.uint8Array({ maxLength: 12 }),
      fc.string({ unit: "binary", maxLength: 12 }).map((text) => new TextEncoder().encode(text)),
    );
    fc.assert(
      fc.property(bytes, fc.nat(12), (text, cut) => {
        const check = new Utf8Check();
        check.push(text.subarray(0, cut));
        check.push(text.subarray(cut));
        expect(check.end()).toBe(decodes(text));
      }),
      { numRuns: 5000 },
    );
  });

  it("JSON: what it accepts, JSON.parse reads the same", () => {
    const json = fc.oneof(
      fc.json({ maxDepth: 3 }),
      fc.string({ maxLength: 20 }),
      fc.constantFrom('{"a":1,"a":2}', "[1,]", "01", "-", "1e999", '"\\u12"', "tru"),
    );
    fc.assert(
      fc.property(json, (text) => {
        let ours: Json;
        try {
          ours = parseJson(new TextEncoder().encode(text));
        } catch (error) {
          expect(error).toBeInstanceOf(JsonError);
          return;
        }
        expect(plain(ours)).toEqual(
          JSON.parse(text, (_key, value: unknown) =>
            value !== null && typeof value === "object" && !Array.isArray(value)
              ? new Map(Object.entries(value))
              : value,
          ),
        );
      }),
      { numRuns: 1000 },
    );
  });

  it("floats: finds exactly the first value that is not finite", () => {
    fc.assert(
      fc.property(
        fc.constantFrom("F32" as const, "F64" as const),
        fc.array(
          fc.oneof({ arbitrary: fc.double(), weight: 20 }, fc.constantFrom(NaN, Infinity, -Infinity)),
          { maxLength: 40 },
        ),
        (kind, values) => {
          const floats = kind === "F32" ? new Float32Array(values) : new Float64Array(values);
          const bad = [...floats]
            .map((value, index) => [value, index] as const)
            .filter(([value]) => !Number.isFinite(value));
          const expected = bad[0]
            ? {
                nan: bad.filter(([value]) => Number.isNaN(value)).length,
                infinite: bad.filter(([value]) => !Number.isNaN(value)).length,
                firstAt: bad[0][1] * FLOAT_BYTES[kind],
              }
            : null;
          expect(findNotFinite(kind, new Uint8Array(floats.buffer))).toEqual(expected);
        },
      ),
      { numRuns: 2000 },
    );
  });

  it("half floats: every one of the 65,536 patterns, in every place of a word", () => {
    for (const [kind, exponent] of [
      ["F16", 0x7c00],
      ["BF16", 0x7f80],
    ] as const) {
      const wrong: number[] = [];
      for (let bits = 0; bits < 65_536; bits++) {
        for (const place of [0, 1, 2]) {
          const words = new Uint16Array([0x3c00, 0x3c00, 0x3c00]);
          words[place] = bits;
          const found = findNotFinite(kind, new Uint8Array(words.buffer));
          if ((found !== null) !== ((bits & exponent) === exponent) || (found && found.firstAt !== place * 2))
            wrong.push(bits);
        }
      }
      expect(wrong).toEqual([]);
    }
    expect(findNotFinite("F32", someFloats(1000))).toBeNull();
  });
});

function decodes(bytes: Uint8Array): boolean {
  try {
    new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
    return true;
  } catch {
    return false;
  }
}

/** Our values as the platform's: exact integers become numbers, objects become maps. */
function plain(value: Json): unknown {
  if (typeof value === "bigint") return Number(value);
  if (Array.isArray(value)) return value.map(plain);
  if (value instanceof Map) return new Map([...value].map(([key, entry]) => [key, plain(entry.value)]));
  return value;
}
