import { latin1 } from "../text.ts";
import { SIGNATURES, type Signature } from "./signature-table.ts";

/** The first signature that fits the head of a file, or null. */
export function signatureOf(head: Uint8Array): Signature | null {
  return SIGNATURES.find((signature) => fits(head, signature)) ?? null;
}

/** Name, with article, of what these bytes begin with, or null: for data that hides behind something else. */
export function knownSignature(bytes: Uint8Array): string | null {
  if (latin1(bytes.subarray(0, 4)) === "GGUF") return "another GGUF file";
  if (bytes[0] === 0x80 && (bytes[1] ?? 0) >= 2 && (bytes[1] ?? 9) <= 5) return "a Python pickle";
  return signatureOf(bytes)?.name ?? null;
}

function fits(head: Uint8Array, { at, magic }: Signature): boolean {
  if (head.length < at + magic.length) return false;
  for (let index = 0; index < magic.length; index++) {
    const wanted = magic.charCodeAt(index);
    if (wanted !== 0x3f && head[at + index] !== wanted) return false;
  }
  return true;
}
