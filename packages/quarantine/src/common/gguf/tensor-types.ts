/** How a ggml tensor type is stored: `block` elements take `bytes` bytes. `float` marks plain floating point. */
export interface TensorType {
  readonly name: string;
  readonly block: number;
  readonly bytes: number;
  readonly float?: FloatKind;
}

export type FloatKind = "F16" | "BF16" | "F32" | "F64";

function type(name: string, block: number, bytes: number): TensorType {
  return { name, block, bytes };
}

function float(name: FloatKind, bytes: number): TensorType {
  return { name, block: 1, bytes, float: name };
}

/** Types that were withdrawn: loaders of today refuse them, older ones read them. */
export const WITHDRAWN_TYPES: ReadonlyMap<number, string> = new Map([
  [4, "Q4_2, withdrawn in 2023"],
  [5, "Q4_3, withdrawn in 2023"],
  [31, "Q4_0_4_4, withdrawn in favour of Q4_0"],
  [32, "Q4_0_4_8, withdrawn in favour of Q4_0"],
  [33, "Q4_0_8_8, withdrawn in favour of Q4_0"],
  [36, "IQ4_NL_4_4, withdrawn in favour of IQ4_NL"],
  [37, "IQ4_NL_4_8, withdrawn in favour of IQ4_NL"],
  [38, "IQ4_NL_8_8, withdrawn in favour of IQ4_NL"],
]);

/**
 * Every type that llama.cpp's `ggml.h` gives a number (as of its v0.5.0), with the block sizes of `ggml-common.h`.
 */
export const TENSOR_TYPES: ReadonlyMap<number, TensorType> = new Map([
  [0, float("F32", 4)],
  [1, float("F16", 2)],
  [2, type("Q4_0", 32, 18)],
  [3, type("Q4_1", 32, 20)],
  [6, type("Q5_0", 32, 22)],
  [7, type("Q5_1", 32, 24)],
  [8, type("Q8_0", 32, 34)],
  [9, type("Q8_1", 32, 36)],
  [10, type("Q2_K", 256, 84)],
  [11, type("Q3_K", 256, 110)],
  [12, type("Q4_K", 256, 144)],
  [13, type("Q5_K", 256, 176)],
  [14, type("Q6_K", 256, 210)],
  [15, type("Q8_K", 256, 292)],
  [16, type("IQ2_XXS", 256, 66)],
  [17, type("IQ2_XS", 256, 74)],
  [18, type("IQ3_XXS", 256, 98)],
  [19, type("IQ1_S", 256, 50)],
  [20, type("IQ4_NL", 32, 18)],
  [21, type("IQ3_S", 256, 110)],
  [22, type("IQ2_S", 256, 82)],
  [23, type("IQ4_XS", 256, 136)],
  [24, type("I8", 1, 1)],
  [25, type("I16", 1, 2)],
  [26, type("I32", 1, 4)],
  [27, type("I64", 1, 8)],
  [28, float("F64", 8)],
  [29, type("IQ1_M", 256, 56)],
  [30, float("BF16", 2)],
  [34, type("TQ1_0", 256, 54)],
  [35, type("TQ2_0", 256, 66)],
  [39, type("MXFP4", 32, 17)],
  [40, type("NVFP4", 64, 36)],
  [41, type("Q1_0", 128, 18)],
  [42, type("Q2_0", 64, 18)],
]);
