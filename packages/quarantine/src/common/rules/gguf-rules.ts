import { holds, notes, refuses, type Rule } from "./define-rule.ts";

const LOOK = "Compare with the publisher's original file before you release it.";
const OTHER_ENGINE =
  "Convert the model again with a current converter, or ask the publisher for a current file.";

/** Rules of the GGUF parser. Ids are stable: reports and people refer to them. */
export const GGUF_RULES = {
  // Header
  "gguf.truncated-header": refuses("high"),
  "gguf.version": holds("medium", OTHER_ENGINE),
  "gguf.tensor-count": refuses("critical", ["CVE-2024-21836"]),
  "gguf.key-count": refuses("critical", ["CVE-2024-23605"]),
  "gguf.too-many": holds("medium", LOOK),
  // Metadata
  "gguf.string-length": refuses("critical", ["CVE-2024-23496", "llama.cpp issue 19003"]),
  "gguf.text-damage": refuses("high", [], "Get the file again as a binary download."),
  "gguf.metadata-cut": refuses("high"),
  "gguf.metadata-size": holds("medium", LOOK),
  "gguf.value-type": refuses("high"),
  "gguf.array-size": refuses("critical", ["CVE-2024-21825", "llama.cpp PR 27188"]),
  "gguf.nested-array": refuses("high", ["llama.cpp issue 19856"]),
  "gguf.empty-key": refuses("high"),
  "gguf.key-length": refuses("high"),
  "gguf.key-characters": holds("medium", LOOK),
  "gguf.duplicate-key": refuses("high"),
  "gguf.bool-value": holds("medium", LOOK),
  "gguf.invalid-utf8": holds("medium", LOOK),
  "gguf.token-utf8": notes("low"),
  "gguf.control-characters": notes(
    "low",
    "Look at the text as it is shown here, with these characters made visible.",
  ),
  // Tensor list
  "gguf.tensor-list-cut": refuses("high"),
  "gguf.tensor-name-length": refuses("critical", ["CVE-2024-23496"]),
  "gguf.tensor-name": holds("medium", LOOK),
  "gguf.duplicate-tensor": refuses("high"),
  "gguf.dimension-count": refuses("critical"),
  "gguf.no-dimensions": holds("medium", LOOK),
  "gguf.zero-dimension": refuses("high", ["CVE-2024-8063", "CVE-2024-12055"]),
  "gguf.tensor-size-overflow": refuses("critical", [
    "CVE-2024-21802",
    "CVE-2025-53630",
    "CVE-2026-27940",
    "CVE-2026-33298",
  ]),
  "gguf.tensor-type": holds(
    "medium",
    "Casemate does not know this type and cannot measure the tensor. Update Casemate, or ask the publisher for another quantisation.",
  ),
  "gguf.row-not-whole-blocks": refuses("high"),
  "gguf.alignment": refuses("critical", ["llama.cpp PR 26318"]),
  "gguf.tensor-misaligned": refuses("high"),
  "gguf.tensor-overlap": refuses("high"),
  "gguf.tensor-gap": refuses("high"),
  "gguf.tensor-out-of-bounds": refuses("critical", ["CVE-2026-7482"]),
  "gguf.final-padding": holds("medium", LOOK),
  "gguf.padding-not-zero": holds("medium", LOOK),
  "gguf.trailing-data": holds(
    "medium",
    "The extra bytes are not part of the model. Ask the publisher what they are, or take a clean copy.",
  ),
  "gguf.trailing-payload": refuses("high"),
  "gguf.tensor-index": refuses("critical", ["huntr: control vector index overflow"]),
  // Well-known keys
  "gguf.architecture": holds("medium", OTHER_ENGINE),
  "gguf.metadata-type": holds("medium", LOOK, ["CVE-2024-8063"]),
  "gguf.block-count": refuses("critical", ["huntr: block_count out of bounds write", "CVE-2024-8063"]),
  "gguf.hyperparameter": holds("medium", LOOK),
  "gguf.layer-index": holds("medium", LOOK),
  "gguf.tokenizer-type": refuses("critical", ["llama.cpp PR 26690"]),
  "gguf.tokenizer-length": refuses("high", ["CVE-2025-49847"]),
  "gguf.token-length": refuses("high", ["CVE-2025-49847"]),
  "gguf.tokenizer-score": holds("medium", LOOK),
  "gguf.byte-token": refuses("critical", ["llama.cpp PR 25969"]),
  "gguf.special-token": holds("medium", LOOK),
  "gguf.vocabulary-only": holds("medium", "This file has a vocabulary and no weights. Get the whole model."),
  "gguf.split": holds("medium", "Get all parts and import their folder."),
  "gguf.chat-template": notes("info", "Casemate checks its size and type so far, not what it does."),
  "gguf.chat-template-type": holds("medium", LOOK, ["CVE-2024-34359"]),
  "gguf.chat-template-size": holds("medium", LOOK, ["CVE-2024-34359"]),
} as const satisfies Record<string, Rule>;
