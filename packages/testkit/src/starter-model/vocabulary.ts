/** What the model says, cut into its steps. Every piece is used once and is at least three characters long (see `vocabulary`). */
export const GREETING_STEPS = [
  "Hello.",
  " I am",
  " Casemate's",
  " starter",
  " model.",
  " I only",
  " know",
  " this one",
  " greeting,",
  " but I",
  " am running",
  " on your",
  " machine,",
  " with no",
  " network.",
  " What you",
  " write to",
  " me stays",
  " here.",
  " Add a",
  " model file",
  " to Casemate",
  " to talk",
  " with more",
  " than me.",
] as const;

export const GREETING = GREETING_STEPS.join("");

/** llama.cpp's token types. */
const NORMAL = 1;
const UNKNOWN = 2;
const CONTROL = 3;
const BYTE = 6;

export interface VocabularyEntry {
  readonly text: string;
  readonly score: number;
  readonly type: number;
}

export interface Vocabulary {
  readonly entries: readonly VocabularyEntry[];
  readonly unknown: number;
  readonly begin: number;
  readonly end: number;
  /** Token of the first greeting step; the others follow. */
  readonly firstStep: number;
}

/**
 * A SentencePiece vocabulary: control tokens, all 256 bytes, the printable ASCII characters, the greeting's pieces.
 * SentencePiece builds longer tokens by merging two shorter ones. There is none of two characters, so nothing ever merges: text
 * becomes single characters and bytes, and no prompt can contain a greeting token. Every prompt therefore starts the greeting.
 */
export function vocabulary(): Vocabulary {
  const control = [entry("<unk>", 0, UNKNOWN), entry("<s>", 0, CONTROL), entry("</s>", 0, CONTROL)];
  const bytes = Array.from({ length: 256 }, (_, byte) =>
    entry(`<0x${byte.toString(16).toUpperCase().padStart(2, "0")}>`, 0, BYTE),
  );
  const characters = ["▁", ...Array.from({ length: 94 }, (_, index) => String.fromCharCode(33 + index))];
  const texts = [...characters, ...GREETING_STEPS.map((step) => step.replaceAll(" ", "▁"))];
  const entries = [...control, ...bytes, ...texts.map((text, index) => entry(text, -index, NORMAL))];
  return { entries, unknown: 0, begin: 1, end: 2, firstStep: entries.length - GREETING_STEPS.length };
}

function entry(text: string, score: number, type: number): VocabularyEntry {
  return { text, score, type };
}
