import { holds, notes, refuses, type Rule } from "./define-rule.ts";

const LOOK = "Compare with the publisher's original file before you release it.";

/** Rules of the safetensors parser. */
export const SAFETENSORS_RULES = {
  "safetensors.header-length": refuses("critical"),
  "safetensors.header-too-large": holds("medium", LOOK),
  "safetensors.header-json": refuses("high"),
  "safetensors.invalid-utf8": refuses("high"),
  "safetensors.duplicate-key": refuses("high"),
  "safetensors.entry-shape": refuses("high"),
  "safetensors.metadata-shape": refuses("high"),
  "safetensors.dtype": holds(
    "medium",
    "Casemate does not know this type and cannot measure the tensor. Update Casemate, or take another file.",
  ),
  "safetensors.dimension-count": holds("medium", LOOK),
  "safetensors.size-overflow": refuses("critical"),
  "safetensors.size-mismatch": refuses("critical"),
  "safetensors.offsets": refuses("critical"),
  "safetensors.tensor-out-of-bounds": refuses("critical"),
  "safetensors.tensor-overlap": refuses("high"),
  "safetensors.tensor-gap": refuses("high"),
  "safetensors.trailing-data": refuses("high"),
  "safetensors.no-tensors": holds("medium", "There are no weights in it. Get the whole file."),
  "safetensors.too-many": holds("medium", LOOK),
  "safetensors.tensor-name": holds("medium", LOOK),
  "safetensors.control-characters": notes(
    "low",
    "Look at the text as it is shown here, with these characters made visible.",
  ),
} as const satisfies Record<string, Rule>;
