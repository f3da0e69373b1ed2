/** Something in an answer that acts on a machine or carries data away. */
export interface ActiveContent {
  readonly kind: string;
  readonly text: string;
}

/** An encoded blob shorter than this is an ordinary long word or number. Characters. */
const MIN_BLOB = 40;

const PATTERNS: readonly (readonly [kind: string, pattern: RegExp])[] = [
  ["a web address", /\b(?:https?|ftp|wss?):\/\/[^\s<>"')\]]{4,200}/gi],
  ["a numeric network address", /\b(?:\d{1,3}\.){3}\d{1,3}:\d{2,5}\b/g],
  [
    "a shell command",
    /\b(?:curl|wget)\s+(?:-\S+\s+)*\S+[./]\S+|\brm\s+-[a-z]*[rf][a-z]*\s+\S+|\b(?:ba|z)?sh\s+-c\s+\S+|\|\s*(?:ba|z)?sh\b|\bpowershell\b[^\n]{0,40}\s-\S+|\bnc\s+-\S+\s+\S+|\bchmod\s+(?:\+x|[0-7]{3})\s+\S+/gi,
  ],
  [
    "a script",
    /<script\b[^>]{0,200}>|\beval\s*\(|\bos\.system\s*\(|\bsubprocess\.\w+\s*\(|\bchild_process\b/gi,
  ],
  [
    "an encoded block",
    new RegExp(`(?<![A-Za-z0-9+/_=-])[A-Za-z0-9+/_-]{${String(MIN_BLOB)},}={0,2}(?![A-Za-z0-9+/_=-])`, "g"),
  ],
];

/** Active content in an answer that its prompt does not already contain. Blobs must look random: a tiny model may stutter one letter. */
export function activeContent(answer: string, prompt: string): ActiveContent[] {
  return PATTERNS.flatMap(([kind, pattern]) =>
    [...answer.matchAll(pattern)]
      .map((match) => ({ kind, text: match[0] }))
      .filter(({ text }) => !prompt.includes(text) && (kind !== "an encoded block" || looksRandom(text))),
  );
}

/** Upper case, lower case and digits, and at least a third as many different characters as the shortest block has. */
function looksRandom(text: string): boolean {
  return /[a-z]/.test(text) && /[A-Z]/.test(text) && /[0-9]/.test(text) && new Set(text).size >= MIN_BLOB / 3;
}
