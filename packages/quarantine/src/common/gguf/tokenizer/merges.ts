import type { ByteSource } from "../../byte-source.ts";
import type { Report } from "../../findings.ts";
import { figure } from "../../text.ts";
import { Entries } from "../array-reader.ts";
import { reportValue, type Metadata } from "../metadata-view.ts";
import { MAX_TOKEN_BYTES, MAX_VOCABULARY } from "../limits.ts";
import { MERGES } from "./keys.ts";
import type { TokenSet } from "./token-set.ts";

const SPACE = 0x20;

/** Every merge joins two tokens into a third: one space between its parts, and all three in the vocabulary. */
export function checkMerges(source: ByteSource, metadata: Metadata, set: TokenSet, report: Report): void {
  const value = metadata.get(MERGES);
  if (value?.kind !== "array" || value.element !== "string") return;
  if (value.count > MAX_VOCABULARY) {
    const message = `The file lists ${figure(value.count)} merges; no known model has more than ${figure(MAX_VOCABULARY)}, so they were not looked at.`;
    reportValue(report, "gguf.vocabulary-count", MERGES, value, message);
    return;
  }
  let first = -1;
  let broken = 0;
  let strange = 0;
  const merges = new Entries(source, value, MAX_TOKEN_BYTES);
  while (merges.next()) {
    const verdict = judge(merges, set);
    if (verdict !== "good" && first < 0) first = merges.index;
    if (verdict === "broken") broken++;
    else if (verdict === "strange") strange++;
  }
  if (first < 0) return;
  const message = `Of ${figure(value.count)} merges ${figure(broken)} do not have two parts and ${figure(strange)} make or join something that is no token; the first is number ${figure(first)}. Text is cut in other places than the model learnt.`;
  reportValue(report, "gguf.merge", MERGES, value, message);
}

function judge({ bytes, from, to }: Entries, set: TokenSet): "good" | "broken" | "strange" {
  // As engines do it: the first space after the first byte parts the two.
  let space = from + 1;
  while (space < to && bytes[space] !== SPACE) space++;
  if (space >= to - 1) return "broken";
  return set.hasMerge(bytes, from, space, to) ? "good" : "strange";
}
