// A small assembler for classic BPF, the language of seccomp filters (linux/filter.h, linux/bpf_common.h). Both supported
// architectures are little-endian. Jumps are forward only and reach 255 instructions, so blocks are kept short.

/** One instruction: struct sock_filter. */
export interface Instruction {
  readonly code: number;
  readonly jt: number;
  readonly jf: number;
  readonly k: number;
}

const LD_W_ABS = 0x20;
const JMP_JEQ = 0x15;
const JMP_JGT = 0x25;
const JMP_JSET = 0x45;
const RET_K = 0x06;

/** Offsets in struct seccomp_data, bytes. An argument is 64 bits wide; the filter sees one half at a time. */
export const DATA = { number: 0, arch: 4, argLow: (index: number): number => 16 + 8 * index } as const;

/** SECCOMP_RET_* of linux/seccomp.h. */
export const ACTION = {
  allow: 0x7fff0000,
  killProcess: 0x80000000,
  errno: (code: number): number => 0x00050000 | code,
} as const;

export function load(offset: number): Instruction {
  return { code: LD_W_ABS, jt: 0, jf: 0, k: offset };
}

export function answer(action: number): Instruction {
  return { code: RET_K, jt: 0, jf: 0, k: action };
}

/** Jumps `jt` instructions ahead when the loaded word equals `k`, else `jf`. */
export function jumpIfEqual(k: number, jt: number, jf: number): Instruction {
  return { code: JMP_JEQ, jt, jf, k };
}

/** Unsigned comparison: loaded word > `k`. */
export function jumpIfAbove(k: number, jt: number, jf: number): Instruction {
  return { code: JMP_JGT, jt, jf, k };
}

/** Jumps `jt` ahead when any bit of `k` is set in the loaded word. */
export function jumpIfAnyBit(k: number, jt: number, jf: number): Instruction {
  return { code: JMP_JSET, jt, jf, k };
}

/** BPF_MAXINSNS. */
const MAX_INSTRUCTIONS = 4096;

/** The bytes the kernel takes: 8 per instruction. Throws RangeError for a jump that does not fit or leaves the program. */
export function assemble(program: readonly Instruction[]): Uint8Array {
  if (program.length > MAX_INSTRUCTIONS) throw new RangeError("A filter has at most 4096 instructions.");
  const bytes = new Uint8Array(program.length * 8);
  const view = new DataView(bytes.buffer);
  program.forEach(({ code, jt, jf, k }, index) => {
    for (const jump of [jt, jf]) {
      const fits = Number.isInteger(jump) && jump >= 0 && jump <= 255;
      if (!fits || (jump > 0 && index + 1 + jump >= program.length))
        throw new RangeError(`Instruction ${String(index)} jumps out of the filter.`);
    }
    view.setUint16(index * 8, code, true);
    view.setUint8(index * 8 + 2, jt);
    view.setUint8(index * 8 + 3, jf);
    view.setUint32(index * 8 + 4, k >>> 0, true);
  });
  return bytes;
}
