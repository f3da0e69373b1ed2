import { buildGguf, f32Tensor, someBytes, withTensor, type GgufSpec } from "../../gguf-builder.ts";
import { oneFile, type CorpusRow } from "../row.ts";
import { altered, good, row, tensor } from "./structure-rows.ts";

/** Two tensors, so that nothing after a wrong offset is wrong too, and no number of layers that would not fit them. */
const two: GgufSpec = {
  ...good,
  metadata: good.metadata.filter(([key]) => key !== "llama.block_count"),
  tensors: [f32Tensor("token_embd.weight", 32, 8), f32Tensor("output_norm.weight", 32)],
};
const PROGRAM = Uint8Array.from([0x7f, 0x45, 0x4c, 0x46, ...someBytes(28)]);

/** The second of two tensors is declared `gap.length` bytes later than it should be, and they are there. */
function gapOf(gap: Uint8Array): GgufSpec {
  const [first, second] = two.tensors;
  if (!first || !second) return two;
  const joined = Uint8Array.from([...gap, ...second.data]);
  return { ...two, tensors: [first, { ...second, data: joined, offset: BigInt(1024 + gap.length) }] };
}

function cut(what: string, rule: string, spec: GgufSpec, at: (bytes: Uint8Array) => number): CorpusRow {
  return altered(what, [rule, "refuse"], (bytes) => bytes.slice(0, at(bytes)), spec);
}

/** Where the tensors lie: order, alignment, overlap, gaps, the end of the file. */
export const DATA: readonly CorpusRow[] = [
  tensor(
    "offset not a multiple of the alignment",
    ["gguf.tensor-misaligned", "refuse"],
    { offset: 1025n },
    { offset: 1024n },
    1,
  ),
  tensor(
    "offset a multiple of 8 and not of 32",
    ["gguf.tensor-misaligned", "refuse"],
    { offset: 1032n },
    { offset: 1024n },
    1,
  ),
  tensor("first tensor at byte 7", ["gguf.tensor-misaligned", "refuse"], { offset: 7n }, { offset: 0n }),
  tensor("first tensor at byte 32", ["gguf.tensor-gap", "refuse"], { offset: 32n }, { offset: 0n }),
  tensor(
    "offset inside the tensor before",
    ["gguf.tensor-overlap", "refuse"],
    { offset: 992n },
    { offset: 1024n },
    1,
  ),
  tensor("two tensors at one place", ["gguf.tensor-overlap", "refuse"], { offset: 0n }, { offset: 1024n }, 1),
  tensor("last tensor over the first", ["gguf.tensor-overlap", "refuse"], { offset: 0n }, {}, 4),
  tensor("a gap of 32 bytes", ["gguf.tensor-gap", "refuse"], { offset: 1056n }, { offset: 1024n }, 1),
  tensor("offset 2^63", ["gguf.tensor-gap", "refuse"], { offset: 2n ** 63n }, {}, 4),
  tensor(
    "offset 2^64-32 (start wraps)",
    ["gguf.tensor-gap", "refuse"],
    { offset: 2n ** 64n - 32n },
    { offset: 1024n },
    1,
  ),
  tensor(
    "offset 2^32 too far (right in 32 bits)",
    ["gguf.tensor-gap", "refuse"],
    { offset: 2n ** 32n + 1024n },
    { offset: 1024n },
    1,
  ),
  row("a program in a gap", ["gguf.tensor-gap", "refuse"], gapOf(PROGRAM), gapOf(new Uint8Array())),
  row("zeros in a gap", ["gguf.tensor-gap", "refuse"], gapOf(new Uint8Array(64)), gapOf(new Uint8Array())),
  row(
    "the places of two tensors exchanged",
    ["gguf.tensor-overlap", "refuse"],
    withTensor(withTensor(two, 0, { offset: 128n }), 1, { offset: 0n }),
    two,
  ),
  tensor("more rows than the file has", ["gguf.tensor-out-of-bounds", "refuse"], { dims: [33n, 2n] }, {}, 4),
  tensor(
    "a wider type than the file has bytes for",
    ["gguf.tensor-out-of-bounds", "refuse"],
    { type: 28 },
    {},
    4,
  ),
  tensor(
    "a smaller shape than the tensor's place",
    ["gguf.tensor-gap", "refuse"],
    { dims: [32n, 4n] },
    { dims: [32n, 8n] },
  ),
  tensor(
    "a larger shape than the tensor's place",
    ["gguf.tensor-overlap", "refuse"],
    { dims: [32n, 9n] },
    { dims: [32n, 8n] },
  ),
  {
    what: "one byte of the last tensor missing",
    rule: "gguf.tensor-out-of-bounds",
    verdict: "refuse",
    hostile: () => oneFile(buildGguf({ ...good, padEnd: false }).slice(0, -1)),
    twin: () => oneFile(buildGguf({ ...good, padEnd: false })),
  },
  cut("cut before the data", "gguf.tensor-out-of-bounds", two, (bytes) => bytes.length - 1024 - 128),
  cut("cut in the middle of the data", "gguf.tensor-out-of-bounds", two, (bytes) => bytes.length - 600),
  cut("cut inside the tensor list", "gguf.tensor-list-cut", two, (bytes) => bytes.length - 1024 - 128 - 48),
  altered("one filling byte of the last block missing", ["gguf.final-padding", "hold"], (bytes) =>
    bytes.slice(0, -1),
  ),
  altered("all filling bytes of the last block but one missing", ["gguf.final-padding", "hold"], (bytes) =>
    bytes.slice(0, -27),
  ),
  row("no filling bytes after the last tensor", ["gguf.no-final-padding", "admit"], {
    ...good,
    padEnd: false,
  }),
];
