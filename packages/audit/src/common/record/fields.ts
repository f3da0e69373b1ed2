import type { AuditRecord } from "@casemate/contract";
import { canonicalJson } from "../canonical-json.ts";

/** What is committed to of one record; its number and log stand in the entry itself. */
export type RecordContent = Omit<AuditRecord, "hash" | "seq">;

/** Random bytes before each field: without them, whoever has an export could guess what a hidden field holds and check the guess. */
export const SALT_BYTES = 16;
/** A fact of `detail` named x is the field `detail.x`, so that one can be hidden and another shown. */
export const DETAIL = "detail.";

/** Every record has these members: their names need not be written anew each time. */
const LABELS = new Map(
  ["action", "actor", "at", "intent", "kind", "result", "subject"].map((name) => [name, canonicalJson(name)]),
);

export interface Composed {
  /** Canonical JSON of the whole content. */
  readonly body: string;
  /**
   * The canonical JSON of `[name, value]` for every field that is not null, in the order of the names (UTF-16 code units): what is committed
   * to. A member that is null is no field: when nothing is hidden, what is absent is null.
   */
  readonly texts: string[];
}

/** Both spellings of a record in one pass. Throws TypeError for what JSON cannot carry. */
export function composeRecord(content: object): Composed {
  const texts: string[] = [];
  const members: string[] = [];
  for (const name of namesInOrder(content)) {
    const value = (content as Record<string, unknown>)[name];
    if (name === "detail" && typeof value === "object" && value !== null)
      members.push(`"detail":{${composeFacts(value, texts)}}`);
    else {
      const [label, json] = [LABELS.get(name) ?? canonicalJson(name), canonicalJson(value)];
      if (value !== null) texts.push(`[${label},${json}]`);
      members.push(`${label}:${json}`);
    }
  }
  return { body: `{${members.join(",")}}`, texts: inOrder(texts) };
}

/** A fact that is null is one all the same: its name says something. */
function composeFacts(facts: object, texts: string[]): string {
  const members: string[] = [];
  for (const fact of namesInOrder(facts)) {
    const json = canonicalJson((facts as Record<string, unknown>)[fact]);
    texts.push(`[${canonicalJson(DETAIL + fact)},${json}]`);
    members.push(`${canonicalJson(fact)}:${json}`);
  }
  return members.join(",");
}

/** Sorted by UTF-16 code units, as RFC 8785 asks; most objects are already. */
function namesInOrder(members: object): string[] {
  const names = Object.keys(members);
  return names.every((name, i) => i === 0 || (names[i - 1] ?? "") < name) ? names : names.sort();
}

/**
 * In order already, unless a stranger's record has a member like "detail!". Compared with their closing quotes, names keep their order but for
 * those characters that are smaller than a quote, and then sorting settles it.
 */
function inOrder(texts: string[]): string[] {
  const straight = texts.every((text, i) => i === 0 || (texts[i - 1] ?? "") < text);
  return straight ? texts : texts.sort((a, b) => (nameOf(a) < nameOf(b) ? -1 : 1));
}

function nameOf(text: string): string {
  return (JSON.parse(text) as [string])[0];
}

/** What a field's commitment is the SHA-256 of. `salt` is 32 hexadecimal digits. */
export function fieldPreimage(salt: string, text: string): string {
  return `casemate-field/v1\n${salt}\n${text}`;
}

/** What a record's digest is the SHA-256 of. `commitments` are 64 hexadecimal digits each, in the order of their fields' names. */
export function digestPreimage(commitments: readonly string[]): string {
  return `casemate-fields/v1\n${commitments.join("\n")}\n`;
}

/** The entry in the tree: what `0x00` is put before and hashed to make the leaf. `digest` is 64 hexadecimal digits. */
export function entryText(log: string, seq: number, digest: string): string {
  return `casemate-entry/v1\n${log}\n${String(seq)}\n${digest}\n`;
}
