import {
  buildGguf,
  GGML_TYPE,
  goodGguf,
  gguf,
  withValue,
  type GgufSpec,
  type GgufValue,
} from "@casemate/testkit";
import { describe, expect, it } from "vitest";
import { bytesSource, type ByteSource } from "../common/byte-source.ts";
import { DraftBox } from "../common/findings.ts";
import { inspectGguf } from "../common/gguf/inspect.ts";

interface Cost {
  readonly reads: number;
  readonly bytes: number;
}

/** Reads and bytes that the parser asks of a file, and what it says. */
function costOf(file: ByteSource): { cost: Cost; rules: Set<string>; sound: boolean } {
  let reads = 0;
  let bytes = 0;
  const box = new DraftBox();
  const counted: ByteSource = {
    size: file.size,
    read: (offset, target) => {
      reads++;
      bytes += target.length;
      file.read(offset, target);
    },
  };
  const { sound } = inspectGguf(counted, box.report);
  return { cost: { reads, bytes }, rules: new Set(box.drafts.map(({ rule }) => rule)), sound };
}

function many(count: number, change: (index: number) => Partial<GgufSpec["tensors"][number]>): GgufSpec {
  return {
    ...goodGguf(),
    tensors: Array.from({ length: count }, (_, index) => ({
      name: `t.${String(index)}`,
      dims: [8n],
      type: GGML_TYPE.I8.id,
      data: new Uint8Array(8).fill(1),
      ...change(index),
    })),
  };
}

function keys(count: number): GgufSpec {
  const good = goodGguf();
  const more = Array.from(
    { length: count },
    (_, index) => [`x.${String(index)}`, gguf.text("value")] as const,
  );
  return { ...good, metadata: [...good.metadata, ...more] };
}

/** A vocabulary of bytes and of tokens that each join two others, with a merge for each. */
function vocabulary(count: number): GgufSpec {
  const tokens = Array.from({ length: count }, (_, index) => `a${index.toString(2)}`);
  const merges = tokens.slice(2).map((token) => `${token.slice(0, -1)} ${token.slice(-1)}`);
  const spec = withValue(goodGguf(), "tokenizer.ggml.model", gguf.text("gpt2"));
  return [
    ["tokenizer.ggml.tokens", gguf.texts(tokens)],
    ["tokenizer.ggml.token_type", gguf.i32s(tokens.map((_, index) => (index % 64 === 0 ? 3 : 1)))],
    ["tokenizer.ggml.scores", gguf.f32s(tokens.map(() => 0))],
    ["tokenizer.ggml.merges", gguf.texts(merges)],
  ].reduce<GgufSpec>((all, [key, value]) => withValue(all, key as string, value as GgufValue), spec);
}

const TENSORS = 65_536;
const KEYS = 90_000;
const TOKENS = 262_144;

describe("the parser's cost", () => {
  it.each([
    ["tensors", (count: number) => many(count, () => ({})), TENSORS],
    ["keys", keys, KEYS],
    ["tokens and merges", vocabulary, TOKENS],
    ["tensors of one name", (count: number) => many(count, () => ({ name: "t" })), TENSORS],
    ["tensors of unknown types", (count: number) => many(count, () => ({ type: 99 })), TENSORS],
    [
      "tensors with filling that is not zero",
      (count: number) => ({ ...many(count, () => ({})), filler: 1 }),
      4096,
    ],
    [
      "tensors declared by turns at the beginning and the end of the data",
      (count: number) => many(count, (index) => ({ offset: index % 2 === 0 ? 0n : BigInt(count - 1) * 32n })),
      TENSORS,
    ],
  ])("grows with the number of %s, not with its square", (_what, build, count) => {
    const whole = bytesSource(buildGguf(build(count)));
    const half = bytesSource(buildGguf(build(count / 2)));
    const { cost } = costOf(whole);
    const smaller = costOf(half).cost;
    // Twice the work for twice the file, with room for what every file costs once.
    expect(cost.reads).toBeLessThan(3 * smaller.reads);
    // The header is walked a few times by the checks of keys and tokenizer, each in windows; the data never.
    expect(cost.bytes).toBeLessThan(4 * whole.size + 16 * 256 * 1024);
  });

  it("does not read a list that is larger than all metadata may be, nor a file behind it", () => {
    const size = 2 ** 40;
    const head = buildGguf({
      metadata: [["x", gguf.rawArray(8, 2n ** 30n)]],
      tensors: [],
    });
    const { cost, rules, sound } = costOf({
      size,
      read: (offset, target) => {
        target.fill(0);
        target.set(head.subarray(offset, offset + target.length));
      },
    });
    expect({ rules: [...rules], sound, little: cost.bytes < 1024 * 1024 }).toEqual({
      rules: ["gguf.metadata-size"],
      sound: false,
      little: true,
    });
  });
});
