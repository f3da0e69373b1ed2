import type { Tensor } from "./weights.ts";

/** GGUF's default alignment; written out so that no reader has to assume it. */
const ALIGNMENT = 32;
const TENSOR_TYPE = { F32: 0, F16: 1 } as const;

export type Value =
  | { readonly type: "u16" | "u32" | "i32" | "f32"; readonly value: number }
  | { readonly type: "bool"; readonly value: boolean }
  | { readonly type: "string"; readonly value: string }
  | { readonly type: "strings"; readonly value: readonly string[] }
  | { readonly type: "f32s" | "i32s"; readonly value: readonly number[] };

/** GGUF's numbers for value types. */
const CODE = { u16: 2, u32: 4, i32: 5, f32: 6, bool: 7, string: 8, array: 9 } as const;

/** Little-endian bytes that grow. */
class Sink {
  readonly #parts: Uint8Array[] = [];
  length = 0;

  bytes(part: Uint8Array): void {
    this.#parts.push(part);
    this.length += part.length;
  }

  #number(size: number, write: (view: DataView) => void): void {
    const view = new DataView(new ArrayBuffer(size));
    write(view);
    this.bytes(new Uint8Array(view.buffer));
  }

  u16(value: number): void {
    this.#number(2, (view) => {
      view.setUint16(0, value, true);
    });
  }
  u32(value: number): void {
    this.#number(4, (view) => {
      view.setUint32(0, value, true);
    });
  }
  i32(value: number): void {
    this.#number(4, (view) => {
      view.setInt32(0, value, true);
    });
  }
  f32(value: number): void {
    this.#number(4, (view) => {
      view.setFloat32(0, value, true);
    });
  }
  u64(value: number): void {
    this.#number(8, (view) => {
      view.setBigUint64(0, BigInt(value), true);
    });
  }

  string(text: string): void {
    const utf8 = new TextEncoder().encode(text);
    this.u64(utf8.length);
    this.bytes(utf8);
  }

  pad(): void {
    this.bytes(new Uint8Array((ALIGNMENT - (this.length % ALIGNMENT)) % ALIGNMENT));
  }

  get parts(): readonly Uint8Array[] {
    return this.#parts;
  }
}

/** A GGUF version 3 file: metadata, tensor table, then the tensors without gaps, each at a multiple of 32. */
export function writeGguf(
  metadata: readonly (readonly [string, Value])[],
  tensors: readonly Tensor[],
): Uint8Array {
  const parts = ggufParts(metadata, tensors);
  const whole = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** The same in pieces, front to back; the tensors' data is not copied. */
export function ggufParts(
  metadata: readonly (readonly [string, Value])[],
  tensors: readonly Tensor[],
): readonly Uint8Array[] {
  const sink = new Sink();
  sink.bytes(new TextEncoder().encode("GGUF"));
  sink.u32(3);
  sink.u64(tensors.length);
  sink.u64(metadata.length + 1);
  for (const [key, value] of [
    ...metadata,
    ["general.alignment", { type: "u32", value: ALIGNMENT }] as const,
  ]) {
    sink.string(key);
    writeValue(sink, value);
  }
  let offset = 0;
  for (const tensor of tensors) {
    sink.string(tensor.name);
    sink.u32(tensor.shape.length);
    tensor.shape.forEach((dimension) => {
      sink.u64(dimension);
    });
    sink.u32(TENSOR_TYPE[tensor.type]);
    sink.u64(offset);
    offset += Math.ceil(tensor.data.length / ALIGNMENT) * ALIGNMENT;
  }
  for (const tensor of tensors) {
    sink.pad();
    sink.bytes(tensor.data);
  }
  sink.pad();
  return sink.parts;
}

function writeValue(sink: Sink, value: Value): void {
  switch (value.type) {
    case "string":
      sink.u32(CODE.string);
      sink.string(value.value);
      return;
    case "bool":
      sink.u32(CODE.bool);
      sink.bytes(Uint8Array.of(value.value ? 1 : 0));
      return;
    case "strings":
      writeArray(sink, CODE.string, value.value, (text) => {
        sink.string(text);
      });
      return;
    case "f32s":
      writeArray(sink, CODE.f32, value.value, (number) => {
        sink.f32(number);
      });
      return;
    case "i32s":
      writeArray(sink, CODE.i32, value.value, (number) => {
        sink.i32(number);
      });
      return;
    case "u16":
    case "u32":
    case "i32":
    case "f32":
      sink.u32(CODE[value.type]);
      sink[value.type](value.value);
  }
}

function writeArray<T>(sink: Sink, code: number, values: readonly T[], write: (value: T) => void): void {
  sink.u32(CODE.array);
  sink.u32(code);
  sink.u64(values.length);
  values.forEach(write);
}
