import { buildGguf, gguf, GGML_TYPE, goodGguf, someFloats, withValue } from "@casemate/testkit";
import { closeSync, openSync, writeSync } from "node:fs";

/** One tensor: 2048 × 8192 numbers of 4 bytes, the size of a feed-forward matrix in a model of a few billion parameters. */
const ROWS = 2048;
const COLUMNS = 8192;
const TENSOR_BYTES = ROWS * COLUMNS * 4;

/** Writes a well-formed GGUF with F32 tensors, at least `bytes` long. Answers its length. */
export function writeLargeGguf(path: string, bytes: number): number {
  const count = Math.ceil(bytes / TENSOR_BYTES);
  const spec = withValue(goodGguf(), "llama.block_count", gguf.u32(count));
  // The tensors' data follows by hand: a builder in memory would need several times the file.
  const header = buildGguf({
    ...spec,
    tensors: Array.from({ length: count }, (_, index) => ({
      name: `blk.${String(index)}.ffn_up.weight`,
      dims: [BigInt(ROWS), BigInt(COLUMNS)],
      type: GGML_TYPE.F32.id,
      offset: BigInt(index) * BigInt(TENSOR_BYTES),
      data: new Uint8Array(0),
    })),
  });
  const fd = openSync(path, "wx");
  try {
    let length = writeSync(fd, header);
    const data = someFloats(ROWS * COLUMNS);
    for (let index = 0; index < count; index++) {
      for (let at = 0; at < data.length;) at += writeSync(fd, data, at);
      length += data.length;
    }
    return length;
  } finally {
    closeSync(fd);
  }
}
