import type { FloatKind } from "../gguf/tensor-types.ts";

/** Bits per element of every type that the safetensors library knows (its 0.6 `Dtype`). */
export const DTYPES: ReadonlyMap<string, { readonly bits: bigint; readonly float?: FloatKind }> = new Map([
  ["BOOL", { bits: 8n }],
  ["F4", { bits: 4n }],
  ["F6_E2M3", { bits: 6n }],
  ["F6_E3M2", { bits: 6n }],
  ["U8", { bits: 8n }],
  ["I8", { bits: 8n }],
  ["F8_E5M2", { bits: 8n }],
  ["F8_E4M3", { bits: 8n }],
  ["F8_E8M0", { bits: 8n }],
  ["F8_E4M3FNUZ", { bits: 8n }],
  ["F8_E5M2FNUZ", { bits: 8n }],
  ["I16", { bits: 16n }],
  ["U16", { bits: 16n }],
  ["F16", { bits: 16n, float: "F16" }],
  ["BF16", { bits: 16n, float: "BF16" }],
  ["I32", { bits: 32n }],
  ["U32", { bits: 32n }],
  ["F32", { bits: 32n, float: "F32" }],
  // A complex number is two 32-bit floats side by side.
  ["C64", { bits: 64n, float: "F32" }],
  ["F64", { bits: 64n, float: "F64" }],
  ["I64", { bits: 64n }],
  ["U64", { bits: 64n }],
]);
