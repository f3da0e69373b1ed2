import { toHex } from "../note/base64.ts";
import { DETAIL, fieldPreimage } from "../record/fields.ts";
import type { Sha256 } from "../tree/hashing.ts";
import { hiddenBy, isClosable, isOwn } from "./hiding.ts";
import type { BundleField } from "./piece.ts";

interface Opening {
  readonly salt: string;
  readonly text: string;
}

/** A field with what its text says. */
interface Named {
  readonly field: Opening;
  readonly name: string;
  readonly value: unknown;
}

/** The digest of a call and its arguments has no salt: whoever can guess a hidden subject could check the guess with it. */
const ARGUMENTS = `${DETAIL}arguments`;

/** Shorter facts ("ok", "full") stand in other texts by chance, and tell nobody anything there. */
const MIN_QUOTED_FACT = 8;

/** Leaves only the commitment of every field that one of the names hides, and counts. */
export interface Redactor {
  redact(fields: readonly Opening[]): readonly BundleField[];
  /** By name, in the order that they were asked for; a field that quotes a hidden one counts with the name of that one. */
  hidden(): { name: string; count: number }[];
}

export function createRedactor(sha256: Sha256, names: readonly string[]): Redactor {
  const counts = new Map(names.map((name) => [name, 0]));
  const encoder = new TextEncoder();
  const close = ({ salt, text }: Opening, name: string): BundleField => {
    counts.set(name, (counts.get(name) ?? 0) + 1);
    return { commitment: toHex(sha256(encoder.encode(fieldPreimage(salt, text)))) };
  };
  return {
    redact: (fields) => {
      const named = fields.map((field): Named => {
        const [name, value] = JSON.parse(field.text) as [string, unknown];
        return { field, name, value };
      });
      if (named.some(({ name, value }) => name === "action" && isOwn(value))) return fields;
      const why = whyHidden(named, names);
      return fields.map((field, i) => {
        const by = why[i] ?? null;
        return by === null ? field : close(field, by);
      });
    },
    hidden: () => [...counts].map(([name, count]) => ({ name, count })),
  };
}

/**
 * For each field the name that it is hidden for, or null. Beside what was asked for, every field that can be hidden and quotes a hidden text of
 * the same record: else the name that one field hides could be read in another.
 */
function whyHidden(fields: readonly Named[], names: readonly string[]): (string | null)[] {
  const why = fields.map(({ name }) => hiddenBy(names, name));
  const subject = fields.findIndex(({ name }, i) => name === "subject" && why[i] !== null);
  const close = (i: number, by: string): void => {
    why[i] = by;
    const { name = "", value } = fields[i] ?? {};
    const least = name.startsWith(DETAIL) ? MIN_QUOTED_FACT : 1;
    if (typeof value === "string" && value.length >= least) closeQuoting(value, by);
  };
  const closeQuoting = (text: string, by: string): void => {
    fields.forEach(({ name, value }, i) => {
      const said = `${name.slice(DETAIL.length)}\n${String(value)}`;
      if (why[i] === null && isClosable(name) && said.includes(text)) close(i, by);
    });
  };
  why.forEach((by, i) => {
    if (by !== null) close(i, by);
  });
  fields.forEach(({ name }, i) => {
    if (subject >= 0 && name === ARGUMENTS && why[i] === null) close(i, why[subject] ?? "subject");
  });
  return why;
}
