import { holds, refuses, type Rule } from "./define-rule.ts";

const SAFE_FORMAT = "Get the model as GGUF or safetensors instead: those hold numbers, not programs.";
const WHOLE = "Download the file again and check that it arrived whole.";

/** Rules of the format stage: what a file is when it is not a model that can be admitted. */
export const FORMAT_RULES = {
  "format.empty": refuses("high", [], WHOLE),
  "format.pickle": refuses("high", [], SAFE_FORMAT),
  "format.pickle-program": refuses("critical", [], SAFE_FORMAT),
  "format.zip": refuses("high", [], SAFE_FORMAT),
  "format.torch-zip": refuses("critical", [], SAFE_FORMAT),
  "format.keras": refuses(
    "critical",
    ["CVE-2025-1550", "CVE-2025-8747", "CVE-2025-9905", "CVE-2025-9906"],
    SAFE_FORMAT,
  ),
  "format.npy": refuses("high", ["CVE-2019-6446"], SAFE_FORMAT),
  "format.program": refuses(
    "critical",
    [],
    "Do not open it. If you did not expect a program, treat the place you got it from as hostile.",
  ),
  "format.llamafile": refuses(
    "critical",
    [],
    "Get the GGUF file itself instead of the program that carries it.",
  ),
  "format.script": refuses("critical", [], "Do not run it. Get the model file itself."),
  "format.web-page": refuses(
    "high",
    [],
    "The download probably ended on a login or error page. Download the model file itself.",
  ),
  "format.hdf5": refuses("high", ["CVE-2025-9905"], SAFE_FORMAT),
  "format.onnx": refuses("high", ["CVE-2022-25882", "CVE-2024-27318", "CVE-2025-51480"], SAFE_FORMAT),
  "format.tflite": refuses("high", [], SAFE_FORMAT),
  "format.ggml": refuses("high", [], "Convert it to GGUF with a current converter."),
  "format.saved-state": refuses(
    "critical",
    ["CVE-2026-43629"],
    "Delete it. Never load a saved state that someone else made.",
  ),
  "format.gguf-v1": refuses("high", ["GO-2025-3557"], "Convert the model again with a current converter."),
  "format.gguf-big-endian": refuses("high", [], "Get the little-endian file."),
  "format.archive": refuses("high", [], "Unpack it, then import the GGUF or safetensors file inside."),
  "format.other-data": refuses("high", [], SAFE_FORMAT),
  "format.lfs-pointer": refuses(
    "high",
    [],
    "This is a pointer to the model, not the model. Fetch it with Git LFS.",
  ),
  "format.text": refuses("high", [], "Choose the model file itself."),
  "format.unknown": refuses("high", [], SAFE_FORMAT),
  "format.side-file": holds("medium", "Compare with the publisher's folder before you release it."),
} as const satisfies Record<string, Rule>;
