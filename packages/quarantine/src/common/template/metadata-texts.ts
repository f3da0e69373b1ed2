import type { ByteSource } from "../byte-source.ts";
import type { Report } from "../findings.ts";
import { stringEntries } from "../gguf/array-reader.ts";
import type { MetadataValue } from "../gguf/value-types.ts";
import { figure, quoted } from "../text.ts";
import { hiddenIn, spelledByTags } from "./characters.ts";
import { orderIn } from "./suspicious-words.ts";

/** Fields that are long by nature: licences are put in whole. */
const LONG_BY_NATURE =
  /^(general\.(license|license\.link|description|dataset.*)|tokenizer\.|imatrix\.|quantize\.)/;
/** Longest other text without a word, in bytes. */
const LONG = 8 * 1024;
/** Entries of one list that are read, and the longest of them: tags and languages are few and short. */
const MAX_ENTRIES = 1000;
const MAX_ENTRY_BYTES = 4096;
/** Characters searched for orders; descriptions are shorter. */
const SEARCHED = 16 * 1024;
/** This many characters of no width can carry a message. */
const CARRIES_TEXT = 16;

/** Names, descriptions and other texts of a file: shown to people, and read by assistants that look at model cards. */
export function checkMetadataTexts(
  source: ByteSource,
  metadata: ReadonlyMap<string, MetadataValue>,
  report: Report,
): void {
  for (const [key, value] of metadata) {
    if (/template/i.test(key)) continue;
    if (value.kind === "string") {
      checkMetadataText(key, value.text ?? "", value.at + 8, report);
      if (value.bytes - 8 > LONG && !LONG_BY_NATURE.test(key))
        report({
          rule: "metadata.long-text",
          offset: value.at,
          length: value.bytes,
          where: key,
          message: `The text of ${quoted(key)} has ${figure(value.bytes - 8)} bytes; such fields are short.`,
        });
    } else if (value.kind === "array" && value.element === "string" && key.startsWith("general.")) {
      let read = 0;
      for (const { text, at } of stringEntries(source, value, MAX_ENTRY_BYTES)) {
        if (read++ >= MAX_ENTRIES) break;
        checkMetadataText(key, text, at + 8, report);
      }
    }
  }
}

/** Looks at one text of a file's metadata, whose bytes begin at `offset`. */
export function checkMetadataText(key: string, text: string, offset: number, report: Report): void {
  const found = hiddenIn(text);
  const zero = found.filter(({ kind }) => kind === "zero-width").reduce((sum, { length }) => sum + length, 0);
  // Marks of direction are ordinary in text of mixed scripts, overrides are not.
  const worst = found.find(
    ({ kind, at }) =>
      kind === "tag" ||
      kind === "selector" ||
      (kind === "direction" && /[\u202D\u202E]/.test(text.charAt(at))) ||
      (kind === "zero-width" && zero >= CARRIES_TEXT),
  );
  const before = (at: number): number => offset + new TextEncoder().encode(text.slice(0, at)).length;
  if (worst) {
    const piece = text.slice(worst.at, worst.at + worst.length);
    const spelled = worst.kind === "tag" ? ` It spells ${quoted(spelledByTags(piece), 80)}.` : "";
    report({
      rule: "metadata.hidden-text",
      offset: before(worst.at),
      length: new TextEncoder().encode(piece).length,
      where: key,
      message: `The text of ${quoted(key)} has characters that nobody sees.${spelled}`,
    });
  }
  const order = orderIn(text.slice(0, SEARCHED));
  if (order)
    report({
      rule: "metadata.instructions",
      offset: before(order.at),
      length: order.length,
      where: key,
      message: `The text of ${quoted(key)} gives orders: ${quoted(text.slice(order.at, order.at + order.length + 60))}.`,
    });
}
