import type { ByteSource } from "../../byte-source.ts";
import type { Report } from "../../findings.ts";
import { intEntries } from "../array-reader.ts";
import { MAX_LAYERS } from "../limits.ts";
import type { Metadata } from "../metadata-view.ts";
import type { GgufTensor } from "../tensors.ts";
import type { MetadataValue } from "../value-types.ts";
import type { Architecture } from "./architectures.ts";

/** A model whose sizes are judged. */
export interface Subject {
  readonly name: string;
  readonly known: Architecture | null;
  readonly metadata: Metadata;
  readonly tensors: readonly GgufTensor[];
  readonly tensor: (name: string) => GgufTensor | undefined;
  /** Value of `<architecture>.<key>`. */
  readonly value: (key: string) => MetadataValue | undefined;
  /** Integer value of `<architecture>.<key>`, or null. */
  readonly integer: (key: string) => bigint | null;
  /** The same for a number that may differ per layer; null when it is not stated for that layer. */
  readonly perLayer: (key: string, layer: number) => bigint | null;
  /** Number of layers when it is one that loaders accept. */
  readonly blocks: number | null;
  readonly report: Report;
}

/** A list of one number per layer, read only when it can be one; -1 and smaller mean "not sure". */
export function layerList(source: ByteSource, value: MetadataValue | undefined): readonly number[] | null {
  if (value?.kind !== "array" || (value.element !== "u32" && value.element !== "i32")) return null;
  return BigInt(value.count) > MAX_LAYERS ? null : [...intEntries(source, value)];
}

/** Number of the layer that a tensor belongs to, or null. At most nine digits: larger ones are out of every range. */
export function layerOf(tensor: GgufTensor): bigint | null {
  const digits = /^blk\.(\d+)\./.exec(tensor.name)?.[1];
  return digits === undefined ? null : BigInt(digits);
}
