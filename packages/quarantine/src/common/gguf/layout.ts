import type { ByteSource } from "../byte-source.ts";
import type { Report } from "../findings.ts";
import { classifyResidue } from "../residue/classify.ts";
import { figure, quoted } from "../text.ts";
import { checkEnding } from "./ending.ts";
import { MAX_TENSOR_BYTES } from "./limits.ts";
import { checkPadding, padding } from "./padding.ts";
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
  const { source, tensors, listEnd, alignment, report } = input;
  // A file without tensors has no data section, and writers do not pad it.
  const dataAt = tensors.length === 0 ? listEnd : listEnd + padding(BigInt(listEnd), alignment);
  const end = walkTensors(input, dataAt);
  if (end === null) return { dataAt, sound: false };
  if (tensors.length > 0)
    checkPadding(source, listEnd, Math.min(dataAt, source.size), "before the tensor data", report);
  const padded = end + padding(BigInt(end - dataAt), alignment);
  checkEnding({ source, end, padded, alignment, report });
  return { dataAt, sound: true };
}

/** Absolute end of the last tensor's bytes (without padding), or null when the layout is broken. */
function walkTensors(input: LayoutInput, dataAt: number): number | null {
  const { tensors, alignment, report, source } = input;
  let expected = 0n;
  let end = BigInt(dataAt);
  let sound = true;
  for (const tensor of tensors) {
    // Only the first gap is looked into: offsets after a wrong one may name the same bytes again and again.
    const gapAt: number | null = sound ? dataAt + Number(expected) : null;
    sound = checkOffset({ ...input, tensor, expected, gapAt }) && sound;
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
        source,
        Number(end),
        Math.min(Number(expected) + dataAt, source.size),
        `after the tensor ${quoted(tensor.name)}`,
        report,
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

interface OffsetCheck extends LayoutInput {
  readonly tensor: GgufTensor;
  /** Where the tensor must be declared. */
  readonly expected: bigint;
  /** Where a gap before it would begin in the file, or null when it is not to be looked into. */
  readonly gapAt: number | null;
}

function checkOffset(check: OffsetCheck): boolean {
  const { tensor, expected, alignment, report } = check;
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
    const gap = tensor.offset - expected;
    const inside = lookInto(check, gap);
    report({
      rule: "gguf.tensor-gap",
      ...place,
      ...inside?.place,
      message: `${declared}, but the one before it ends at ${figure(expected)}. ${figure(gap)} bytes belong to no tensor${inside ? `: ${inside.name}` : ""}.`,
    });
  }
  return false;
}

/** What lies in a gap, and where; null when nothing of it is in the file or it is not to be looked into. */
function lookInto(
  { source, gapAt }: OffsetCheck,
  gap: bigint,
): { name: string; place: { offset: number; length: number } } | null {
  if (gapAt === null || gapAt >= source.size) return null;
  const left = source.size - gapAt;
  const length = gap < BigInt(left) ? Number(gap) : left;
  return { name: classifyResidue(source, gapAt, gapAt + length).name, place: { offset: gapAt, length } };
}
