import type { ByteSource } from "../../byte-source.ts";
import type { Report } from "../../findings.ts";
import { figure } from "../../text.ts";
import { firstNotFinite, Integers } from "../array-reader.ts";
import { Cursor } from "../cursor.ts";
import { reportValue, type Metadata } from "../metadata-view.ts";
import { CHARSMAP, SCORES, TOKEN_KIND, TOKEN_TYPE } from "./keys.ts";

/** Scores are numbers, kinds are kinds, and the table of characters fits its own list. */
export function checkNumberLists(source: ByteSource, metadata: Metadata, report: Report): void {
  checkScores(source, metadata, report);
  checkKinds(source, metadata, report);
  checkCharsmap(source, metadata, report);
}

function checkScores(source: ByteSource, metadata: Metadata, report: Report): void {
  const value = metadata.get(SCORES);
  if (value?.kind !== "array" || value.element !== "f32") return;
  const index = firstNotFinite(source, value);
  if (index < 0) return;
  const message = `The score of token ${figure(index)} is not a number or infinite.`;
  reportValue(report, "gguf.tokenizer-score", SCORES, value, message);
}

function checkKinds(source: ByteSource, metadata: Metadata, report: Report): void {
  const value = metadata.get(TOKEN_TYPE);
  if (value?.kind !== "array" || value.element !== "i32") return;
  const kinds = new Integers(source, value);
  let index = 0;
  for (let kind = kinds.next(); kind !== null; kind = kinds.next()) {
    if (kind < 0 || kind > TOKEN_KIND.last) {
      const message = `Token ${figure(index)} has kind ${figure(kind)}; kinds are 0 to ${figure(TOKEN_KIND.last)}.`;
      reportValue(report, "gguf.token-kind", TOKEN_TYPE, value, message);
      return;
    }
    index++;
  }
}

/** The list begins with the length of its first part, which must end before the list does. */
function checkCharsmap(source: ByteSource, metadata: Metadata, report: Report): void {
  const value = metadata.get(CHARSMAP);
  if (value?.kind !== "array" || (value.element !== "u8" && value.element !== "i8")) return;
  const claimed = value.count < 4 ? null : new Cursor(source, value.at).u32();
  if (claimed !== null && claimed + 4 < value.count) return;
  const message =
    claimed === null
      ? "The table of character replacements is too short to hold its own length."
      : `The table of character replacements claims a first part of ${figure(claimed)} bytes and has ${figure(value.count)} in all. Loaders that do not look read past its end.`;
  reportValue(report, "gguf.charsmap", CHARSMAP, value, message);
}
