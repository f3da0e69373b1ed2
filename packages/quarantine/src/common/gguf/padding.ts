import type { ByteSource } from "../byte-source.ts";
import type { Report } from "../findings.ts";
import { classifyResidue } from "../residue/classify.ts";
import { figure } from "../text.ts";

/** Filling bytes after `size` bytes, up to the next multiple of `alignment`. */
export function padding(size: bigint, alignment: number): number {
  const over = Number(size % BigInt(alignment));
  return over === 0 ? 0 : alignment - over;
}

/** Reports filling bytes that are not zero: bytes that no reader looks at can carry something. */
export function checkPadding(
  source: ByteSource,
  from: number,
  to: number,
  where: string,
  report: Report,
): void {
  if (from >= to) return;
  const { kind, name, at } = classifyResidue(source, from, to);
  if (kind === "zeros") return;
  const payload = kind === "payload";
  report({
    rule: payload ? "gguf.padding-payload" : "gguf.padding-not-zero",
    offset: at,
    length: to - at,
    message: payload
      ? `The ${figure(to - from)} filling bytes ${where} hide ${name}, at byte ${figure(at)}.`
      : `The ${figure(to - from)} filling bytes ${where} are not zero: from byte ${figure(at)} on they are ${name}. Something is stored where no loader looks.`,
  });
}
