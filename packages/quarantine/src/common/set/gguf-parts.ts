import { isRunnable } from "../gguf/inspect.ts";
import { checkHyperparameters } from "../gguf/hyperparameters/index.ts";
import type { MetadataValue } from "../gguf/value-types.ts";
import type { GgufPart } from "../gguf/part.ts";
import { figure, plural, quoted } from "../text.ts";
import type { ByteSource } from "../byte-source.ts";
import { placeOfKey } from "../gguf/metadata-view.ts";
import { baseName, type ReportMember } from "./set-member.ts";

/** One part of a split GGUF model. */
export interface PartMember {
  readonly index: number;
  readonly name: string;
  readonly source: ByteSource;
  readonly part: GgufPart;
}

/** Names that loaders look for: `name-00001-of-00003.gguf` (llama.cpp, `llama_split_path`). */
const PART_NAME = /^(.+)-(\d{5})-of-(\d{5})\.gguf$/;
/** Most missing parts named in one message. */
const NAMED = 8;
/** Keys that differ from part to part, by what they are. */
const OWN_KEYS = /^(split\.|general\.(alignment|quantization_version|file_type)$)/;

/** Judges the parts of one split GGUF model together: each there once, all of one model, and the model of all of them sound. Answers the first part of one that can be run. */
export function checkParts(parts: readonly PartMember[], report: ReportMember): PartMember | null {
  const [any] = parts;
  if (!any) return null;
  const first = parts.find(({ part }) => part.number === 0n) ?? any;
  const count = first.part.count;
  const byNumber = new Map<bigint, PartMember>();
  let fits = true;
  for (const member of parts) {
    const { part } = member;
    const same = byNumber.get(part.number);
    if (part.count !== count) {
      fits = false;
      say(
        report,
        member,
        "set.part-count",
        "split.count",
        `This part says that the model has ${figure(part.count)} files; ${quoted(first.name)} says ${figure(count)}.`,
      );
    } else if (part.number < 0n || part.number >= count) {
      fits = false;
      say(
        report,
        member,
        "set.part-number",
        "split.no",
        `This file calls itself part ${figure(part.number + 1n)} of ${figure(count)}.`,
      );
    } else if (same) {
      fits = false;
      say(
        report,
        member,
        "set.part-twice",
        "split.no",
        `This file and ${quoted(same.name)} both call themselves part ${figure(part.number + 1n)} of ${figure(count)}.`,
      );
    } else byNumber.set(part.number, member);
    checkName(member, report);
    if (member !== first) fits = checkSameModel(first, member, report) && fits;
  }
  fits = checkTensors(parts, report) && fits;
  return fits && checkWhole(first, parts, count, byNumber, report) ? first : null;
}

/** Whether all parts together can be run. */
function checkWhole(
  first: PartMember,
  parts: readonly PartMember[],
  count: bigint,
  byNumber: ReadonlyMap<bigint, PartMember>,
  report: ReportMember,
): boolean {
  if (BigInt(byNumber.size) < count) {
    const missing: bigint[] = [];
    for (let number = 0n; number < count && missing.length < NAMED; number++)
      if (!byNumber.has(number)) missing.push(number + 1n);
    const lacking = count - BigInt(byNumber.size);
    say(
      report,
      first,
      "set.part-missing",
      "split.count",
      `${plural(lacking, "part")} of ${figure(count)} ${lacking === 1n ? "is" : "are"} missing: ${missing.map(figure).join(", ")}${lacking > BigInt(missing.length) ? ", …" : ""}.`,
    );
    return false;
  }
  const tensors = parts.flatMap(({ part }) => part.document.tensors);
  const wrong = parts.filter(({ part }) => part.tensors !== null && part.tensors !== BigInt(tensors.length));
  for (const member of wrong)
    say(
      report,
      member,
      "set.tensor-count",
      "split.tensors.count",
      `This part says that all parts hold ${plural(member.part.tensors ?? 0n, "tensor")}; they hold ${figure(tensors.length)}.`,
    );
  if (wrong.length > 0) return false;
  if (!first.part.languageModel) return false;
  const owner = new Map(
    parts.flatMap(({ index, part }) => part.document.tensors.map(({ name }) => [name, index] as const)),
  );
  // As one file: the first part's metadata without what makes it a part, and the tensors of all.
  const metadata = new Map([...first.part.document.metadata].filter(([key]) => !key.startsWith("split.")));
  checkHyperparameters(first.source, metadata, tensors, (draft) => {
    report(owner.get(draft.where ?? "") ?? first.index, draft);
  });
  return parts.every(({ part }) => part.document.sound) && isRunnable({ ...first.part.document, tensors });
}

/** False when a tensor stands in two parts. */
function checkTensors(parts: readonly PartMember[], report: ReportMember): boolean {
  const owner = new Map<string, PartMember>();
  let fits = true;
  for (const member of parts) {
    for (const tensor of member.part.document.tensors) {
      const other = owner.get(tensor.name);
      if (other && other !== member) {
        fits = false;
        report(member.index, {
          rule: "set.tensor-twice",
          offset: tensor.recordAt,
          length: tensor.recordBytes,
          where: tensor.name,
          message: `The tensor ${quoted(tensor.name)} stands in this part and in ${quoted(other.name)}.`,
        });
      }
      owner.set(tensor.name, member);
    }
  }
  return fits;
}

/** What both parts state must be the same; later parts usually state nothing. */
function checkSameModel(first: PartMember, { index, part }: PartMember, report: ReportMember): boolean {
  for (const [key, value] of part.document.metadata) {
    const other = first.part.document.metadata.get(key);
    if (!other || OWN_KEYS.test(key) || equal(value, other)) continue;
    report(index, {
      rule: "set.other-model",
      offset: value.recordAt,
      length: value.at + value.bytes - value.recordAt,
      where: key,
      message: `This part states another ${quoted(key)} than ${quoted(first.name)}. They are not parts of one model.`,
    });
    return false;
  }
  return true;
}

/** Lists are compared by type and length: their bytes stay unread, and only the first part's are used. */
function equal(a: MetadataValue, b: MetadataValue): boolean {
  if (a.kind === "array") return b.kind === "array" && a.element === b.element && a.count === b.count;
  if (a.kind === "string") return b.kind === "string" && a.text === b.text && a.bytes === b.bytes;
  return b.kind === "scalar" && a.type === b.type && Object.is(a.value, b.value);
}

function checkName({ index, name, part }: PartMember, report: ReportMember): void {
  const match = PART_NAME.exec(baseName(name));
  if (match && BigInt(match[2] ?? 0) === part.number + 1n && BigInt(match[3] ?? 0) === part.count) return;
  report(index, {
    rule: "set.part-name",
    ...placeOfKey(part.document.metadata, "split.no"),
    message: `The file says that it is part ${figure(part.number + 1n)} of ${figure(part.count)}; its name ${quoted(name)} does not.`,
  });
}

function say(
  report: ReportMember,
  { index, part }: PartMember,
  rule: "set.part-count" | "set.part-number" | "set.part-twice" | "set.part-missing" | "set.tensor-count",
  key: string,
  message: string,
): void {
  report(index, { rule, ...placeOfKey(part.document.metadata, key), message });
}
