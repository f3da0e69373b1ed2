import {
  buildGguf,
  goodGguf,
  gguf,
  withAlignment,
  withTensor,
  withValue,
  type GgufSpec,
  type GgufTensorSpec,
  type GgufValue,
} from "@casemate/testkit";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { TENSOR_TYPES } from "../common/gguf/tensor-types.ts";
import { judge, rulesOf } from "./judge.ts";

const visibleCharacter = fc.constantFrom(...'abz09 .,-_{}%<>"\\ßéЖ模型字😀');

/** A key of no architecture, with a value of any type. */
const metadataValue: fc.Arbitrary<GgufValue> = fc.oneof(
  fc.nat(255).map(gguf.u8),
  fc.nat(65_535).map(gguf.u16),
  fc.nat().map(gguf.u32),
  fc.integer().map(gguf.i32),
  fc.bigInt(0n, 2n ** 64n - 1n).map(gguf.u64),
  fc.float().map(gguf.f32),
  fc.nat(1).map(gguf.bool),
  // Visible characters: invisible ones are judged by other rules.
  fc.string({ unit: visibleCharacter, maxLength: 40 }).map(gguf.text),
  fc.array(fc.string({ unit: visibleCharacter, maxLength: 10 }), { maxLength: 10 }).map(gguf.texts),
  fc.array(fc.integer(), { maxLength: 10 }).map(gguf.i32s),
  fc.array(fc.nat(1), { maxLength: 10 }).map(gguf.bools),
);

const tensor: fc.Arbitrary<GgufTensorSpec> = fc
  .record({
    type: fc.constantFrom(...TENSOR_TYPES),
    blocks: fc.integer({ min: 1, max: 3 }),
    rows: fc.array(fc.integer({ min: 1, max: 3 }), { maxLength: 3 }),
  })
  .map(({ type: [id, type], blocks, rows }) => ({
    name: "",
    type: id,
    dims: [type.block * blocks, ...rows].map(BigInt),
    // Never zero, so that no part of it passes for filling.
    data: new Uint8Array(rows.reduce((product, count) => product * count, type.bytes * blocks)).fill(0x2c),
  }));

/** A model in order: the good one with more keys and more tensors, laid out in any way the format allows. */
const model: fc.Arbitrary<GgufSpec> = fc
  .record({
    values: fc.array(metadataValue, { maxLength: 6 }),
    tensors: fc.array(tensor, { maxLength: 5 }),
    alignment: fc.constantFrom(8, 16, 32, 64, 4096),
    version: fc.constantFrom(2, 3),
  })
  .map(({ values, tensors, alignment, version }) => {
    const good = withAlignment(goodGguf(), alignment);
    return {
      ...good,
      version,
      metadata: [
        ...good.metadata,
        ...values.map((value, index) => [`x.key_${String(index)}`, value] as const),
      ],
      tensors: [
        ...good.tensors,
        ...tensors.map((spec, index) => ({ ...spec, name: `extra.${String(index)}.weight` })),
      ],
    };
  });

const u32 = fc.oneof(
  fc.nat(64),
  fc.integer({ min: 0, max: 0xffff_ffff }),
  fc.constantFrom(0x8000_0000, 0xffff_ffff),
);
const u64 = fc.oneof(
  fc.bigInt(0n, 200n),
  fc.bigInt(0n, 2n ** 64n - 1n),
  fc.constantFrom(2n ** 32n, 2n ** 53n + 1n, 2n ** 61n, 2n ** 63n - 1n, 2n ** 63n, 2n ** 64n - 1n),
);

/** The file with one field replaced, and whether it may still be in order. */
interface Lie {
  readonly spec: GgufSpec;
  readonly consistent: boolean;
}

function lieOf(spec: GgufSpec, field: number, at: number, small: number, large: bigint): Lie {
  const index = at % spec.tensors.length;
  const tensor = spec.tensors[index];
  if (!tensor) throw new Error("a model has tensors");
  const changed = (change: Partial<GgufTensorSpec>, consistent: boolean): Lie => ({
    spec: withTensor(spec, index, change),
    consistent,
  });
  /** A shape or type that takes the same room moves nothing. */
  const reshaped = (change: Partial<GgufTensorSpec>): Lie =>
    changed(change, room({ ...tensor, ...change }, spec) === room(tensor, spec));
  const axis = at % tensor.dims.length;
  const lies: readonly (() => Lie)[] = [
    () => ({ spec: { ...spec, version: small }, consistent: small === 2 || small === 3 }),
    () => ({ spec: { ...spec, tensorCount: large }, consistent: large === BigInt(spec.tensors.length) }),
    () => ({ spec: { ...spec, keyCount: large }, consistent: large === BigInt(spec.metadata.length) }),
    () => {
      const lie = gguf.lyingText(large, new TextEncoder().encode("good twin"));
      return { spec: withValue(spec, "general.name", lie), consistent: large === 9n };
    },
    () => changed({ nameLength: large }, large === BigInt(tensor.name.length)),
    () => changed({ dimCount: small }, small === tensor.dims.length),
    () => changed({ offset: large }, large === offsetOf(spec, index)),
    () => reshaped({ type: small }),
    () => reshaped({ dims: tensor.dims.map((dimension, place) => (place === axis ? large : dimension)) }),
  ];
  const lie = lies[field % lies.length];
  if (!lie) throw new Error("there are lies");
  return lie();
}

/** Bytes a tensor takes in the file, filling included; null when it cannot be. */
function room({ type: id, dims }: GgufTensorSpec, { alignment = 32 }: GgufSpec): bigint | null {
  const type = TENSOR_TYPES.get(id);
  const elements = dims.reduce((product, dimension) => product * dimension, 1n);
  if (!type || elements === 0n || (dims[0] ?? 1n) % BigInt(type.block) !== 0n) return null;
  const bytes = (elements / BigInt(type.block)) * BigInt(type.bytes);
  const unit = BigInt(alignment);
  return ((bytes + unit - 1n) / unit) * unit;
}

function offsetOf(spec: GgufSpec, index: number): bigint {
  return spec.tensors.slice(0, index).reduce((sum, tensor) => sum + (room(tensor, spec) ?? 0n), 0n);
}

describe("random models", () => {
  it("in order are admitted", async () => {
    await fc.assert(
      fc.asyncProperty(model, async (spec) => {
        const report = await judge(buildGguf(spec), { profile: "quick" });
        expect({ verdict: report.verdict, rules: rulesOf(report) }).toEqual({ verdict: "admit", rules: [] });
      }),
      { numRuns: 150 },
    );
  });

  it("with one field replaced are not admitted, unless that changes nothing", async () => {
    await fc.assert(
      fc.asyncProperty(model, fc.nat(1000), fc.nat(1000), u32, u64, async (spec, field, at, small, large) => {
        const lie = lieOf(spec, field, at, small, large);
        const report = await judge(buildGguf(lie.spec), { profile: "quick" });
        expect({
          admitted: report.verdict === "admit" && !lie.consistent,
          crashed: rulesOf(report).includes("stage.crashed"),
        }).toEqual({ admitted: false, crashed: false });
      }),
      { numRuns: 1500 },
    );
  });
});
