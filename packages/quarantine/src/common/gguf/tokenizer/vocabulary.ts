import type { ByteSource } from "../../byte-source.ts";
import type { Report } from "../../findings.ts";
import { figure, plural, quoted } from "../../text.ts";
import { Entries, Integers } from "../array-reader.ts";
import { MAX_TOKEN_BYTES } from "../limits.ts";
import type { Metadata } from "../metadata-view.ts";
import type { ArrayValue } from "../value-types.ts";
import { namesNoByte } from "./byte-tokens.ts";
import { TOKEN_KIND, TOKEN_TYPE, TOKENS } from "./keys.ts";
import { looksSteering, mayLookSteering, seen } from "./look-alike.ts";
import { isMarker, MARKER_BEGINS } from "./markers.ts";
import { TokenSet } from "./token-set.ts";

/** Longest token looked at as text; markers are far shorter. */
const MARKER_BYTES = 256;
/** Most control tokens kept as text. The vocabularies with the most reserve about 6,000. */
const MAX_CONTROLS = 65_536;
/** Whole words; every published control token has a bracket, a bar, an underscore or a digit. */
const WORD = /^[\u2581\u0120 ]?\p{L}{2,}$/u;

interface Token {
  readonly index: number;
  readonly at: number;
  readonly kind: number | null;
}

interface Control extends Token {
  readonly text: string;
}

/** What one walk over the tokens collects. */
interface Walk {
  readonly report: Report;
  readonly set: TokenSet;
  /** 1 for every token that may stand in brackets or bars: only those may look like control tokens. One byte each, ≤ MAX_VOCABULARY. */
  readonly bracketed: Uint8Array;
  /** Control tokens by what a reader sees. */
  readonly controls: Map<string, Control>;
  /** Positions of control tokens in the list. */
  readonly controlAt: Map<number, Control>;
  duplicates: number;
  firstDuplicate: Token | null;
  disguised: Control | null;
  hiddenWords: number;
  firstHiddenWord: Control | null;
  alikes: number;
  badByte: boolean;
}

/**
 * Looks at every token: duplicates, control tokens marked as text and the other way round, and tokens that read like a
 * control token without being it. Returns the set of tokens, for the merges.
 */
export function checkVocabulary(
  source: ByteSource,
  metadata: Metadata,
  tokens: ArrayValue,
  report: Report,
): TokenSet {
  const walk: Walk = {
    report,
    set: new TokenSet(tokens.count),
    bracketed: new Uint8Array(tokens.count),
    controls: new Map(),
    controlAt: new Map(),
    duplicates: 0,
    firstDuplicate: null,
    disguised: null,
    hiddenWords: 0,
    firstHiddenWord: null,
    alikes: 0,
    badByte: false,
  };
  const walked = new TokenWalk(source, metadata, tokens);
  while (walked.next()) {
    if (mayLookSteering(walked.bytes, walked.from, walked.to)) walk.bracketed[walked.index] = 1;
    noteDuplicate(walk, walked);
    noteKind(walk, walked);
    noteByte(walk, walked);
  }
  // Only now are all control tokens known.
  if (walk.controls.size > 0) findLookAlikes(walk, new TokenWalk(source, metadata, tokens));
  tell(walk);
  return walk.set;
}

const decoder = new TextDecoder("utf-8", { ignoreBOM: true });

/** Tokens with their kinds, one after another. */
class TokenWalk extends Entries {
  /** What the token is; null when the file does not say, or not for every token. */
  kind: number | null = null;
  readonly #kinds: Integers | null;

  constructor(source: ByteSource, metadata: Metadata, tokens: ArrayValue) {
    super(source, tokens, MAX_TOKEN_BYTES);
    const types = metadata.get(TOKEN_TYPE);
    const typed = types?.kind === "array" && types.element === "i32" && types.count === tokens.count;
    this.#kinds = typed ? new Integers(source, types) : null;
  }

  override next(): boolean {
    this.kind = this.#kinds?.next() ?? null;
    return super.next();
  }

  /** The place and kind of this token, to keep. */
  token(): Token {
    return { index: this.index, at: this.at, kind: this.kind };
  }

  text(): string {
    return decoder.decode(this.view());
  }
}

