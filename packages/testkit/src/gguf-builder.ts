import { ByteWriter } from "./byte-writer.ts";

/** GGUF value types by name. */
export const GGUF_VALUE = {
  u8: 0,
  i8: 1,
  u16: 2,
  i16: 3,
  u32: 4,
  i32: 5,
  f32: 6,
  bool: 7,
  string: 8,
  array: 9,
  u64: 10,
  i64: 11,
  f64: 12,
} as const;
/** Some ggml tensor types by name: number, elements per block, bytes per block. */
export const GGML_TYPE = {
  F32: { id: 0, block: 1, bytes: 4 },
  F16: { id: 1, block: 1, bytes: 2 },
  Q4_0: { id: 2, block: 32, bytes: 18 },
  Q8_0: { id: 8, block: 32, bytes: 34 },
  Q6_K: { id: 14, block: 256, bytes: 210 },
  IQ4_NL: { id: 20, block: 32, bytes: 18 },
  TQ1_0: { id: 34, block: 256, bytes: 54 },
  MXFP4: { id: 39, block: 32, bytes: 17 },
  NVFP4: { id: 40, block: 64, bytes: 36 },
  Q1_0: { id: 41, block: 128, bytes: 18 },
  Q4_K: { id: 12, block: 256, bytes: 144 },
  I8: { id: 24, block: 1, bytes: 1 },
  F64: { id: 28, block: 1, bytes: 8 },
  BF16: { id: 30, block: 1, bytes: 2 },
} as const;

/** One metadata value: its type number and the bytes after it. */
export interface GgufValue {
  readonly type: number;
  readonly write: (writer: ByteWriter) => void;
}

export interface GgufTensorSpec {
  readonly name: string;
  /** Name bytes instead of `name`, for invalid text. */
  readonly nameBytes?: Uint8Array;
  /** Declared name length, when it should lie. */
  readonly nameLength?: bigint;
  readonly dims: readonly bigint[];
  /** Declared number of dimensions, when it should lie. */
  readonly dimCount?: number;
  readonly type: number;
  /** Declared offset; without it, the right one. */
  readonly offset?: bigint;
  readonly data: Uint8Array;
}

export interface GgufSpec {
  readonly magic?: string;
  /** Version 1 is written as it was: with lengths of 32 bits. */
  readonly version?: number;
  /** Every number the other way round; the weights stay as they are given. */
  readonly bigEndian?: boolean;
  /** Declared counts, when they should lie. */
  readonly tensorCount?: bigint;
  readonly keyCount?: bigint;
  /** Alignment used for laying out (what the metadata says is a value like any other). */
  readonly alignment?: number;
  readonly metadata: readonly (readonly [key: string, value: GgufValue])[];
  readonly tensors: readonly GgufTensorSpec[];
  /** Byte that fills gaps. */
  readonly filler?: number;
  /** False leaves the last tensor without its padding. */
  readonly padEnd?: boolean;
  readonly tail?: Uint8Array;
}

function value(type: number, write: (writer: ByteWriter) => void): GgufValue {
  return { type, write };
}

