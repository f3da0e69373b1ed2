import { gguf, type GgufValue } from "@casemate/testkit";

/** Tokens that steer: as many as Llama 3 reserves. */
const CONTROLS = 256;
/** A learnt token is not longer than this; real vocabularies have an average of 6 to 7 bytes and few beyond 20. */
const LONGEST = 24;
const NORMAL = 1;
const CONTROL = 3;

/**
 * The tokenizer's metadata of a GPT-2-like vocabulary with exactly `tokens` tokens: all bytes, then tokens that each join two earlier
 * ones, with the merge that makes it, then control tokens. Always the same for the same size.
 */
export function vocabulary(tokens: number): readonly (readonly [key: string, value: GgufValue])[] {
  const texts = byteCharacters();
  const known = new Set(texts);
  const merges: string[] = [];
  const pick = numbers(tokens);
  while (texts.length < tokens - CONTROLS) {
    // Squared: early, short tokens take part more often, as in a learnt vocabulary.
    const left = texts[Math.floor(pick() ** 2 * texts.length)] ?? "";
    const right = texts[Math.floor(pick() ** 2 * texts.length)] ?? "";
    const joined = left + right;
    if (joined.length > LONGEST || known.has(joined)) continue;
    known.add(joined);
    texts.push(joined);
    merges.push(`${left} ${right}`);
  }
  const learnt = texts.length;
  texts.push("<|begin_of_text|>", "<|end_of_text|>");
  while (texts.length < tokens) texts.push(`<|reserved_special_token_${String(texts.length - learnt)}|>`);
  return [
    ["tokenizer.ggml.model", gguf.text("gpt2")],
    ["tokenizer.ggml.pre", gguf.text("llama-bpe")],
    ["tokenizer.ggml.tokens", gguf.texts(texts)],
    ["tokenizer.ggml.token_type", gguf.i32s(texts.map((_, index) => (index < learnt ? NORMAL : CONTROL)))],
    ["tokenizer.ggml.merges", gguf.texts(merges)],
    ["tokenizer.ggml.bos_token_id", gguf.u32(learnt)],
    ["tokenizer.ggml.eos_token_id", gguf.u32(learnt + 1)],
  ];
}

/** The 256 bytes as GPT-2 writes and orders them: visible characters first, the others as characters from 256 on. */
function byteCharacters(): string[] {
  const bytes = Array.from({ length: 256 }, (_, byte) => byte);
  const plain = bytes.filter(
    (byte) => (byte >= 33 && byte <= 126) || (byte >= 161 && byte <= 172) || byte >= 174,
  );
  const rest = bytes.length - plain.length;
  return [...plain, ...Array.from({ length: rest }, (_, index) => 256 + index)].map((code) =>
    String.fromCodePoint(code),
  );
}

/** Deterministic numbers from 0 to 1 (xorshift32). */
function numbers(seed: number): () => number {
  let state = seed >>> 0 || 1;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    state >>>= 0;
    return state / 0x1_0000_0000;
  };
}
