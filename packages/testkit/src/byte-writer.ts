export interface ByteOrder {
  readonly bigEndian?: boolean;
  /** Bytes of a length or count: 4 in the first version of GGUF, else 8. */
  readonly sizeBytes?: 4 | 8;
}

/** Grows a byte string, little-endian unless told otherwise. For corpus builders: nothing is checked, because hostile files are its purpose. */
export class ByteWriter {
  #bytes = new Uint8Array(1024);
  #length = 0;
  readonly #little: boolean;
  readonly #sizeBytes: 4 | 8;

  constructor({ bigEndian = false, sizeBytes = 8 }: ByteOrder = {}) {
    this.#little = !bigEndian;
    this.#sizeBytes = sizeBytes;
  }

  get length(): number {
    return this.#length;
  }

  raw(bytes: ArrayLike<number>): this {
    this.#grow(bytes.length);
    this.#bytes.set(bytes, this.#length);
    this.#length += bytes.length;
    return this;
  }

  u8(value: number): this {
    return this.raw([value & 0xff]);
  }

  u16(value: number): this {
    return this.#field(2, (view) => {
      view.setUint16(0, value & 0xffff, this.#little);
    });
  }

  u32(value: number): this {
    return this.#field(4, (view) => {
      view.setUint32(0, value >>> 0, this.#little);
    });
  }

  u64(value: bigint): this {
    return this.#field(8, (view) => {
      view.setBigUint64(0, BigInt.asUintN(64, value), this.#little);
    });
  }

  /** A length or a count. */
  size(value: bigint): this {
    return this.#sizeBytes === 8 ? this.u64(value) : this.u32(Number(BigInt.asUintN(32, value)));
  }

  f32(value: number): this {
    return this.#field(4, (view) => {
      view.setFloat32(0, value, this.#little);
    });
  }

  f64(value: number): this {
    return this.#field(8, (view) => {
      view.setFloat64(0, value, this.#little);
    });
  }

  text(text: string): this {
    return this.raw(new TextEncoder().encode(text));
  }

  zeros(count: number): this {
    return this.raw(new Uint8Array(count));
  }

  /** A copy of what was written. */
  bytes(): Uint8Array<ArrayBuffer> {
    return this.#bytes.slice(0, this.#length);
  }

  #field(bytes: number, write: (view: DataView) => void): this {
    const field = new Uint8Array(bytes);
    write(new DataView(field.buffer));
    return this.raw(field);
  }

  #grow(more: number): void {
    if (this.#length + more <= this.#bytes.length) return;
    const larger = new Uint8Array(Math.max(this.#length + more, this.#bytes.length * 2));
    larger.set(this.#bytes.subarray(0, this.#length));
    this.#bytes = larger;
  }
}
