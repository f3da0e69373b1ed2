import type { Report } from "../../findings.ts";
import { quoted } from "../../text.ts";
import { reportValue, textOf, type Metadata } from "../metadata-view.ts";

/** Tokenizers that llama.cpp implements (its v0.5.0). */
const MODELS = new Set("no_vocab none llama bert gpt2 hybriddna whitespace t5 rwkv plamo2 gemma4".split(" "));

/** Ways of splitting text that llama.cpp knows for gpt2-like tokenizers. */
const SPLITTERS = new Set(
  `default minicpm5 llama3 llama-v3 llama-bpe falcon3 falcon-h1 pixtral midm-2.0 lfm2 jina-v5-nano deepseek-llm
deepseek-coder deepseek-v3 youtu falcon mpt starcoder gpt-2 phi-2 jina-es jina-de gigachat jina-v2-es jina-v2-de
a.x-4.0 mellum mellum2 modern-bert jais jais-2 gemma4 granite-embed-multi-311m granite-embed-multi-97m sarvam-moe
jina-v1-en jina-v2-code roberta-bpe whitespace refact command-r qwen2 deepseek-r1-qwen kormo f2llmv2 qwen35 stablelm2
olmo dbrx smaug-bpe poro-chat glm4 chatglm-bpe viking tekken smollm codeshell bloom gpt3-finnish exaone exaone4
exaone-moe chameleon minerva-7b megrez gpt-4o llama4 superbpe trillion granite-docling bailingmoe bailingmoe2 llada-moe
seed-coder hunyuan hunyuan-dense joyai-llm kimi-k2 grok-2 afmoe minimax-m2 solar-open cohere2moe tiny_aya kanana2
laguna talkie`.split(/\s+/),
);

/** Names of the tokenizer and of its splitter: unknown ones are told, because the engine will refuse or guess. */
export function checkNames(metadata: Metadata, report: Report): void {
  checkName(metadata, "tokenizer.ggml.model", MODELS, report);
  if (textOf(metadata, "tokenizer.ggml.model") === "gpt2")
    checkName(metadata, "tokenizer.ggml.pre", SPLITTERS, report);
}

function checkName(metadata: Metadata, key: string, known: ReadonlySet<string>, report: Report): void {
  const value = metadata.get(key);
  if (!value) return;
  if (value.kind !== "string") {
    reportValue(report, "gguf.metadata-type", key, value, `${quoted(key)} must be a text.`);
  } else if (value.text === null || !known.has(value.text)) {
    const message = `${quoted(key)} is ${quoted(value.text ?? "")}, which the bundled engine does not know. It may refuse the model or cut text in the wrong places.`;
    reportValue(report, "gguf.tokenizer-name", key, value, message);
  }
}
