/** Longest template that is parsed, in characters: the longest in circulation are about 60,000. Longer ones are held. */
export const MAX_TEMPLATE_CHARS = 128 * 1024;
/** Most tokens of a template; one of 60 kB has about 8,000. */
export const MAX_TOKENS = 60_000;
/** Deepest nesting of an expression or block; real ones stay under 60, and every check may recurse this far. */
export const MAX_DEPTH = 400;
/** Longest text that putting constants together may make; only names and words matter, and doubling must end. */
export const MAX_FOLDED = 4096;
/** Most templates of one file that are looked at (the contract's limit); published files have one to four. */
export const MAX_TEMPLATES = 32;
/** Longest template text kept for the view, in characters (the contract's limit). */
export const MAX_TEXT_KEPT = 64 * 1024;
/** All template texts of one report together, in characters: reports are stored and sent whole. */
export const MAX_TEXTS_KEPT = 256 * 1024;
/** Most marks in the view of one template (the contract's limit). */
export const MAX_MARKS = 500;
/** Most lines of a difference to a known template (the contract's limit). */
export const MAX_DIFF_LINES = 2000;
