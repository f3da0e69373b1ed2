import type { Consequence } from "@casemate/contract";
import type { Rule } from "./define-rule.ts";

/** Formats and shapes that run code when a program opens them. */
const RUNS_CODE =
  /^format\.(archive-path|encoded|executorch|hdf5|keras|llamafile|mxnet|nemo|npy|onnx|paddle|pickle.*|polyglot|program|r-data|saved-state|script|shortcut|skops|tensorflow|torch-tar|torch-zip|torch7|zip-lies)$/;
/** Bytes or text where nobody looks. */
const HIDES =
  /^(gguf\.(trailing-data|trailing-payload|padding-not-zero|tensor-gap|control-look-alike|duplicate-control)|safetensors\.(trailing-data|tensor-gap)|.*\.hidden-text|.*\.invisible|template\.(look-alike|hidden-name)|source\.name)$/;

/** The first pattern that fits a rule's id says what it comes to. Rules that only tell are notes, whatever they are about. */
const PATTERNS: readonly (readonly [pattern: RegExp, consequence: Consequence])[] = [
  [/^(policy|identity)\./, "your-rules"],
  [RUNS_CODE, "runs-code"],
  [HIDES, "hides"],
  [/^set\.(remote-code|component)$/, "runs-code"],
  [/^template\.(attribute-walk|dangerous-call)$/, "runs-code"],
  [/^(template|metadata)\./, "steers"],
  [/^format\./, "no-model"],
  [/^(gguf|safetensors|set|weights)\./, "untrue"],
];

/** What a finding of this rule comes to, for a person who reads a list of them. */
export function consequenceOf({ id, asks, severity }: Rule): Consequence {
  if (asks === null) return "note";
  // A critical fault of the structure is one that known engines write or read outside their memory for.
  if (severity === "critical" && /^(gguf|safetensors)\./.test(id)) return "breaks-engine";
  return PATTERNS.find(([pattern]) => pattern.test(id))?.[1] ?? "unclear";
}
