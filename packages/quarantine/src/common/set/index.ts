import type { ModelTemplate } from "@casemate/contract";
import { DraftBox, type Draft } from "../findings.ts";
import { auditTemplateText } from "../template/audit.ts";
import { checkMetadataText } from "../template/metadata-texts.ts";
import { recordTemplates, type FoundTemplate } from "../template/record.ts";
import { templatesOfTokenizerConfig } from "../template/side-files.ts";
import { quoted } from "../text.ts";
import { checkParts, type PartMember } from "./gguf-parts.ts";
import { readSettings, type ReadSettings } from "./read-settings.ts";
import { checkSeries } from "./safetensors-series.ts";
import { checkIndex, isIndexName, type Shard } from "./safetensors-index.ts";
import type { MemberView, SetMember } from "./set-member.ts";
import { placeOfKey } from "./json-text.ts";
import { checkSettings } from "./settings.ts";
import { MAX_JSON_BYTES, sideKind, textOfSide, type SideKind } from "./side-file.ts";

/** Settings whose texts people and programs read as such; vocabularies are full of strange texts by nature. */
const WITHOUT_TEXTS =
  /(^|\/)(tokenizer|vocab|added_tokens|special_tokens_map|tokenizer_config)\.json$|\.index\.json$/i;

/** Judges several files as one model: what belongs together, what is missing, and what the files beside the weights say. */
export function judgeSet(members: readonly SetMember[]): MemberView[] {
  const boxes = members.map(() => new DraftBox());
  const found = members.map((): FoundTemplate[] => []);
  const report = (index: number, draft: Draft): void => {
    boxes[index]?.report(draft);
  };
  const sides = members.map((member) => sideOf(member));
  const first = judgeParts(members, report);
  const shards = members.flatMap((member, index) => shardOf(member, index));
  checkSeries(shards, report);
  members.forEach((member, index) => {
    const side = sides[index];
    if (side === "settings") judgeSettings(member, index, shards, report, found[index] ?? []);
    if (side === "template") {
      const text = textOfSide(member.source, MAX_JSON_BYTES);
      if (text !== null) audit(member.name, text, 0, boxes[index]?.report ?? ignore, found[index] ?? []);
    }
  });
  return members.map((_, index) =>
    view(boxes[index] ?? new DraftBox(), found[index] ?? [], sides[index] ?? null, index === first),
  );
}

function view(
  box: DraftBox,
  found: readonly FoundTemplate[],
  side: SideKind | null,
  runnable: boolean,
): MemberView {
  const templates: readonly ModelTemplate[] = recordTemplates(found);
  return { drafts: box.drafts, dropped: box.dropped, templates, side, runnable };
}

/** A broken sniffer or parser is told by the stage that asks it again; here the file is then none of a model's. */
function attempt<T>(make: () => T): T | null {
  try {
    return make();
  } catch {
    return null;
  }
}

function sideOf(member: SetMember): SideKind | null {
  const sniffed = attempt(member.sniffed);
  // Something that is a text at its beginning and an archive at its end is no side file.
  return sniffed?.model === null && sniffed.drafts.length === 1
    ? sideKind(member.name, sniffed.format, member.source)
    : null;
}

/** Answers the place of the first part when all parts are one model that can be run. */
function judgeParts(
  members: readonly SetMember[],
  report: (index: number, draft: Draft) => void,
): number | null {
  const models = members.map((member) => attempt(member.model));
  const parts = members.flatMap(({ name, source }, index): PartMember[] => {
    const part = models[index]?.part;
    return part ? [{ index, name, source, part }] : [];
  });
  const first = checkParts(parts, report);
  const whole = models.flatMap((model, index) =>
    model?.facts.format.startsWith("GGUF") && !model.part ? [index] : [],
  );
  // A model of one file beside another one: which of the two is meant cannot be told.
  if (parts.length > 0 || whole.length > 1)
    for (const index of whole)
      report(index, {
        rule: "set.stranger",
        message: `The file ${quoted(members[index]?.name ?? "")} is a model of its own, not a part of the others.`,
      });
  return first?.index ?? null;
}

function shardOf(member: SetMember, index: number): Shard[] {
  const model = attempt(member.model);
  if (model?.facts.format !== "safetensors") return [];
  const tensors = new Map(model.spans.map((span) => [span.name, span]));
  return [{ index, name: member.name, tensors, sound: model.sound }];
}

function judgeSettings(
  member: SetMember,
  index: number,
  shards: readonly Shard[],
  report: (index: number, draft: Draft) => void,
  found: FoundTemplate[],
): void {
  const here = (draft: Draft): void => {
    report(index, draft);
  };
  const text = textOfSide(member.source, MAX_JSON_BYTES);
  const read: ReadSettings =
    text === null ? { problem: "are no valid text", at: 0 } : readSettings(member.name, text);
  if (text === null || "problem" in read) {
    const { problem, at } = "problem" in read ? read : { problem: "", at: 0 };
    here({ rule: "set.settings", offset: at, message: `The settings in ${quoted(member.name)} ${problem}.` });
    return;
  }
  const { json } = read;
  checkSettings(member.name, text, json, here);
  if (isIndexName(member.name)) checkIndex({ name: member.name, text, json }, shards, here, report);
  for (const { where, text: template } of templatesOfTokenizerConfig(json))
    audit(where, template, null, placed(text, where, here), found);
  if (!WITHOUT_TEXTS.test(member.name)) checkTexts(text, json, here);
}

/** Values of the outermost table that are texts. */
function checkTexts(text: string, json: unknown, report: (draft: Draft) => void): void {
  if (typeof json !== "object" || json === null) return;
  for (const [key, value] of Object.entries(json))
    if (typeof value === "string" && !/template/i.test(key))
      checkMetadataText(key, value, 0, (draft) => {
        report({ ...draft, offset: null, length: null, ...placeOfKey(text, key) });
      });
}

/** Escapes make bytes of the template and of the file differ, so a finding points at the key that the template stands under. */
function placed(text: string, where: string, report: (draft: Draft) => void): (draft: Draft) => void {
  const place = placeOfKey(text, /^\w+/.exec(where)?.[0] ?? "");
  return (draft) => {
    report({ ...draft, ...place });
  };
}

function audit(
  where: string,
  text: string,
  offset: number | null,
  report: (draft: Draft) => void,
  found: FoundTemplate[],
): void {
  const marks = auditTemplateText(text, where, offset, report);
  found.push({ where, offset, bytes: new TextEncoder().encode(text).length, text, marks });
}

function ignore(): void {
  // A member that is not there reports nothing.
}
