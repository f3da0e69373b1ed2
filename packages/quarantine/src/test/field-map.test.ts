import type { FieldPlace } from "@casemate/contract";
import {
  buildGguf,
  buildSafetensors,
  buildStarterModel,
  CORPUS,
  goodGguf,
  goodSafetensors,
  gguf,
} from "@casemate/testkit";
import { expect, test } from "vitest";
import { bytesSource, type ByteSource } from "../common/byte-source.ts";
import type { FieldMap } from "../common/field-map.ts";
import { inspectGguf } from "../common/gguf/inspect.ts";
import { inspectSafetensors } from "../common/safetensors/inspect.ts";
import { judgeFiles } from "./judge.ts";

const quiet = (): void => undefined;
const ggufMap = (bytes: Uint8Array): FieldMap => inspectGguf(bytesSource(bytes), quiet).fields;

/** Bytes of the file that no field or more than one holds. */
function untiled(fields: readonly FieldPlace[], size: number): number[][] {
  const edges = fields.map(({ at, length }) => [at, at + length]);
  const wrong: number[][] = [];
  let end = 0;
  for (const [from = 0, to = 0] of edges) {
    if (from !== end) wrong.push([end, from]);
    end = to;
  }
  return end === size ? wrong : [...wrong, [end, size]];
}

/** A model whose vocabulary is longer than several steps of the index of texts, with every kind of value. */
function wordy(): Uint8Array {
  const good = goodGguf();
  const words = Array.from({ length: 5000 }, (_, index) => "w".repeat(index % 7));
  return buildGguf({
    ...good,
    metadata: [
      ["x.words", gguf.texts(words)],
      ...good.metadata,
      ["x.yes", gguf.bool(1)],
      ["x.big", gguf.u64(1n)],
    ],
  });
}

test("every byte of a sound file belongs to exactly one field, and a window names the same as the whole", () => {
  const files: [string, Uint8Array, FieldMap][] = [
    ["starter", buildStarterModel(), ggufMap(buildStarterModel())],
    ["good", buildGguf(goodGguf()), ggufMap(buildGguf(goodGguf()))],
    ["wordy", wordy(), ggufMap(wordy())],
  ];
  const tensors = buildSafetensors(goodSafetensors());
  files.push(["safetensors", tensors, inspectSafetensors(bytesSource(tensors), quiet).fields]);
  for (const [name, bytes, map] of files) {
    const whole = map(0, bytes.length);
    expect({ name, untiled: untiled(whole, bytes.length) }).toEqual({ name, untiled: [] });
    // Windows of a prime size begin inside of every kind of field.
    for (let from = 0; from < Math.min(bytes.length, 60_000); from += 251) {
      const touched = whole.filter(({ at, length }) => at < from + 257 && at + length > from);
      expect(map(from, from + 257)).toEqual(touched);
    }
  }
});

test("fields are named in plain words", () => {
  const bytes = buildGguf({
    metadata: [
      ["general.architecture", gguf.text("llama")],
      ["general.alignment", gguf.u32(32)],
      ["tokenizer.ggml.tokens", gguf.texts(["a"])],
      ["bidi\u202ekey", gguf.f32(1)],
    ],
    tensors: goodGguf().tensors.slice(0, 1),
  });
  expect(ggufMap(bytes)(0, bytes.length).map(({ name }) => name)).toEqual([
    "file mark, GGUF",
    "format version",
    "number of tensors",
    "number of metadata keys",
    "metadata key 1: length of its name",
    "metadata key 1: name",
    "type of general.architecture (text)",
    "length of the text general.architecture",
    "metadata value general.architecture (text)",
    "metadata key 2: length of its name",
    "metadata key 2: name",
    "type of general.alignment (uint32)",
    "metadata value general.alignment (uint32)",
    "metadata key 3: length of its name",
    "metadata key 3: name",
    "type of tokenizer.ggml.tokens (list)",
    "type of the entries of tokenizer.ggml.tokens (text)",
    "number of entries of tokenizer.ggml.tokens",
    "length of tokenizer.ggml.tokens[0]",
    "tokenizer.ggml.tokens[0] (text)",
    "metadata key 4: length of its name",
    "metadata key 4: name",
    "type of bidi\\u{202e}key (float32)",
    "metadata value bidi\\u{202e}key (float32)",
    "tensor info 1: length of its name",
    "tensor info 1: name",
    "tensor info 1: number of dimensions",
    "tensor info 1: dimension 1",
    "tensor info 1: dimension 2",
    "tensor info 1: type",
    "tensor info 1: offset",
    "filler before the tensor data",
    "data of tensor token_embd.weight",
  ]);
});

/** Files beside weights are texts: they have lines, not fields. */
function isSide(file: string | null): boolean {
  return file !== null && !/\.(gguf|safetensors)$/.test(file);
}

test("in every hostile file the fields of an excerpt are in order, apart, and touch it; nothing there breaks the naming", async () => {
  const wrong: string[] = [];
  let named = 0;
  const unnamed = new Set<string>();
  for (const row of Object.values(CORPUS).flat()) {
    for (const { rule, file, offset, excerpt } of (await judgeFiles(row.hostile())).findings) {
      if (excerpt === null || offset === null) continue;
      const end = excerpt.at + excerpt.hex.length / 2;
      excerpt.fields.forEach(({ at, length }, index) => {
        const next = excerpt.fields[index + 1]?.at ?? Infinity;
        if (at + length > next || at >= end || at + length <= excerpt.at) wrong.push(`${row.what}: ${rule}`);
      });
      const own = excerpt.fields.some(({ at, length }) => offset >= at && offset < at + length);
      if (own) named++;
      // Where the file ends there is no byte to name.
      else if (offset < end && !isSide(file) && /^(gguf|safetensors|template|metadata)\./.test(rule))
        unnamed.add(`${rule}: ${row.what}`);
    }
  }
  expect({ wrong, unnamed: [...unnamed] }).toEqual({ wrong: [], unnamed: [] });
  expect(named).toBeGreaterThan(200);
}, 60_000);

test("a thousand places deep in one vocabulary cost one walk of it", () => {
  const tokens = Array.from({ length: 20_000 }, (_, index) => `token number ${String(index)}`);
  const bytes = buildGguf({
    ...goodGguf(),
    metadata: [["tokenizer.ggml.tokens", gguf.texts(tokens)]],
  });
  const plain = bytesSource(bytes);
  let read = 0;
  const counted: ByteSource = {
    size: plain.size,
    read: (offset, target) => {
      read += target.length;
      plain.read(offset, target);
    },
  };
  const map = inspectGguf(counted, quiet).fields;
  read = 0;
  for (let at = 1000; at < 400_000; at += 399) map(at, at + 256);
  expect(read).toBeLessThan(bytes.length * 6);
});
