import { ByteWriter } from "./byte-writer.ts";

export interface SafetensorsSpec {
  /** Header text instead of `entries`. */
  readonly header?: string;
  readonly headerBytes?: Uint8Array;
  /** Declared header length, when it should lie. */
  readonly headerLength?: bigint;
  readonly entries?: Readonly<Record<string, unknown>>;
  readonly data: Uint8Array;
}

/** Writes a safetensors file as the description says, right or wrong. */
export function buildSafetensors(spec: SafetensorsSpec): Uint8Array<ArrayBuffer> {
  const header =
    spec.headerBytes ?? new TextEncoder().encode(spec.header ?? JSON.stringify(spec.entries ?? {}));
  return new ByteWriter()
    .u64(spec.headerLength ?? BigInt(header.length))
    .raw(header)
    .raw(spec.data)
    .bytes();
}

/** The description of a small well-formed file: three tensors that fill the data exactly. */
export function goodSafetensors(): SafetensorsSpec & { readonly entries: Record<string, unknown> } {
  const floats = new Float32Array(24).map((_, index) => index / 24);
  const data = new Uint8Array(116);
  data.set(new Uint8Array(floats.buffer), 0);
  data.fill(0x2c, 96, 112);
  data.fill(7, 112);
  return {
    entries: {
      __metadata__: { format: "pt" },
      "model.embed.weight": { dtype: "F32", shape: [6, 4], data_offsets: [0, 96] },
      "model.norm.weight": { dtype: "BF16", shape: [8], data_offsets: [96, 112] },
      "model.mask": { dtype: "U8", shape: [2, 2], data_offsets: [112, 116] },
    },
    data,
  };
}
