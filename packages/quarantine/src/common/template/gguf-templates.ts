import type { ByteSource } from "../byte-source.ts";
import type { Report } from "../findings.ts";
import { stringEntries } from "../gguf/array-reader.ts";
import { MAX_TEMPLATE_BYTES } from "../gguf/limits.ts";
import type { ArrayValue, MetadataValue, StringValue } from "../gguf/value-types.ts";
import type { RuleId } from "../rules/index.ts";
import { figure, MAX_WHERE, plural, quoted, visible } from "../text.ts";
import { auditTemplateText } from "./audit.ts";
import { familyOf } from "./families/index.ts";
import { MAX_TEMPLATES } from "./limits.ts";
import type { FoundTemplate } from "./record.ts";

const TEMPLATE = "tokenizer.chat_template";
/** The names of the named templates, as converters list them. */
const NAMES = "tokenizer.chat_templates";
/** Bytes of the length before a text. */
const LENGTH_BYTES = 8;
/** Longest template inside a list that is read: a list's entries come through the cursor's window. */
const MAX_ENTRY_BYTES = 65_535;

type Metadata = ReadonlyMap<string, MetadataValue>;

/** Keys that can hold a chat template: the main one and named ones. `…chat_templates` lists the names. */
export function isTemplateKey(key: string): boolean {
  return key === TEMPLATE || key.startsWith(`${TEMPLATE}.`);
}

/** Finds the chat templates of a GGUF file wherever they stand, and audits each. */
export function findTemplates(source: ByteSource, metadata: Metadata, report: Report): FoundTemplate[] {
  const found: FoundTemplate[] = [];
  const take = (key: string, text: string, offset: number, bytes: number): void => {
    if (found.length >= MAX_TEMPLATES) return;
    const where = visible(key, MAX_WHERE);
    found.push({ where, offset, bytes, text, marks: auditTemplateText(text, key, offset, report) });
  };
  let seen = 0;
  for (const [key, value] of metadata) {
    // Programs differ in the key they look at; a template under any name may be the one that runs.
    if (key === NAMES || !(isTemplateKey(key) || (/template/i.test(key) && value.kind === "string")))
      continue;
    if (++seen > MAX_TEMPLATES) {
      say(
        report,
        "gguf.chat-template-size",
        key,
        value,
        `The file has more than ${figure(MAX_TEMPLATES)} chat templates. The others were not read.`,
      );
      break;
    }
    if (value.kind === "string") one(key, value, report, take);
    else list(source, key, value, report, take);
  }
  checkNames(source, metadata, report);
  return found;
}

type Take = (key: string, text: string, offset: number, bytes: number) => void;

function one(key: string, value: StringValue, report: Report, take: Take): void {
  const bytes = value.bytes - LENGTH_BYTES;
  if (bytes > MAX_TEMPLATE_BYTES || value.text === null) {
    say(
      report,
      "gguf.chat-template-size",
      key,
      value,
      `The chat template ${quoted(key)} has ${figure(bytes)} bytes; ordinary ones have at most ${figure(MAX_TEMPLATE_BYTES)}. It was not read.`,
    );
    return;
  }
  const family = familyOf(value.text);
  const like = family ? ` It has the marks of the ${family.name} family.` : "";
  if (isTemplateKey(key))
    say(
      report,
      "gguf.chat-template",
      key,
      value,
      `It carries a chat template of ${figure(bytes)} bytes, a small program that builds each prompt.${like}`,
    );
  take(key, value.text, value.at + LENGTH_BYTES, bytes);
}

/** A template in another kind of value. Its entries are audited all the same: one of them may be what runs. */
function list(source: ByteSource, key: string, value: MetadataValue, report: Report, take: Take): void {
  say(
    report,
    "gguf.chat-template-type",
    key,
    value,
    `The chat template ${quoted(key)} is not a text. Scanners that expect one overlook it.`,
  );
  if (value.kind !== "array" || value.element !== "string") return;
  for (const { text, at } of firstEntries(source, value))
    take(key, text, at + LENGTH_BYTES, new TextEncoder().encode(text).length);
}

function* firstEntries(source: ByteSource, value: ArrayValue): Generator<{ text: string; at: number }> {
  let taken = 0;
  for (const entry of stringEntries(source, value, MAX_ENTRY_BYTES)) {
    if (taken++ >= MAX_TEMPLATES) return;
    yield entry;
  }
}

/** Named templates, and whether the list of names tells of them. */
function checkNames(source: ByteSource, metadata: Metadata, report: Report): void {
  const names = metadata.get(NAMES);
  const listed = new Set<string>();
  if (names?.kind === "array" && names.element === "string")
    for (const { text } of firstEntries(source, names)) listed.add(text);
  const keys = [...metadata.keys()].filter((key) => key.startsWith(`${TEMPLATE}.`));
  const [first] = keys;
  const value = first === undefined ? undefined : metadata.get(first);
  if (first === undefined || !value) return;
  const unlisted = keys.filter((key) => !listed.has(key.slice(TEMPLATE.length + 1)));
  const hint =
    unlisted.length === 0 ? "" : ` ${quoted(unlisted[0] ?? "", 60)} is not in the file's own list of names.`;
  say(
    report,
    "template.named",
    first,
    value,
    `Besides the main chat template the file has ${plural(keys.length, "named one")}.${hint}`,
  );
}

function say(report: Report, rule: RuleId, key: string, value: MetadataValue, message: string): void {
  report({
    rule,
    offset: value.recordAt,
    length: value.at + value.bytes - value.recordAt,
    where: key,
    message,
  });
}