/** Metadata values, well-formed and otherwise. */
export const gguf = {
  u8: (n: number) => value(GGUF_VALUE.u8, (w) => w.u8(n)),
  i8: (n: number) => value(GGUF_VALUE.i8, (w) => w.u8(n)),
  u32: (n: number) => value(GGUF_VALUE.u32, (w) => w.u32(n)),
  i32: (n: number) => value(GGUF_VALUE.i32, (w) => w.u32(n)),
  u16: (n: number) => value(GGUF_VALUE.u16, (w) => w.u16(n)),
  u64: (n: bigint) => value(GGUF_VALUE.u64, (w) => w.u64(n)),
  f32: (n: number) => value(GGUF_VALUE.f32, (w) => w.f32(n)),
  bool: (byte: number) => value(GGUF_VALUE.bool, (w) => w.u8(byte)),
  text: (text: string) =>
    value(GGUF_VALUE.string, (w) => {
      writeText(w, text);
    }),
  /** A text whose declared length differs from its bytes. */
  lyingText: (length: bigint, bytes: Uint8Array) =>
    value(GGUF_VALUE.string, (w) => w.size(length).raw(bytes)),
  texts: (texts: readonly string[]) => array(GGUF_VALUE.string, texts, writeText),
  i32s: (items: readonly number[]) => array(GGUF_VALUE.i32, items, (w, n) => w.u32(n)),
  u32s: (items: readonly number[]) => array(GGUF_VALUE.u32, items, (w, n) => w.u32(n)),
  bools: (items: readonly number[]) => array(GGUF_VALUE.bool, items, (w, n) => w.u8(n)),
  u8s: (items: readonly number[]) => array(GGUF_VALUE.u8, items, (w, n) => w.u8(n)),
  f32s: (items: readonly number[]) => array(GGUF_VALUE.f32, items, (w, n) => w.f32(n)),
  /** An array head that may lie about its element type and count. */
  rawArray: (element: number, count: bigint, bytes: Uint8Array = new Uint8Array()) =>
    value(GGUF_VALUE.array, (w) => w.u32(element).size(count).raw(bytes)),
  raw: (type: number, bytes: Uint8Array = new Uint8Array()) => value(type, (w) => w.raw(bytes)),
};

function array<T>(
  element: number,
  items: readonly T[],
  write: (writer: ByteWriter, item: T) => void,
): GgufValue {
  return value(GGUF_VALUE.array, (w) => {
    w.u32(element).size(BigInt(items.length));
    for (const item of items) write(w, item);
  });
}

function writeText(writer: ByteWriter, text: string): void {
  const bytes = new TextEncoder().encode(text);
  writer.size(BigInt(bytes.length)).raw(bytes);
}

/** Writes a GGUF file as the description says, right or wrong. */
export function buildGguf(spec: GgufSpec): Uint8Array<ArrayBuffer> {
  const alignment = spec.alignment ?? 32;
  const writer = new ByteWriter({
    bigEndian: spec.bigEndian === true,
    sizeBytes: spec.version === 1 ? 4 : 8,
  });
  writer.text(spec.magic ?? "GGUF").u32(spec.version ?? 3);
  writer
    .size(spec.tensorCount ?? BigInt(spec.tensors.length))
    .size(spec.keyCount ?? BigInt(spec.metadata.length));
  for (const [key, { type, write }] of spec.metadata) {
    writeText(writer, key);
    writer.u32(type);
    write(writer);
  }
  let offset = 0n;
  for (const tensor of spec.tensors) {
    writeTensor(writer, tensor, offset);
    offset += BigInt(tensor.data.length + padding(tensor.data.length, alignment));
  }
  if (spec.tensors.length > 0) fill(writer, padding(writer.length, alignment), spec.filler);
  spec.tensors.forEach((tensor, index) => {
    writer.raw(tensor.data);
    const last = index === spec.tensors.length - 1;
    if (!last || spec.padEnd !== false) fill(writer, padding(tensor.data.length, alignment), spec.filler);
  });
  return writer.raw(spec.tail ?? new Uint8Array()).bytes();
}

function writeTensor(writer: ByteWriter, tensor: GgufTensorSpec, offset: bigint): void {
  const name = tensor.nameBytes ?? new TextEncoder().encode(tensor.name);
  writer.size(tensor.nameLength ?? BigInt(name.length)).raw(name);
  writer.u32(tensor.dimCount ?? tensor.dims.length);
  for (const dimension of tensor.dims) writer.size(dimension);
  writer.u32(tensor.type).u64(tensor.offset ?? offset);
}

function padding(length: number, alignment: number): number {
  const over = length % alignment;
  return over === 0 ? 0 : alignment - over;
}

function fill(writer: ByteWriter, count: number, filler = 0): void {
  writer.raw(new Uint8Array(count).fill(filler));
}

