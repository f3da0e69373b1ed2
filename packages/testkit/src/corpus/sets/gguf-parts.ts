import { buildGguf, goodGguf, gguf, withValue, type GgufSpec } from "../../gguf-builder.ts";
import type { CorpusFile, CorpusRow } from "../row.ts";

/** One part, before it is written. */
interface Part {
  readonly name: string;
  readonly spec: GgufSpec;
}

/** The good model in three files as llama.cpp's splitter writes them: all metadata and no tensor, then two files of tensors. */
function goodParts(): readonly Part[] {
  const { metadata, tensors } = goodGguf();
  const numbers = (no: number): GgufSpec["metadata"] => [
    ["split.no", gguf.u16(no)],
    ["split.count", gguf.u16(3)],
    ["split.tensors.count", gguf.i32(tensors.length)],
  ];
  return [
    { name: partName(1), spec: { metadata: [...metadata, ...numbers(0)], tensors: [] } },
    { name: partName(2), spec: { metadata: numbers(1), tensors: tensors.slice(0, 2) } },
    { name: partName(3), spec: { metadata: numbers(2), tensors: tensors.slice(2) } },
  ];
}

function partName(number: number): string {
  return `good-0000${String(number)}-of-00003.gguf`;
}

function written(parts: readonly Part[]): readonly CorpusFile[] {
  return parts.map(({ name, spec }) => ({ name, bytes: buildGguf(spec) }));
}

function row(
  what: string,
  rule: string,
  verdict: CorpusRow["verdict"],
  change: (parts: readonly Part[]) => readonly Part[],
): CorpusRow {
  return {
    what,
    rule,
    verdict,
    hostile: () => written(change(goodParts())),
    twin: () => written(goodParts()),
  };
}

/** Changes the part at `index` (from 0). */
function at(
  index: number,
  change: (spec: GgufSpec) => GgufSpec,
): (parts: readonly Part[]) => readonly Part[] {
  return (parts) =>
    parts.map((part, place) => (place === index ? { ...part, spec: change(part.spec) } : part));
}

export const GGUF_PARTS: readonly CorpusRow[] = [
  row("the second of three parts is missing", "set.part-missing", "hold", (parts) =>
    parts.filter((_, index) => index !== 1),
  ),
  row("the first part is missing", "set.part-missing", "hold", (parts) => parts.slice(1)),
  row("one part twice under two names", "set.part-twice", "refuse", (parts) => [
    ...parts,
    ...parts.slice(2).map((part) => ({ ...part, name: "copy.gguf" })),
  ]),
  row(
    "two parts for one place",
    "set.part-twice",
    "refuse",
    at(2, (spec) => withValue(spec, "split.no", gguf.u16(1))),
  ),
  row(
    "a part beyond the last",
    "set.part-number",
    "refuse",
    at(2, (spec) => withValue(spec, "split.no", gguf.u16(3))),
  ),
  row(
    "a part with a negative number",
    "set.part-number",
    "refuse",
    at(2, (spec) => withValue(spec, "split.no", gguf.i32(-1))),
  ),
  row(
    "parts that count differently",
    "set.part-count",
    "refuse",
    at(1, (spec) => withValue(spec, "split.count", gguf.u16(4))),
  ),
  row(
    "parts of 65,535",
    "set.part-count",
    "refuse",
    at(0, (spec) => withValue(spec, "split.count", gguf.u16(0xffff))),
  ),
  row(
    "more tensors promised than there are",
    "set.tensor-count",
    "refuse",
    at(0, (spec) => withValue(spec, "split.tensors.count", gguf.i32(6))),
  ),
  row(
    "fewer tensors promised than there are",
    "set.tensor-count",
    "refuse",
    at(0, (spec) => withValue(spec, "split.tensors.count", gguf.i32(1))),
  ),
  row(
    "a later part that promises a negative number of tensors",
    "set.tensor-count",
    "refuse",
    at(1, (spec) => withValue(spec, "split.tensors.count", gguf.i32(-5))),
  ),
  row("a tensor in two parts", "set.tensor-twice", "refuse", (parts) =>
    parts.map((part, index) =>
      index === 1
        ? { ...part, spec: { ...part.spec, tensors: [...part.spec.tensors, ...goodGguf().tensors.slice(4)] } }
        : part,
    ),
  ),
  row(
    "a part of another architecture",
    "set.other-model",
    "refuse",
    at(1, (spec) => withValue(spec, "general.architecture", gguf.text("qwen2"))),
  ),
  row(
    "a part with another name",
    "set.other-model",
    "refuse",
    at(2, (spec) => withValue(spec, "general.name", gguf.text("another"))),
  ),
  row(
    "a part with another vocabulary",
    "set.other-model",
    "refuse",
    at(2, (spec) => withValue(spec, "tokenizer.ggml.tokens", gguf.texts(["a"]))),
  ),
  row("parts under each other's names", "set.part-name", "admit", ([first, second, third]) =>
    first && second && third ? [first, { ...second, name: third.name }, { ...third, name: second.name }] : [],
  ),
  row(
    "a layer missing from all parts",
    "gguf.missing-layer",
    "hold",
    at(0, (spec) => withValue(spec, "llama.block_count", gguf.u32(2))),
  ),
  row(
    "a vocabulary that the other part's table does not fit",
    "gguf.vocabulary-rows",
    "hold",
    at(0, longerVocabulary),
  ),
  row("a model of one file among the parts", "set.stranger", "hold", (parts) => [
    ...parts,
    { name: "other.gguf", spec: goodGguf() },
  ]),
  {
    what: "one part alone",
    rule: "gguf.split",
    verdict: "hold",
    hostile: () => written(goodParts()).slice(0, 1),
    twin: () => written(goodParts()),
  },
  {
    what: "two models of one file together",
    rule: "set.stranger",
    verdict: "hold",
    hostile: () =>
      written([
        { name: "a.gguf", spec: goodGguf() },
        { name: "b.gguf", spec: goodGguf() },
      ]),
    twin: () => written([{ name: "a.gguf", spec: goodGguf() }]),
  },
];

/** One token more than the table in the second part has rows. */
function longerVocabulary(spec: GgufSpec): GgufSpec {
  const tokens = ["<unk>", "<s>", "</s>", "<0x0A>", "\u2581the", "\u2581a", "b", "c", "d"];
  const scores = gguf.f32s(tokens.map((_, index) => -index));
  const kinds = gguf.i32s([2, 3, 3, 6, 1, 1, 1, 1, 1]);
  const values = [
    ["tokenizer.ggml.tokens", gguf.texts(tokens)],
    ["tokenizer.ggml.scores", scores],
    ["tokenizer.ggml.token_type", kinds],
  ] as const;
  return values.reduce((changed, [key, value]) => withValue(changed, key, value), spec);
}
