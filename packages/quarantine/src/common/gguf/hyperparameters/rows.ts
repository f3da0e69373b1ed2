import { figure, quoted } from "../../text.ts";
import { placeOf, type GgufTensor } from "../tensors.ts";
import { headLength } from "./heads.ts";
import { layerOf, type Subject } from "./subject.ts";

/** Rows that a layer's matrix must have by the sizes; null when that is not sure. */
type Expected = (subject: Subject, layer: number) => readonly bigint[] | null;

const MATRICES: readonly {
  readonly suffix: string;
  readonly known: "attention" | "feedForward";
  readonly rows: Expected;
}[] = [
  { suffix: "attn_q.weight", known: "attention", rows: rowsOf("attention.head_count", true) },
  { suffix: "attn_k.weight", known: "attention", rows: rowsOf("attention.head_count_kv", false) },
  {
    suffix: "ffn_up.weight",
    known: "feedForward",
    rows: (subject, layer) => {
      const rows = subject.perLayer("feed_forward_length", layer);
      return rows === null || rows === 0n ? null : [rows];
    },
  },
];

/** Some converters leave the key length of a model without one per head; engines then take the whole width for queries. */
function rowsOf(key: string, queries: boolean): Expected {
  return (subject, layer) => {
    const heads = subject.perLayer(key, layer) ?? subject.perLayer("attention.head_count", layer);
    const length = headLength(subject);
    const width = subject.integer("embedding_length");
    // A layer without heads has no such matrix: one that is there contradicts the number.
    if (heads === 0n) return [0n];
    if (heads === null || length === null || width === null) return null;
    return queries ? [heads * length, width] : [heads * length];
  };
}

/** The matrices of each layer, against heads, width and inner size. */
export function checkRows(subject: Subject): void {
  const { known, blocks } = subject;
  const width = subject.integer("embedding_length");
  if (!known || blocks === null || width === null) return;
  for (const tensor of subject.tensors) {
    const layer = layerOf(tensor);
    if (layer === null || layer >= BigInt(blocks) || tensor.shape.length !== 2) continue;
    const suffix = tensor.name.replace(/^blk\.\d+\./, "");
    const matrix = MATRICES.find((row) => row.suffix === suffix);
    if (!matrix || !known[matrix.known]) continue;
    checkMatrix(subject, tensor, width, matrix.rows(subject, Number(layer)));
  }
}

function checkMatrix(
  subject: Subject,
  tensor: GgufTensor,
  width: bigint,
  expected: readonly bigint[] | null,
): void {
  const [columns = 0n, rows = 0n] = tensor.shape;
  if (columns === width && (expected === null || expected.includes(rows))) return;
  const should = expected?.[0] === undefined ? "…" : figure(expected[0]);
  subject.report({
    rule: "gguf.shape",
    ...placeOf(tensor),
    message: `The tensor ${quoted(tensor.name)} is ${figure(columns)} × ${figure(rows)}; by the sizes that the model states it must be ${figure(width)} × ${should}. Engines stop or read past its end.`,
  });
}
