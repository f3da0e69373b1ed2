import { visible } from "../console/output.ts";

interface Shown {
  readonly id: string;
  readonly ok: boolean | null;
  readonly words: string;
  readonly todo?: string | null;
}

const MARKS = { true: "ok", false: "BAD", null: "unknown" } as const;

/** One line per part: how it was found, in words, and what to do. */
export function partLines(parts: readonly Shown[]): string[] {
  return parts.map(({ id, ok, words, todo }) => {
    const line = `  ${MARKS[`${ok}`].padEnd(8)}${visible(id).padEnd(13)}${visible(words)}`;
    return typeof todo === "string" ? `${line}\n${" ".repeat(23)}${visible(todo)}` : line;
  });
}
