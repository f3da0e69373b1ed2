import { toHex } from "../note/base64.ts";
import { fieldPreimage } from "../record/fields.ts";
import type { Sha256 } from "../tree/hashing.ts";
import { hiddenBy, isOwn } from "./hiding.ts";
import type { BundleField } from "./piece.ts";

interface Opening {
  readonly salt: string;
  readonly text: string;
}

/** Leaves only the commitment of every field that one of the names hides, and counts. */
export interface Redactor {
  redact(fields: readonly Opening[]): readonly BundleField[];
  /** By name, in the order that they were asked for. */
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
      const named = fields.map((field) => ({ field, pair: JSON.parse(field.text) as [string, unknown] }));
      if (named.some(({ pair: [name, value] }) => name === "action" && isOwn(value))) return fields;
      return named.map(({ field, pair }) => {
        const by = hiddenBy(names, pair[0]);
        return by === null ? field : close(field, by);
      });
    },
    hidden: () => [...counts].map(([name, count]) => ({ name, count })),
  };
}
