import { generateMnemonic } from "@scure/bip39";
import { wordlist } from "@scure/bip39/wordlists/english.js";
import { rmSync, writeFileSync } from "node:fs";
import { askSecret } from "../console/passphrase.ts";
import { UsageError } from "../usage-error.ts";

/** 24 words: as hard to guess as the master key itself. */
const ENTROPY_BITS = 256;
const COLUMNS = 4;
const COLUMN_WIDTH = 16;

export interface WordsOptions {
  readonly recovery: boolean;
  readonly wordsFile?: string;
}

export interface Words {
  /** UTF-8; whoever sends it wipes it. */
  readonly secret: Buffer;
  /** Takes back the file that was written, when the words were not added after all. */
  readonly discard: () => void;
}

/** Makes recovery words and sees to it that the person has them: shown and typed again, or written to a new file. Throws `UsageError`. */
export async function makeWords({ wordsFile }: WordsOptions): Promise<Words> {
  const words = generateMnemonic(wordlist, ENTROPY_BITS);
  if (wordsFile !== undefined) return writeWords(words, wordsFile);
  if (!process.stdin.isTTY)
    throw new UsageError("There is no terminal to show the words on. Name a new file with --words-file.");
  process.stderr.write(
    `Write these words down on paper, in this order. Whoever has them can open the vault.\n\n${grid(words)}\n\n`,
  );
  const typed = await askSecret("Type them again (not shown): ");
  const same = typed.toString("utf8").toLowerCase().trim().split(/\s+/).join(" ") === words;
  typed.fill(0);
  if (!same) throw new UsageError("Those are not the same words. Nothing was added.");
  return { secret: Buffer.from(words), discard: () => undefined };
}

function writeWords(words: string, path: string): Words {
  try {
    writeFileSync(path, `${words}\n`, { flag: "wx", mode: 0o600 });
  } catch {
    throw new UsageError(`${path} cannot be made. Name a file that does not exist yet.`);
  }
  return {
    secret: Buffer.from(words),
    discard: () => {
      rmSync(path, { force: true });
    },
  };
}

function grid(words: string): string {
  const cells = words
    .split(" ")
    .map((word, index) => `${String(index + 1).padStart(2)} ${word}`.padEnd(COLUMN_WIDTH));
  return Array.from({ length: cells.length / COLUMNS }, (_, row) =>
    cells
      .slice(row * COLUMNS, (row + 1) * COLUMNS)
      .join("")
      .trimEnd(),
  ).join("\n");
}
