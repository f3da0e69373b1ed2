import type { ByteSource } from "../../byte-source.ts";
import type { Report } from "../../findings.ts";
import { figure, plural, quoted } from "../../text.ts";
import { byteEntries, intEntries } from "../array-reader.ts";
import { MAX_TOKEN_BYTES } from "../limits.ts";
import type { Metadata } from "../metadata-view.ts";
import type { ArrayValue } from "../value-types.ts";
import { namesNoByte } from "./byte-tokens.ts";
import { TOKEN_KIND, TOKEN_TYPE, TOKENS } from "./keys.ts";
import { looksSteering, mayLookSteering, seen } from "./look-alike.ts";
import { isMarker } from "./markers.ts";
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
  eachToken(source, metadata, tokens, (token, bytes) => {
    noteDuplicate(walk, token, bytes);
    noteKind(walk, token, bytes);
    noteByte(walk, token, bytes);
  });
  // Only now are all control tokens known.
  if (walk.controls.size > 0)
    eachToken(source, metadata, tokens, (token, bytes) => {
      noteLookAlike(walk, token, bytes);
    });
  tell(walk);
  return walk.set;
}

const decoder = new TextDecoder("utf-8");

function eachToken(
  source: ByteSource,
  metadata: Metadata,
  tokens: ArrayValue,
  visit: (token: Token, bytes: Uint8Array) => void,
): void {
  const types = metadata.get(TOKEN_TYPE);
  const typed = types?.kind === "array" && types.element === "i32" && types.count === tokens.count;
  const kinds = typed ? intEntries(source, types) : null;
  let index = 0;
  for (const { bytes, at } of byteEntries(source, tokens, MAX_TOKEN_BYTES)) {
    const next = kinds?.next();
    const kind = next === undefined || next.done === true ? null : next.value;
    visit({ index, at, kind }, bytes);
    index++;
  }
}

function isControl(kind: number | null): boolean {
  return kind === TOKEN_KIND.control || kind === TOKEN_KIND.byte;
}

function noteDuplicate(walk: Walk, token: Token, bytes: Uint8Array): void {
  // Converters leave unused places empty.
  if (bytes.length === 0) return;
  const before = walk.set.add(bytes, token.index);
  if (before < 0) return;
  walk.duplicates++;
  walk.firstDuplicate ??= token;
  const control = walk.controlAt.get(before);
  if (!control && !isControl(token.kind)) return;
  walk.report({
    rule: "gguf.duplicate-control",
    offset: token.at,
    where: TOKENS,
    message: `Tokens ${figure(before)} and ${figure(token.index)} both read ${quoted(decoder.decode(bytes))}, and one of them steers the model. Which one text becomes depends on the engine.`,
  });
}

function noteKind(walk: Walk, token: Token, bytes: Uint8Array): void {
  if (bytes.length > MARKER_BYTES || token.kind === null) return;
  if (isControl(token.kind)) {
    if (walk.controlAt.size >= MAX_CONTROLS) return;
    const control = { ...token, text: decoder.decode(bytes) };
    walk.controlAt.set(token.index, control);
    if (token.kind !== TOKEN_KIND.control) return;
    const shown = seen(control.text);
    if (looksSteering(shown)) walk.controls.set(shown, walk.controls.get(shown) ?? control);
    if (!WORD.test(control.text)) return;
    walk.hiddenWords++;
    walk.firstHiddenWord ??= control;
  } else if (token.kind === TOKEN_KIND.normal && walk.disguised === null && mayLookSteering(bytes)) {
    const text = decoder.decode(bytes);
    if (isMarker(text)) walk.disguised = { ...token, text };
  }
}

function noteByte(walk: Walk, token: Token, bytes: Uint8Array): void {
  if (token.kind !== TOKEN_KIND.byte || walk.badByte) return;
  const text = decoder.decode(bytes.subarray(0, MARKER_BYTES));
  if (!namesNoByte(text)) return;
  walk.badByte = true;
  walk.report({
    rule: "gguf.byte-token",
    offset: token.at,
    where: TOKENS,
    message: `The byte token ${quoted(text)} does not name a byte. Loaders take the number in it as a position in memory.`,
  });
}

function noteLookAlike(walk: Walk, token: Token, bytes: Uint8Array): void {
  if (bytes.length > MARKER_BYTES || !mayLookSteering(bytes)) return;
  const text = decoder.decode(bytes);
  const original = walk.controls.get(seen(text));
  if (!original || original.text === text) return;
  const steers = token.kind === TOKEN_KIND.control || token.kind === TOKEN_KIND.userDefined;
  if (!steers && walk.alikes++ > 0) return;
  walk.report({
    rule: steers ? "gguf.control-look-alike" : "gguf.token-look-alike",
    offset: token.at,
    where: TOKENS,
    message: `Token ${figure(token.index)}, ${quoted(text)}, reads like the control token ${quoted(original.text)} and is another one.`,
  });
}

function tell(walk: Walk): void {
  const { report, firstDuplicate, disguised, firstHiddenWord } = walk;
  if (firstDuplicate)
    report({
      rule: "gguf.duplicate-token",
      offset: firstDuplicate.at,
      where: TOKENS,
      message: `${plural(walk.duplicates, "token")} of the vocabulary ${walk.duplicates === 1 ? "stands" : "stand"} in it more than once; the first is number ${figure(firstDuplicate.index)}.`,
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
