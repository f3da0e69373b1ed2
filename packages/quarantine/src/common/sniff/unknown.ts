import { notAdmitted, type Sniffed } from "./define-sniffer.ts";

/** Fewest bytes that say something about their mixture. */
const MIN_BYTES = 1024;
/** Bits per byte above which bytes look like chance: 4096 random bytes have 7.95, numbers of a model below 7.5. */
const LIKE_CHANCE = 7.8;

/** What nothing else knew. Evenly mixed bytes are encrypted or packed. */
export function sniffUnknown(head: Uint8Array): Sniffed {
  const mixed = head.length >= MIN_BYTES && entropy(head) > LIKE_CHANCE;
  const why = mixed
    ? "Its bytes look like chance: it is encrypted or packed, and what is inside cannot be judged."
    : "This is no format that Casemate knows.";
  return notAdmitted("unknown", {
    rule: "format.unknown",
    message: `${why} Only GGUF and safetensors models can be admitted.`,
  });
}

function entropy(bytes: Uint8Array): number {
  const counts = new Uint32Array(256);
  for (const byte of bytes) counts[byte] = (counts[byte] ?? 0) + 1;
  let bits = 0;
  for (const count of counts) if (count > 0) bits -= (count / bytes.length) * Math.log2(count / bytes.length);
  return bits;
}
