import type { ByteSource } from "../byte-source.ts";
import type { Report } from "../findings.ts";
import { figure, quoted } from "../text.ts";
import { describeResidue, type Residue } from "../residue.ts";
import { MAX_TENSOR_BYTES } from "./limits.ts";
import { placeOf, type GgufTensor } from "./tensors.ts";

export interface LayoutInput {
  readonly source: ByteSource;
  readonly tensors: readonly GgufTensor[];
  /** Where the tensor list ends. */
  readonly listEnd: number;
  readonly alignment: number;
  readonly report: Report;
}

export interface Layout {
  /** Where the data section begins. */
  readonly dataAt: number;
  /** True when every tensor lies where it must and inside the file. */
  readonly sound: boolean;
}

/** Checks where the tensors lie: in order, aligned, without overlap or gap, inside the file, nothing after them. */
export function checkLayout(input: LayoutInput): Layout {
  const { source, tensors, listEnd, alignment } = input;
  // A file without tensors has no data section, and writers do not pad it.
  const dataAt = tensors.length === 0 ? listEnd : listEnd + padding(BigInt(listEnd), alignment);
  const end = walkTensors(input, dataAt);
  if (end === null) return { dataAt, sound: false };
  if (tensors.length > 0)
    checkPadding(input, listEnd, Math.min(dataAt, source.size), "before the tensor data");
  checkEnd(input, end);
  return { dataAt, sound: true };
}

function padding(size: bigint, alignment: number): number {
  const over = Number(size % BigInt(alignment));
  return over === 0 ? 0 : alignment - over;
}

/** Absolute end of the last tensor's bytes (without padding), or null when the layout is broken. */
function walkTensors(input: LayoutInput, dataAt: number): number | null {
  const { tensors, alignment, report, source } = input;
  let expected = 0n;
  let end = BigInt(dataAt);
  let sound = true;
  for (const tensor of tensors) {
    sound = checkOffset(tensor, expected, dataAt, input) && sound;
    if (tensor.bytes === null) return null;
    const start = BigInt(dataAt) + tensor.offset;
    end = start + tensor.bytes;
    expected = tensor.offset + tensor.bytes + BigInt(padding(tensor.bytes, alignment));
    if (expected > MAX_TENSOR_BYTES) {
      report({
        rule: "gguf.tensor-size-overflow",
        ...placeOf(tensor),
        message: `Up to the tensor ${quoted(tensor.name)} the sizes add up to ${figure(expected)} bytes. Loaders that add in 64 bits wrap around.`,
      });
      return null;
    }
    if (end > BigInt(source.size)) {
      reportBeyondEnd(tensor, start, end, source.size, report);
      return null;
    }
    if (sound)
      checkPadding(
        input,
        Number(end),
        Math.min(Number(expected) + dataAt, source.size),
        `after the tensor ${quoted(tensor.name)}`,
      );
  }
  return sound ? Number(end) : null;
}

function reportBeyondEnd(tensor: GgufTensor, start: bigint, end: bigint, size: number, report: Report): void {
  const inside = start < BigInt(size);
  report({
    rule: "gguf.tensor-out-of-bounds",
    where: tensor.name,
    offset: inside ? Number(start) : tensor.recordAt,
    length: inside ? size - Number(start) : tensor.recordBytes,
    message: `Tensor ${quoted(tensor.name)} needs bytes ${figure(start)} to ${figure(end)} but the file ends at ${figure(size)}. The file is cut short or was altered.`,
  });
}

function checkOffset(
  tensor: GgufTensor,
  expected: bigint,
  dataAt: number,
  { alignment, report, source }: LayoutInput,
): boolean {
  if (tensor.offset === expected) return true;
  const place = placeOf(tensor);
  const declared = `The tensor ${quoted(tensor.name)} is declared at byte ${figure(tensor.offset)} of the data`;
  if (tensor.offset % BigInt(alignment) !== 0n) {
    report({
      rule: "gguf.tensor-misaligned",
      ...place,
      message: `${declared}, which is not a multiple of ${figure(alignment)}.`,
    });
  } else if (tensor.offset < expected) {
    report({
      rule: "gguf.tensor-overlap",
      ...place,
      message: `${declared}, inside the one before it, which ends at ${figure(expected)}.`,
    });
  } else {
    report({
      rule: "gguf.tensor-gap",
      ...place,
      message: `${declared}, but the one before it ends at ${figure(expected)}. ${figure(tensor.offset - expected)} bytes belong to no tensor${gapContent(source, BigInt(dataAt) + expected, BigInt(dataAt) + tensor.offset)}.`,
    });
  }
  return false;
}

/** What lies in a gap, as the end of a sentence; empty when the gap begins beyond the file. */
function gapContent(source: ByteSource, from: bigint, to: bigint): string {
  if (from >= BigInt(source.size)) return "";
  const end = to < BigInt(source.size) ? Number(to) : source.size;
  return `: ${describeResidue(source, Number(from), end).looksLike}`;
}

/** Reports padding that is not zero: bytes that no reader looks at can carry something. */
function checkPadding({ source, report }: LayoutInput, from: number, to: number, where: string): void {
  const { at, looksLike } = describeResidue(source, from, to);
  if (at === null) return;
  report({
    rule: "gguf.padding-not-zero",
    offset: at,
    length: to - at,
    message: `The filling bytes ${where} are not zero: ${looksLike}. Something is stored where no loader looks.`,
  });
}

/** The file must end with the last tensor's padding: less is cut short, more belongs to no tensor. */
function checkEnd({ source, alignment, report, tensors, listEnd }: LayoutInput, end: number): void {
  const dataAt = tensors.length === 0 ? listEnd : listEnd + padding(BigInt(listEnd), alignment);
  const padded = end + padding(BigInt(end - dataAt), alignment);
  if (source.size < padded) {
    report({
      rule: "gguf.final-padding",
      offset: source.size,
      message: `The file ends at ${figure(source.size)}, ${figure(padded - source.size)} bytes before its last block is full. It may be cut short.`,
    });
  } else if (source.size > padded) {
    const extra = source.size - padded;
    // A file without tensors may be padded to its alignment.
    if (tensors.length === 0 && extra < alignment && describeResidue(source, padded, source.size).at === null)
      return;
    reportTrailing(describeResidue(source, padded, source.size), padded, extra, report);
  }
}

/** Zeros carry nothing: downloads and copies round files up. Anything else belongs to somebody's plan. */
function reportTrailing(
  { at, looksLike, named }: Residue,
  padded: number,
  extra: number,
  report: Report,
): void {
  const place = { offset: at ?? padded, length: extra - ((at ?? padded) - padded) };
  if (at === null)
    report({
      rule: "gguf.trailing-zeros",
      ...place,
      message: `After the model, at byte ${figure(padded)}, ${figure(extra)} zero bytes follow.`,
    });
  else if (named)
    report({
      rule: "gguf.trailing-payload",
      ...place,
      message: `After the model, at byte ${figure(at)}, the file goes on with ${looksLike}.`,
    });
  else
    report({
      rule: "gguf.trailing-data",
      ...place,
      message: `After the model, at byte ${figure(padded)}, ${figure(extra)} more bytes follow that belong to no tensor: ${looksLike}.`,
    });
}
