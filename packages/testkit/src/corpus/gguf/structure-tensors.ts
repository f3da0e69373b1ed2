import { GGML_TYPE, someBytes, someFloats } from "../../gguf-builder.ts";
import type { CorpusRow } from "../row.ts";
import { good, row, tensor, U64_MAX } from "./structure-rows.ts";

const { I8, F64, Q4_0, Q8_0 } = GGML_TYPE;

/** A shape whose product or size does not fit, beside the good file's first tensor. */
function overflow(what: string, dims: readonly bigint[], type: number = GGML_TYPE.F32.id): CorpusRow {
  return tensor(what, ["gguf.tensor-size-overflow", "refuse"], { dims, type });
}

/** A type number that no loader of today reads, beside a type of about the same size. */
function unknownType(what: string, type: number): CorpusRow {
  return tensor(what, ["gguf.tensor-type", "hold"], { type }, { type: GGML_TYPE.F32.id });
}

/** Rows of half a block, beside as many elements in whole blocks. */
function halfBlocks(name: keyof typeof GGML_TYPE): CorpusRow {
  const { id, block, bytes } = GGML_TYPE[name];
  const whole = { type: id, dims: [BigInt(block), 2n], data: someBytes(2 * bytes) };
  return tensor(
    `${name} row of half a block`,
    ["gguf.row-not-whole-blocks", "refuse"],
    { ...whole, dims: [BigInt(block / 2), 4n] },
    whole,
  );
}

/** The tensor list: names, shapes, types. */
export const TENSOR_LIST: readonly CorpusRow[] = [
  tensor(
    "name of 64 bytes",
    ["gguf.tensor-name-length", "refuse"],
    { name: "n".repeat(64) },
    { name: "n".repeat(63) },
  ),
  tensor("name length 2^64-1", ["gguf.tensor-name-length", "refuse"], { nameLength: U64_MAX }),
  tensor("name length 2^32 + 17 (17 in 32 bits)", ["gguf.tensor-name-length", "refuse"], {
    nameLength: 2n ** 32n + 17n,
  }),
  tensor("empty name", ["gguf.tensor-name", "hold"], { name: "" }, { name: "n" }),
  tensor(
    "name that is not UTF-8",
    ["gguf.tensor-name", "hold"],
    { nameBytes: Uint8Array.of(0x74, 0xff) },
    { name: "tt" },
  ),
  tensor("zero byte in a name (short to C programs)", ["gguf.tensor-name", "hold"], {
    name: "token_embd\0.weight",
  }),
  tensor("direction-changing character in a name", ["gguf.tensor-name", "hold"], {
    name: "token_embd\u202e.weight",
  }),
  tensor(
    "the same name twice",
    ["gguf.duplicate-tensor", "refuse"],
    { name: "blk.0.attn_norm.weight" },
    { name: "blk.0.attn_norm.weigh2" },
  ),
  tensor(
    "control vector layer 2^29",
    ["gguf.tensor-index", "refuse"],
    { name: "direction.536870912" },
    { name: "direction.1" },
  ),
  tensor(
    "5 dimensions",
    ["gguf.dimension-count", "refuse"],
    { dims: [32n, 2n, 2n, 2n, 1n] },
    { dims: [32n, 2n, 2n, 2n] },
  ),
  tensor("2^32-1 dimensions", ["gguf.dimension-count", "refuse"], { dimCount: 0xffff_ffff }),
  tensor("one dimension more counted than listed", ["gguf.zero-dimension", "refuse"], { dimCount: 3 }),
  tensor(
    "no dimensions",
    ["gguf.no-dimensions", "hold"],
    { dims: [], data: someFloats(1) },
    { dims: [1n], data: someFloats(1) },
  ),
  tensor("a dimension of 0", ["gguf.zero-dimension", "refuse"], { dims: [32n, 0n] }, { dims: [32n, 8n] }),
  tensor(
    "a first dimension of 0",
    ["gguf.zero-dimension", "refuse"],
    { dims: [0n, 32n] },
    { dims: [8n, 32n] },
  ),
  tensor("a dimension of 0 beside one of 2^63", ["gguf.zero-dimension", "refuse"], { dims: [2n ** 63n, 0n] }),
  overflow("2^32 × 2^32 (product wraps to 0)", [2n ** 32n, 2n ** 32n]),
  overflow("2^62-1 floats (padded size wraps to 0)", [2n ** 62n - 1n]),
  overflow("2^61 floats (size is 2^63, negative)", [2n ** 61n]),
  overflow("dimension 2^64-1 (negative)", [U64_MAX]),
  overflow("dimension 2^63 (negative)", [2n ** 63n]),
  overflow("two dimensions of 2^64-1 (product wraps to 1)", [U64_MAX, U64_MAX], I8.id),
  overflow("2^22 × 2^22 × 2^22 (product wraps to 4)", [2n ** 22n, 2n ** 22n, 2n ** 22n], I8.id),
  overflow("2^62 × 4 + 1 row (product wraps to 2^62)", [2n ** 62n, 5n], I8.id),
  overflow("Q8_0 whose bytes overflow though its elements do not", [2n ** 63n - 32n], Q8_0.id),
  overflow("F64 whose bytes wrap to 8", [2n ** 61n + 1n], F64.id),
  overflow("I8 whose filling bytes overflow", [2n ** 63n - 1n], I8.id),
  overflow("four dimensions of 2^16 × 2^16 × 2^16 × 2^16", [65_536n, 65_536n, 65_536n, 65_536n]),
  row("two I8 tensors of 2^63-64 (CVE-2026-27940)", ["gguf.tensor-out-of-bounds", "refuse"], {
    ...good,
    tensors: [0n, 2n ** 63n - 64n].map((offset, index) => ({
      name: `t${String(index)}`,
      dims: [2n ** 63n - 64n],
      type: I8.id,
      offset,
      data: someBytes(32),
    })),
  }),
  tensor(
    "exabyte tensor",
    ["gguf.tensor-out-of-bounds", "refuse"],
    { dims: [2n ** 40n, 2n ** 19n], type: I8.id },
    { dims: [1024n], type: I8.id },
  ),
  tensor("Q4_0 of 2^63-32 elements", ["gguf.tensor-out-of-bounds", "refuse"], {
    dims: [2n ** 63n - 32n],
    type: Q4_0.id,
  }),
  unknownType("withdrawn type 4 (Q4_2)", 4),
  unknownType("withdrawn type 5 (Q4_3)", 5),
  unknownType("withdrawn type 31 (Q4_0_4_4)", 31),
  unknownType("withdrawn type 33 (Q4_0_8_8)", 33),
  unknownType("withdrawn type 38 (IQ4_NL_8_8)", 38),
  unknownType("type 43", 43),
  unknownType("type 256 (0 in 8 bits)", 256),
  unknownType("type 2^31 (negative)", 0x8000_0000),
  unknownType("type 2^32-1", 0xffff_ffff),
  halfBlocks("Q4_0"),
  halfBlocks("Q8_0"),
  halfBlocks("Q4_K"),
  halfBlocks("Q6_K"),
  halfBlocks("IQ4_NL"),
  halfBlocks("TQ1_0"),
  halfBlocks("MXFP4"),
  halfBlocks("NVFP4"),
  halfBlocks("Q1_0"),
  tensor("Q8_0 row of 33", ["gguf.row-not-whole-blocks", "refuse"], { dims: [33n, 32n] }, {}, 2),
];
