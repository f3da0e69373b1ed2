import { latin1 } from "../text.ts";
import type { Sniffer } from "./define-sniffer.ts";
import { bigEndian, isSwapped, versionOne } from "./gguf-variants.ts";

/** GGUF by its magic; versions 1 and byte-swapped ones by name, because "unknown version" would puzzle people. */
export const sniffGguf: Sniffer = (head) => {
  const magic = latin1(head.subarray(0, 4));
  if (magic === "FUGG") return bigEndian(head);
  if (magic !== "GGUF") return null;
  if (head.length < 8) return { model: "gguf", format: "GGUF" };
  const view = new DataView(head.buffer, head.byteOffset, head.byteLength);
  const version = view.getUint32(4, true);
  if (version === 1) return versionOne();
  if (isSwapped(version)) return bigEndian(head);
  return { model: "gguf", format: `GGUF v${String(version)}` };
};

/** safetensors: an 8-byte length that cannot be text, then the opening of a JSON table. */
export const sniffSafetensors: Sniffer = (head) => {
  if (head.length < 10 || head[8] !== 0x7b) return null;
  const second = head[9] ?? 0;
  const opensTable =
    second === 0x22 ||
    second === 0x7d ||
    second === 0x20 ||
    second === 0x0a ||
    second === 0x0d ||
    second === 0x09;
  // The length's upper bytes are zero in every possible file; hostile ones set them high. Plain text never is either.
  const upper = head[7] ?? 0;
  const isText = head.subarray(0, 8).every((byte) => byte >= 0x09 && byte < 0x7f);
  return opensTable && !isText && (upper === 0 || upper >= 0x7f)
    ? { model: "safetensors", format: "safetensors" }
    : null;
};
