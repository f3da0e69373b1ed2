import { must } from "./must.ts";

/** Elements and bytes of a block, as `ggml.h` and `ggml-common.h` give them. */
const BLOCKS: Readonly<Record<number, readonly [bigint, bigint]>> = {
  ...{ 0: [1n, 4n], 1: [1n, 2n], 2: [32n, 18n], 3: [32n, 20n], 6: [32n, 22n], 7: [32n, 24n], 8: [32n, 34n] },
  ...{
    9: [32n, 36n],
    10: [256n, 84n],
    11: [256n, 110n],
    12: [256n, 144n],
    13: [256n, 176n],
    14: [256n, 210n],
  },
  ...{ 15: [256n, 292n], 16: [256n, 66n], 17: [256n, 74n], 18: [256n, 98n], 19: [256n, 50n], 20: [32n, 18n] },
  ...{ 21: [256n, 110n], 22: [256n, 82n], 23: [256n, 136n], 24: [1n, 1n], 25: [1n, 2n], 26: [1n, 4n] },
  ...{ 27: [1n, 8n], 28: [1n, 8n], 29: [256n, 56n], 30: [1n, 2n], 34: [256n, 54n], 35: [256n, 66n] },
  ...{ 39: [32n, 17n], 40: [64n, 36n], 41: [128n, 18n], 42: [64n, 18n] },
};

const SCALAR_BYTES: readonly (bigint | undefined)[] = [
  ...[1n, 1n, 2n, 2n, 4n, 4n, 4n, 1n, undefined, undefined, 8n, 8n, 8n],
];

/**
 * A second, slow and simple reader of bounds, written apart from the parser. It knows nothing of tokenizers or templates,
 * only of what lies where.
 * @throws Error that says what is wrong.
 */
export function checkGguf(bytes: Uint8Array): void {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const size = BigInt(bytes.length);
  let at = 4n;
  const skip = (count: bigint): number => {
    must(at + count <= size, `${String(count)} bytes at ${String(at)} end past the file`);
    at += count;
    return Number(at - count);
  };
  const u32 = (): number => view.getUint32(skip(4n), true);
  const u64 = (): bigint => view.getBigUint64(skip(8n), true);
  const text = (): string => {
    const length = u64();
    const from = skip(length);
    return new TextDecoder("latin1").decode(bytes.subarray(from, from + Number(length)));
  };
  const skipValue = (type: number): void => {
    if (type === 8) text();
    else {
      const width = SCALAR_BYTES[type];
      if (width === undefined) throw new Error(`value type ${String(type)}`);
      skip(width);
    }
  };
  const version = u32();
  must(version === 2 || version === 3, `version ${String(version)}`);
  const tensors = u64();
  const keys = new Set<string>();
  let alignment = 32n;
  for (let left = u64(); left > 0n; left--) {
    const key = text();
    must(!keys.has(key), `key twice: ${key}`);
    keys.add(key);
    const type = u32();
    const before = Number(at);
    if (type === 9) {
      const element = u32();
      for (let items = u64(); items > 0n; items--) skipValue(element);
    } else skipValue(type);
    if (key === "general.alignment") alignment = BigInt(view.getUint32(before, true));
  }
  must(alignment > 0n, "alignment 0");
  const names = new Set<string>();
  const spans: { from: bigint; to: bigint }[] = [];
  for (let left = tensors; left > 0n; left--) {
    const name = text();
    must(!names.has(name), `tensor twice: ${name}`);
    names.add(name);
    const dims = Array.from({ length: Math.min(u32(), 5) }, u64);
    must(dims.length >= 1 && dims.length <= 4, `${String(dims.length)} dimensions`);
    const block = BLOCKS[u32()];
    if (block === undefined) throw new Error("tensor type");
    must((dims[0] ?? 0n) % block[0] === 0n, "row is not whole blocks");
    const from = u64();
    must(from % alignment === 0n, "offset not aligned");
    spans.push({ from, to: from + (dims.reduce((a, b) => a * b, 1n) / block[0]) * block[1] });
  }
  const data = ((at + alignment - 1n) / alignment) * alignment;
  for (const { to } of spans) must(data + to <= size, "tensor ends past the file");
  let expected = 0n;
  for (const { from, to } of spans) {
    must(from === expected, `tensor at ${String(from)} instead of ${String(expected)}`);
    expected = ((to + alignment - 1n) / alignment) * alignment;
  }
}