/** Deterministic small floats (F32), so that two builds give the same bytes. */
export function someFloats(count: number, seed = 1): Uint8Array<ArrayBuffer> {
  const floats = new Float32Array(count);
  let state = seed >>> 0 || 1;
  for (let index = 0; index < count; index++) {
    // xorshift32
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    state >>>= 0;
    floats[index] = (state / 0x1_0000_0000 - 0.5) / 8;
  }
  return new Uint8Array(floats.buffer);
}

/** An F32 tensor with deterministic numbers. */
export function f32Tensor(name: string, ...dims: number[]): GgufTensorSpec {
  return {
    name,
    dims: dims.map(BigInt),
    type: GGML_TYPE.F32.id,
    data: someFloats(
      dims.reduce((a, b) => a * b, 1),
      name.length,
    ),
  };
}

const TOKENS = ["<unk>", "<s>", "</s>", "<0x0A>", "▁the", "▁a", "b", "c"];

/**
 * The description of a small, complete, well-formed llama model: every static check passes without a finding. (It is
 * for parsers; a model that really talks comes from the model generator.) Hostile twins change one thing in it.
 */
export function goodGguf(): GgufSpec {
  return {
    metadata: [
      ["general.architecture", gguf.text("llama")],
      ["general.name", gguf.text("good twin")],
      ["general.alignment", gguf.u32(32)],
      ["llama.block_count", gguf.u32(1)],
      ["llama.context_length", gguf.u32(64)],
      ["llama.embedding_length", gguf.u32(32)],
      ["llama.feed_forward_length", gguf.u32(3)],
      ["llama.attention.head_count", gguf.u32(4)],
      ["tokenizer.ggml.model", gguf.text("llama")],
      ["tokenizer.ggml.tokens", gguf.texts(TOKENS)],
      ["tokenizer.ggml.scores", gguf.f32s(TOKENS.map((_, index) => -index))],
      ["tokenizer.ggml.token_type", gguf.i32s([2, 3, 3, 6, 1, 1, 1, 1])],
      ["tokenizer.ggml.bos_token_id", gguf.u32(1)],
      ["tokenizer.ggml.eos_token_id", gguf.u32(2)],
      ["tokenizer.ggml.padding_token_id", gguf.u32(0xffff_ffff)],
      ["tokenizer.ggml.add_bos_token", gguf.bool(1)],
    ],
    tensors: [
      f32Tensor("token_embd.weight", 32, 8),
      f32Tensor("blk.0.attn_norm.weight", 32),
      {
        name: "blk.0.attn_q.weight",
        dims: [32n, 32n],
        type: GGML_TYPE.Q8_0.id,
        data: someBytes(32 * GGML_TYPE.Q8_0.bytes),
      },
      {
        name: "blk.0.ffn_up.weight",
        dims: [32n, 3n],
        type: GGML_TYPE.F16.id,
        data: new Uint8Array(192).fill(0x2c),
      },
      f32Tensor("output_norm.weight", 33),
    ],
  };
}

/** The same description with another alignment, said and used. */
export function withAlignment(spec: GgufSpec, alignment: number): GgufSpec {
  return { ...withValue(spec, "general.alignment", gguf.u32(alignment)), alignment };
}

/** Deterministic bytes that are no padding. */
export function someBytes(count: number): Uint8Array<ArrayBuffer> {
  return Uint8Array.from({ length: count }, (_, index) => (index * 37 + 11) & 0x7f);
}

/** The same description with one metadata value replaced, or added when the key is new. */
export function withValue(spec: GgufSpec, key: string, replacement: GgufValue): GgufSpec {
  const known = spec.metadata.some(([name]) => name === key);
  const metadata = spec.metadata.map(([name, old]) => [name, name === key ? replacement : old] as const);
  return { ...spec, metadata: known ? metadata : [...metadata, [key, replacement]] };
}

/** The same description with some fields of one tensor replaced. */
export function withTensor(spec: GgufSpec, index: number, change: Partial<GgufTensorSpec>): GgufSpec {
  return {
    ...spec,
    tensors: spec.tensors.map((tensor, at) => (at === index ? { ...tensor, ...change } : tensor)),
  };
}
