import type { ModelFacts, ModelTemplate } from "@casemate/contract";
import type { TensorSpan } from "./layout.ts";

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
}
