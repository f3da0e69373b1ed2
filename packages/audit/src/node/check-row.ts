import { composeRecord, SALT_BYTES, type Composed } from "../common/record/fields.ts";
import { parseBody, readLinks, type RecordLinks } from "../common/record/read.ts";
import { digestOf, type Row } from "./record.ts";

/** Recomputes every commitment of a record: its links when text, salts and digest fit each other, else null. Pruned rows never fit. */
export function checkRow({ body, salts, digest }: Row): RecordLinks | null {
  const content = parseBody(body);
  const composed = content && compose(content);
  // One spelling only: another one would carry the same commitments.
  if (!content || composed?.body !== body || salts.length !== composed.texts.length * SALT_BYTES) return null;
  return digestOf(composed.texts, salts).equals(digest) ? readLinks(content) : null;
}

function compose(content: object): Composed | null {
  try {
    return composeRecord(content);
  } catch {
    return null;
  }
}
