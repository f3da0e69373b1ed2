import { ByteWriter } from "./byte-writer.ts";

/** Assembles pickle programs opcode by opcode, right or wrong. */
export class PickleWriter {
  readonly #writer = new ByteWriter();

  /** Opcodes without an argument, and protocol 0 lines, as they are. */
  ops(text: string): this {
    this.#writer.raw(Array.from(text, (char) => char.charCodeAt(0)));
    return this;
  }

  raw(bytes: ArrayLike<number>): this {
    this.#writer.raw(bytes);
    return this;
  }

  proto(version: number): this {
    return this.ops("\x80").raw([version]);
  }

  global(module: string, name: string): this {
    return this.ops(`c${module}\n${name}\n`);
  }

  /** BINUNICODE. */
  text(text: string): this {
    const bytes = new TextEncoder().encode(text);
    this.#writer.raw([0x58]).u32(bytes.length).raw(bytes);
    return this;
  }

  /** SHORT_BINUNICODE. */
  short(text: string): this {
    const bytes = new TextEncoder().encode(text);
    this.#writer.raw([0x8c]).u8(bytes.length).raw(bytes);
    return this;
  }

  /** BINBYTES. */
  blob(bytes: Uint8Array): this {
    this.#writer.raw([0x42]).u32(bytes.length).raw(bytes);
    return this;
  }

  stackGlobal(module: string, name: string): this {
    return this.short(module).short(name).ops("\x93");
  }

  frame(length: bigint): this {
    this.#writer.raw([0x95]).u64(length);
    return this;
  }

  bytes(): Uint8Array {
    return this.#writer.bytes();
  }
}

/** A whole program of protocol 2 that calls `module.name` with texts. */
export function pickleCall(module: string, name: string, ...args: readonly string[]): Uint8Array {
  const writer = new PickleWriter().proto(2).global(module, name).ops("(");
  for (const arg of args) writer.text(arg);
  return writer.ops("tR.").bytes();
}