function isControl(kind: number | null): boolean {
  return kind === TOKEN_KIND.control || kind === TOKEN_KIND.byte;
}

function noteDuplicate(walk: Walk, token: TokenWalk): void {
  // Converters leave unused places empty.
  if (token.length === 0) return;
  const before = walk.set.add(token.bytes, token.from, token.to, token.index);
  if (before < 0) return;
  walk.duplicates++;
  walk.firstDuplicate ??= token.token();
  const control = walk.controlAt.get(before);
  if (!control && !isControl(token.kind)) return;
  walk.report({
    rule: "gguf.duplicate-control",
    offset: token.at,
    where: TOKENS,
    message: `Tokens ${figure(before)} and ${figure(token.index)} both read ${quoted(token.text())}, and one of them steers the model. Which one text becomes depends on the engine.`,
  });
}

function noteKind(walk: Walk, token: TokenWalk): void {
  if (token.length > MARKER_BYTES || token.kind === null) return;
  if (isControl(token.kind)) {
    if (walk.controlAt.size >= MAX_CONTROLS) return;
    const control = { ...token.token(), text: token.text() };
    walk.controlAt.set(token.index, control);
    if (token.kind !== TOKEN_KIND.control) return;
    const shown = seen(control.text);
    if (looksSteering(shown)) walk.controls.set(shown, walk.controls.get(shown) ?? control);
    if (!WORD.test(control.text)) return;
    walk.hiddenWords++;
    walk.firstHiddenWord ??= control;
  } else if (
    token.kind === TOKEN_KIND.normal &&
    walk.disguised === null &&
    token.bytes[token.from] === MARKER_BEGINS
  ) {
    const text = token.text();
    if (isMarker(text)) walk.disguised = { ...token.token(), text };
  }
}

function noteByte(walk: Walk, token: TokenWalk): void {
  if (token.kind !== TOKEN_KIND.byte || walk.badByte) return;
  const text = decoder.decode(token.view().subarray(0, MARKER_BYTES));
  if (!namesNoByte(text)) return;
  walk.badByte = true;
  walk.report({
    rule: "gguf.byte-token",
    offset: token.at,
    where: TOKENS,
    message: `The byte token ${quoted(text)} does not name a byte. Loaders take the number in it as a position in memory.`,
  });
}

function findLookAlikes(walk: Walk, token: TokenWalk): void {
  while (token.next()) {
    if (walk.bracketed[token.index] !== 1 || token.length > MARKER_BYTES) continue;
    const text = token.text();
    const original = walk.controls.get(seen(text));
    if (!original || original.text === text) continue;
    const steers = token.kind === TOKEN_KIND.control || token.kind === TOKEN_KIND.userDefined;
    if (!steers && walk.alikes++ > 0) continue;
    walk.report({
      rule: steers ? "gguf.control-look-alike" : "gguf.token-look-alike",
      offset: token.at,
      where: TOKENS,
      message: `Token ${figure(token.index)}, ${quoted(text)}, reads like the control token ${quoted(original.text)} and is another one.`,
    });
  }
}

function tell(walk: Walk): void {
  const { report, firstDuplicate, disguised, firstHiddenWord } = walk;
  if (firstDuplicate)
    report({
      rule: "gguf.duplicate-token",
      offset: firstDuplicate.at,
      where: TOKENS,
      message: `${plural(walk.duplicates, "token")} of the vocabulary ${walk.duplicates === 1 ? "stands" : "stand"} in it more than once, so the engine in Casemate cannot load it; the first is number ${figure(firstDuplicate.index)}.`,
    });
  if (disguised)
    report({
      rule: "gguf.control-as-text",
      offset: disguised.at,
      where: TOKENS,
      message: `Token ${figure(disguised.index)}, ${quoted(disguised.text)}, steers conversations and is marked as ordinary text. Some engines then let it through from what users type.`,
    });
  if (firstHiddenWord)
    report({
      rule: "gguf.text-as-control",
      offset: firstHiddenWord.at,
      where: TOKENS,
      message: `${plural(walk.hiddenWords, "ordinary word")} ${walk.hiddenWords === 1 ? "is" : "are"} marked as control, for example ${quoted(firstHiddenWord.text)}. Engines leave such tokens out of what they show.`,
    });
}
