import type { ByteSource } from "../byte-source.ts";
import type { Report } from "../findings.ts";
import { classifyResidue } from "../residue/classify.ts";
import { figure } from "../text.ts";

export interface Ending {
  readonly source: ByteSource;
  /** Where the last tensor's bytes end, and where its filling bytes end. */
  readonly end: number;
  readonly padded: number;
  readonly alignment: number;
  readonly report: Report;
}

/** The file should end with the last tensor's filling bytes: less may be cut short, more belongs to no tensor. */
export function checkEnding({ source, end, padded, alignment, report }: Ending): void {
  const { size } = source;
  if (size < padded) checkShort(size, end, padded, report);
  else if (size > padded) checkExtra(source, padded, alignment, report);
}

/** None at all is a habit of some converters; some, but not all, is a file that was cut. */
function checkShort(size: number, end: number, padded: number, report: Report): void {
  if (size === end)
    report({
      rule: "gguf.no-final-padding",
      offset: size,
      message: `The file ends with its last tensor, without the ${figure(padded - size)} filling bytes that most converters add.`,
    });
  else
    report({
      rule: "gguf.final-padding",
      offset: size,
      message: `The file ends at ${figure(size)}, ${figure(padded - size)} bytes before its last block is full. It may be cut short.`,
    });
}

/**
 * Zeros of at most one alignment are taken for filling: writers that fill a file without tensors, or that fill twice, leave
 * exactly these, and zeros carry nothing. More of them are told. Everything else is there for another reader.
 */
function checkExtra(source: ByteSource, from: number, alignment: number, report: Report): void {
  const extra = source.size - from;
  const { kind, name, at } = classifyResidue(source, from, source.size);
  if (kind === "zeros") {
    if (extra > alignment)
      report({
        rule: "gguf.trailing-zeros",
        offset: from,
        length: extra,
        message: `After the model, at byte ${figure(from)}, ${figure(extra)} zeros follow.`,
      });
    return;
  }
  const place = { offset: at, length: source.size - at };
  const before =
    at === from ? "" : ` Before them, from byte ${figure(from)} on, stand ${figure(at - from)} zeros.`;
  if (kind === "payload")
    report({
      rule: "gguf.trailing-payload",
      ...place,
      message: `After the model, at byte ${figure(at)}, the file goes on with ${name}, ${figure(place.length)} bytes.${before}`,
    });
  else
    report({
      rule: "gguf.trailing-data",
      ...place,
      message: `After the model, at byte ${figure(at)}, ${figure(place.length)} more bytes follow that belong to no tensor: ${name}.${before}`,
    });
}
