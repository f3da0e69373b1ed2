import type { FloatKind } from "./gguf/tensor-types.ts";

/** Where one tensor's bytes lie in the file: checked, in order, without overlap. Common to all formats. */
export interface TensorSpan {
  readonly name: string;
  readonly type: string;
  readonly shape: readonly bigint[];
  readonly offset: number;
  readonly bytes: number;
  readonly elements: bigint;
  /** Set when the elements are plain floating point and can be checked for NaN and infinity. */
  readonly float: FloatKind | null;
}
