import type { ModelFacts, ModelTemplate } from "@casemate/contract";
import type { FieldMap } from "./field-map.ts";
import type { GgufPart } from "./gguf/part.ts";
import type { TensorSpan } from "./layout.ts";

/** Sizes of what describes the weights, in bytes. */
export interface ModelSizes {
  /** Everything before the tensors' data. */
  readonly header: number;
  /** All chat templates together. */
  readonly template: number;
}

/** What a format's parser made of a file. */
export interface ParsedModel {
  readonly facts: ModelFacts;
  /** True when every tensor's place is known and right; else the weights are not read. */
  readonly sound: boolean;
  /** Whether the file can be run alone. */
  readonly runnable: boolean;
  readonly spans: readonly TensorSpan[];
  /** Chat templates that were found; absent for formats that hold none. */
  readonly templates?: readonly ModelTemplate[];
  /** Names the file's fields for people. */
  readonly fields: FieldMap;
  /** Set for one part of a split GGUF model. */
  readonly part?: GgufPart;
  /** Sizes that a policy may limit. Absent when they could not be told. */
  readonly sizes?: ModelSizes;
}
