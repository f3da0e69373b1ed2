import type { ApprovalChange } from "@casemate/contract";
import type { Told } from "./told.ts";

interface Wanted {
  readonly sha256?: unknown;
  readonly name?: unknown;
  readonly note?: unknown;
  readonly path?: unknown;
}

/** Changes of pins and blocks that can let a file in: what is said, and what becomes of the entry. */
const CHANGES: Readonly<
  Record<string, { sentence: string; what: string; before: string | null; after: string | null }>
> = {
  "policy.unblock": {
    sentence: "wants to take a file off the block list. After that it can be admitted again.",
    what: "Block list",
    before: "blocked",
    after: null,
  },
  "policy.pin": {
    sentence: "wants to pin a file: its bytes count as the ones that were meant.",
    what: "Pins",
    before: null,
    after: "pinned",
  },
  "policy.unpin": {
    sentence: "wants to remove a pin. After that another file of the same name is not noticed any more.",
    what: "Pins",
    before: "pinned",
    after: null,
  },
  "policy.importPins": {
    sentence: "wants to add all pins of a list. Their bytes count as the ones that were meant.",
    what: "Pins",
    before: null,
    after: "all of the list",
  },
};

/** About a change of pins or blocks; null for every other call. */
export function explainList(call: string, input: unknown): Told | null {
  const change = CHANGES[call];
  if (change === undefined) return null;
  const wanted = (input ?? {}) as Wanted;
  const entry = nameOf(wanted);
  const of = (word: string | null): string | null => (word === null ? null : `${entry} (${word})`);
  const diff: ApprovalChange[] = [{ what: change.what, before: of(change.before), after: of(change.after) }];
  return { sentence: change.sentence, evidence: evidenceOf(wanted), diff, subject: "lists" };
}

function nameOf({ sha256, path }: Wanted): string {
  const text = typeof sha256 === "string" ? sha256 : typeof path === "string" ? path : "nothing";
  return text.slice(0, 900);
}

function evidenceOf({ sha256, name, note, path }: Wanted): string[] {
  const lines = [
    typeof path === "string" ? `List ${path}` : null,
    typeof name === "string" && name !== "" ? `File name ${name}` : null,
    typeof note === "string" && note !== "" ? `Note ${note}` : null,
    typeof sha256 === "string" ? `SHA-256 ${sha256}` : null,
  ];
  return lines.filter((line) => line !== null).map((line) => line.slice(0, 1000));
}
