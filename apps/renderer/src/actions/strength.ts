import type { ZxcvbnFactory } from "@zxcvbn-ts/core";

export type StrengthLevel = "tooShort" | "guessable" | "weak" | "fair" | "strong" | "veryStrong";

export interface Strength {
  readonly level: StrengthLevel;
  /** Which pattern makes it weak; null when none stands out. */
  readonly reason: "word" | "keyboard" | "repeat" | "sequence" | "date" | null;
}

/** What the vault asks for at least, in characters. */
export const MIN_PASSPHRASE_CHARS = 8;
/** Longer passphrases are not scored: the matcher is quadratic, and they are strong unless they repeat. */
const MAX_SCORED_CHARS = 100;
/** Powers of ten of guesses from which each word holds, at about 4 guesses a second and processor with the vault's key derivation. */
const LEVELS: readonly (readonly [log10: number, level: StrengthLevel])[] = [
  [14, "veryStrong"],
  [11, "strong"],
  [9, "fair"],
  [6, "weak"],
];

let factory: Promise<ZxcvbnFactory> | null = null;

/** Judges a passphrase. The word lists (about 1 MB) are read on first use. */
export async function judge(passphrase: string): Promise<Strength> {
  if ([...passphrase].length < MIN_PASSPHRASE_CHARS) return { level: "tooShort", reason: null };
  factory ??= load();
  const result = (await factory).check(passphrase.slice(0, MAX_SCORED_CHARS));
  const level = LEVELS.find(([log10]) => result.guessesLog10 >= log10)?.[1] ?? "guessable";
  const patterns = result.sequence.map((match) => match.pattern);
  return { level, reason: level === "strong" || level === "veryStrong" ? null : reasonFor(patterns) };
}

function reasonFor(patterns: readonly string[]): Strength["reason"] {
  if (patterns.includes("repeat")) return "repeat";
  if (patterns.includes("sequence")) return "sequence";
  if (patterns.includes("spatial")) return "keyboard";
  if (patterns.includes("date") || patterns.includes("regex")) return "date";
  return patterns.includes("dictionary") ? "word" : null;
}

async function load(): Promise<ZxcvbnFactory> {
  const [{ ZxcvbnFactory: Factory }, common] = await Promise.all([
    import("@zxcvbn-ts/core"),
    import("@zxcvbn-ts/language-common"),
  ]);
  return new Factory({ dictionary: { ...common.dictionary }, graphs: common.adjacencyGraphs });
}
