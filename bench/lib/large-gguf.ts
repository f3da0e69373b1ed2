import { buildGguf, GGML_TYPE, gguf, type GgufSpec, type GgufTensorSpec } from "@casemate/testkit";
import { createCipheriv, type Cipheriv } from "node:crypto";
import { closeSync, openSync, writeSync } from "node:fs";
import { vocabulary } from "./vocabulary.ts";

interface Sizes {
  readonly width: number;
  readonly inner: number;
  /** Width of the keys and values: a quarter of the heads share them. */
  readonly keys: number;
  readonly heads: number;
  readonly tokens: number;
}

/** Mistral 7B; only the number of layers follows from the length asked for (32 make 4.4 GB). */
const LARGE: Sizes = { width: 4096, inner: 14_336, keys: 1024, heads: 32, tokens: 32_768 };
/** Whole blocks of every type, so that no write ends inside one. */
const BLOCKS_AT_ONCE = 8192;

type Type = "F32" | "Q4_K" | "Q6_K";
interface Planned {
  readonly name: string;
  readonly dims: readonly number[];
  readonly type: Type;
  readonly bytes: number;
}

/** A well-formed GGUF laid out as a Q4_K_M of a 7-billion model, at least `bytes` long. Answers its length. */
export function writeLargeGguf(path: string, bytes: number): number {
  const tensors = outside(LARGE);
  let layers = 0;
  for (let length = sum(tensors); layers === 0 || length < bytes; layers++) {
    const more = layer(layers, LARGE);
    tensors.push(...more);
    length += sum(more);
  }
  const fd = openSync(path, "wx");
  try {
    // The tensors' data follows by hand: a builder in memory would need several times the file.
    let length = writeAll(fd, buildGguf(described(tensors, layers, LARGE)));
    const random = randomBytes();
    for (const tensor of tensors) length += writeTensor(fd, tensor, random);
    return length;
  } finally {
    closeSync(fd);
  }
}

/** A model with hardly any weights and the tokenizer of a large one, for the time that a header takes. */
export function headerGguf(tokens: number): Uint8Array {
  const sizes: Sizes = { width: 256, inner: 256, keys: 256, heads: 1, tokens };
  const tensors = [...outside(sizes).filter(({ name }) => name !== "output.weight"), ...layer(0, sizes)];
  const random = randomBytes();
  const spec = described(tensors, 1, sizes);
  return buildGguf({
    ...spec,
    tensors: spec.tensors.map((tensor, index) => {
      const data = new Uint8Array(tensors[index]?.bytes ?? 0);
      fill(data, tensors[index]?.type ?? "F32", random);
      const { offset: _, ...rest } = tensor;
      return { ...rest, data };
    }),
  });
}

function described(
  tensors: readonly Planned[],
  layers: number,
  { width, inner, keys, heads, tokens }: Sizes,
): GgufSpec {
  let offset = 0n;
  return {
    metadata: [
      ["general.architecture", gguf.text("llama")],
      ["general.name", gguf.text("bench")],
      ["general.file_type", gguf.u32(15)],
      ["general.quantization_version", gguf.u32(2)],
      ["llama.block_count", gguf.u32(layers)],
      ["llama.context_length", gguf.u32(32_768)],
      ["llama.embedding_length", gguf.u32(width)],
      ["llama.feed_forward_length", gguf.u32(inner)],
      ["llama.attention.head_count", gguf.u32(heads)],
      ["llama.attention.head_count_kv", gguf.u32((heads * keys) / width)],
      ["llama.attention.layer_norm_rms_epsilon", gguf.f32(1e-5)],
      ["llama.vocab_size", gguf.u32(tokens)],
      ["llama.rope.freq_base", gguf.f32(1e6)],
      ["llama.rope.dimension_count", gguf.u32(width / heads)],
      ...vocabulary(tokens),
    ],
    tensors: tensors.map(({ name, dims, type, bytes }): GgufTensorSpec => {
      const at = offset;
      offset += BigInt(bytes);
      return {
        name,
        dims: dims.map(BigInt),
        type: GGML_TYPE[type].id,
        offset: at,
        data: new Uint8Array(0),
      };
    }),
  };
}

function outside({ width, tokens }: Sizes): Planned[] {
  return [
    planned("token_embd.weight", "Q4_K", width, tokens),
    planned("output_norm.weight", "F32", width),
    planned("output.weight", "Q6_K", width, tokens),
  ];
}

/** One layer; llama.cpp gives every other value and down matrix more bits. */
function layer(index: number, { width, inner, keys }: Sizes): Planned[] {
  const at = `blk.${String(index)}`;
  const more = index % 2 === 0 ? "Q6_K" : "Q4_K";
  return [
    planned(`${at}.attn_norm.weight`, "F32", width),
    planned(`${at}.attn_q.weight`, "Q4_K", width, width),
    planned(`${at}.attn_k.weight`, "Q4_K", width, keys),
    planned(`${at}.attn_v.weight`, more, width, keys),
    planned(`${at}.attn_output.weight`, "Q4_K", width, width),
    planned(`${at}.ffn_norm.weight`, "F32", width),
    planned(`${at}.ffn_gate.weight`, "Q4_K", width, inner),
    planned(`${at}.ffn_up.weight`, "Q4_K", width, inner),
    planned(`${at}.ffn_down.weight`, more, inner, width),
  ];
}

function planned(name: string, type: Type, ...dims: number[]): Planned {
  const { block, bytes } = GGML_TYPE[type];
  const elements = dims.reduce((a, b) => a * b, 1);
  return { name, dims, type, bytes: (elements / block) * bytes };
}

function sum(tensors: readonly Planned[]): number {
  return tensors.reduce((total, { bytes }) => total + bytes, 0);
}

/** AES in counter mode over zeros: gigabytes a second that no compression and no empty page makes cheaper to read. */
function randomBytes(): Cipheriv {
  return createCipheriv("aes-128-ctr", new Uint8Array(16).fill(7), new Uint8Array(16));
}

function writeTensor(fd: number, { type, bytes }: Planned, random: Cipheriv): number {
  const most = GGML_TYPE[type].bytes * BLOCKS_AT_ONCE;
  const piece = new Uint8Array(Math.min(bytes, most));
  for (let left = bytes; left > 0; left -= piece.length) {
    const part = piece.subarray(0, Math.min(left, piece.length));
    fill(part, type, random);
    writeAll(fd, part);
  }
  return bytes;
}

function writeAll(fd: number, bytes: Uint8Array): number {
  for (let at = 0; at < bytes.length;) at += writeSync(fd, bytes, at);
  return bytes.length;
}

/** Where the 16-bit scales of a block stand; everything else in it may be any bits. */
const SCALES: Readonly<Record<Type, readonly number[]>> = { F32: [], Q4_K: [0, 2], Q6_K: [208] };

/** Fills with random blocks whose scales are ordinary numbers (about ±0.0002 to ±0.02). */
function fill(piece: Uint8Array, type: Type, random: Cipheriv): void {
  if (type === "F32") {
    const ones = new Uint8Array(new Float32Array(piece.length / 4).fill(1).buffer);
    piece.set(ones);
    return;
  }
  piece.set(random.update(new Uint8Array(piece.length)));
  const { bytes } = GGML_TYPE[type];
  for (let block = 0; block < piece.length; block += bytes)
    for (const scale of SCALES[type]) {
      const high = block + scale + 1;
      piece[high] = ((piece[high] ?? 0) & 0x80) | (0x0c + ((piece[high] ?? 0) % 0x18));
    }
}
