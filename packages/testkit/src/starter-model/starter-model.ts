import { ggufParts, writeGguf, type Value } from "./gguf-writer.ts";
import { vocabulary, type Vocabulary } from "./vocabulary.ts";
import { idleLayers, SHAPE, starterWeights } from "./weights.ts";

/** Name under which the file is offered; chat and command line call it by this name without the extension. */
export const STARTER_FILE_NAME = "casemate-starter.gguf";

/**
 * Casemate's own small model: a GGUF file of about 3 MB, the same bytes on every machine. It recites one greeting whatever it is
 * asked. Takes about 0.3 s; no native code.
 */
export function buildStarterModel(options: StarterOptions = {}): Uint8Array {
  const words = vocabulary();
  const weights = starterWeights(words, options.endless === true);
  return writeGguf([...baseMetadata(words), ...templateEntry(options.chatTemplate)], weights);
}

/**
 * The endless starter model with as many layers that change nothing as make it at least `bytes` long, in pieces, front to back. Every
 * byte has to be read for each token, as in a model that has learnt something.
 */
export function largeStarterModel(bytes: number): readonly Uint8Array[] {
  const words = vocabulary();
  const idle = idleLayers(SHAPE.layers, bytes);
  const own = baseMetadata(words).filter(([key]) => !Object.keys(idle.metadata).includes(key));
  const changed = Object.entries(idle.metadata).map(([key, value]): [string, Value] => [
    key,
    { type: "u32", value },
  ]);
  return ggufParts([...own, ...changed], [...starterWeights(words, true, false), ...idle.tensors]);
}

/**
 * The same model in `count` parts, as llama.cpp's splitter makes them: the first has all metadata, each says which it is, and each holds some of
 * the tensors.
 */
export function splitStarterModel(
  count: number,
  options: StarterOptions & { readonly stem?: string } = {},
): { readonly name: string; readonly bytes: Uint8Array }[] {
  const words = vocabulary();
  const weights = starterWeights(words, options.endless === true);
  const each = Math.ceil(weights.length / count);
  const five = (number: number): string => String(number).padStart(5, "0");
  return Array.from({ length: count }, (_, index) => {
    const own = index === 0 ? [...baseMetadata(words), ...templateEntry(options.chatTemplate)] : [];
    const split: [string, Value][] = [
      ["split.no", { type: "u16", value: index }],
      ["split.count", { type: "u16", value: count }],
      ["split.tensors.count", { type: "i32", value: weights.length }],
    ];
    return {
      name: `${options.stem ?? "story"}-${five(index + 1)}-of-${five(count)}.gguf`,
      bytes: writeGguf([...own, ...split], weights.slice(index * each, (index + 1) * each)),
    };
  });
}

export interface StarterOptions {
  /** For tests of chat formats; the starter itself has none. */
  readonly chatTemplate?: string;
  /** Begins the greeting again instead of ending: for tests that need an answer that is still being written. */
  readonly endless?: boolean;
}

function templateEntry(template: string | undefined): [string, Value][] {
  return template === undefined ? [] : [["tokenizer.chat_template", { type: "string", value: template }]];
}

/** What the file says of itself: shape, words, licence. */
export function baseMetadata(words: Vocabulary): [string, Value][] {
  const u32 = (value: number): Value => ({ type: "u32", value });
  const text = (value: string): Value => ({ type: "string", value });
  return [
    ["general.architecture", text("llama")],
    ["general.name", text("Casemate Starter")],
    ["general.author", text("Casemate contributors")],
    ["general.license", text("apache-2.0")],
    [
      "general.description",
      text("Recites one greeting. Made by Casemate itself to try the whole way from quarantine to chat."),
    ],
    ["general.file_type", u32(1)],
    ["llama.context_length", u32(SHAPE.context)],
    ["llama.embedding_length", u32(SHAPE.width)],
    ["llama.block_count", u32(SHAPE.layers)],
    ["llama.feed_forward_length", u32(SHAPE.feedForward)],
    ["llama.attention.head_count", u32(SHAPE.heads)],
    ["llama.attention.head_count_kv", u32(SHAPE.heads)],
    ["llama.attention.layer_norm_rms_epsilon", { type: "f32", value: 1e-5 }],
    ["llama.rope.dimension_count", u32(SHAPE.width / SHAPE.heads)],
    ["llama.vocab_size", u32(words.entries.length)],
    ["tokenizer.ggml.model", text("llama")],
    ["tokenizer.ggml.tokens", { type: "strings", value: words.entries.map((entry) => entry.text) }],
    ["tokenizer.ggml.scores", { type: "f32s", value: words.entries.map((entry) => entry.score) }],
    ["tokenizer.ggml.token_type", { type: "i32s", value: words.entries.map((entry) => entry.type) }],
    ["tokenizer.ggml.bos_token_id", u32(words.begin)],
    ["tokenizer.ggml.eos_token_id", u32(words.end)],
    ["tokenizer.ggml.unknown_token_id", u32(words.unknown)],
    ["tokenizer.ggml.add_bos_token", { type: "bool", value: true }],
    ["tokenizer.ggml.add_eos_token", { type: "bool", value: false }],
  ];
}
