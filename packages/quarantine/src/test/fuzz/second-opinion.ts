import type { Input } from "./families.ts";
import { checkGguf } from "./second-opinion-gguf.ts";
import { checkSafetensors } from "./second-opinion-safetensors.ts";

/**
 * Readers written apart from the parsers: whatever the gate admits must hold here too. A file alone must be a model;
 * beside weights, files of other kinds may lie. Answers what is wrong, or null.
 */
export function secondOpinion(files: Input): string | null {
  try {
    for (const { name, bytes } of files) {
      const magic = new TextDecoder("latin1").decode(bytes.subarray(0, 4));
      if (magic === "GGUF") checkGguf(bytes);
      else if (files.length === 1 || name.endsWith(".safetensors")) checkSafetensors(bytes);
    }
    return null;
  } catch (error) {
    return error instanceof Error ? error.message : "unknown";
  }
}
