/** What is known of an architecture's tensors. A property that is not stated is not checked. */
export interface Architecture {
  /** `attn_q` has one row per head and head dimension, and `attn_k` one per key head. */
  readonly attention: boolean;
  /** `ffn_up` of a dense layer has `feed_forward_length` rows. */
  readonly feedForward: boolean;
  /** Every layer has tensors of its own named `blk.N.`. */
  readonly everyLayer: boolean;
  /** `token_embd` (and `output`) have one row per token. */
  readonly embedding: boolean;
}

/** Names that llama.cpp knows (its v0.5.0, `LLM_ARCH_NAMES`), without projectors and audio decoders. */
const KNOWN = `llama llama4 deci falcon grok gpt2 gptj gptneox mpt baichuan starcoder refact bert modern-bert nomic-bert
nomic-bert-moe neo-bert jina-bert-v2 jina-bert-v3 eurobert bloom stablelm qwen qwen2 qwen2moe qwen2vl qwen3 qwen3moe
qwen3next qwen3vl qwen3vlmoe qwen35 qwen35moe qwen4exp phi2 phi3 phimoe plamo plamo2 plamo3 codeshell orion internlm2
minicpm minicpm3 gemma gemma2 gemma3 gemma3n gemma4 gemma4-assistant gemma-embedding starcoder2 mamba mamba2 jamba
falcon-h1 xverse command-r cohere2 cohere2moe dbrx olmo olmo2 olmoe muse-glimmer openelm arctic deepseek deepseek2
deepseek2-ocr deepseek32 deepseek4 chatglm glm4 glm4moe glm-dsa bitnet t5 t5encoder jais jais2 nemotron nemotron_h
nemotron_h_moe exaone exaone4 exaone-moe rwkv6 rwkv6qwen2 rwkv7 arwkv7 granite granitemoe granitehybrid graniteswitch
granite_swa chameleon plm bailingmoe bailingmoe2 bailingmoe3 dots1 dots3note arcee afmoe laguna ernie4_5 ernie4_5-moe
hunyuan-moe hunyuan-dense hunyuan_vl hy_v3 smollm3 gpt-oss lfm2 lfm2moe dream smallthinker llada llada-moe seed_oss
grovemoe apertus minimax-01 minimax-m2 minimax-m3 cogvlm rnd1 pangu-embedded mistral3 eagle3 dflash mistral4 paddleocr
mimo2 step35 llama-embed maincoder kimi-linear kimi-k3 talkie mellum nanbeige`;

/**
 * Separate queries, keys and values of the plain size. Not here: gated queries (qwen3next, qwen35: twice the rows), compressed
 * keys (deepseek2 and its kin), other head sizes in some layers (gemma4, mimo2, step35, laguna), state-space and
 * recurrent models, and those that always fuse the three (phi3, gpt2, falcon, mpt, bloom).
 */
const PLAIN_ATTENTION = `llama deci baichuan refact stablelm qwen2 qwen2moe qwen2vl qwen3 qwen3moe qwen3vl qwen3vlmoe phi2
phimoe orion internlm2 minicpm gemma gemma2 gemma3 gemma3n starcoder2 xverse command-r cohere2 olmo olmo2 olmoe arctic
deepseek chatglm glm4 bitnet nemotron exaone granite granitemoe dots1 arcee afmoe ernie4_5 ernie4_5-moe
hunyuan-moe hunyuan-dense smollm3 gpt-oss dream llada llada-moe seed_oss grovemoe apertus minimax-m2 pangu-embedded
mistral3 maincoder mellum plm jais2`;

/**
 * A dense layer's `ffn_up` has exactly `feed_forward_length` rows. Not here: those that put gate and up into one tensor
 * (phi3, chatglm, glm4, plamo2: twice the rows), qwen (half), arctic, and models whose dense layers have another size.
 */
const PLAIN_FEED_FORWARD = `llama llama4 deci falcon gpt2 gptneox mpt baichuan starcoder refact bloom stablelm qwen2 qwen2vl
qwen3 qwen3vl phi2 codeshell orion internlm2 minicpm minicpm3 gemma gemma2 gemma3 gemma3n starcoder2 xverse command-r
cohere2 olmo olmo2 openelm deepseek deepseek2 bitnet jais jais2 nemotron exaone granite dots1 arcee ernie4_5
smollm3 dream llada seed_oss apertus pangu-embedded mistral3 maincoder plm`;

/** Layers may be empty (deci), or stand under other names: encoder and decoder (t5), and models that only draft for another. */
const OTHER_LAYERS = "deci t5 t5encoder eagle3 dflash gemma4-assistant";

/** The vocabulary of input or output is not the tokenizer's: drafting models and rankers. */
const OTHER_EMBEDDING = "eagle3 dflash qwen3vl gemma4-assistant";

function words(text: string): ReadonlySet<string> {
  return new Set(text.split(/\s+/));
}

const attention = words(PLAIN_ATTENTION);
const feedForward = words(PLAIN_FEED_FORWARD);
const otherLayers = words(OTHER_LAYERS);
const otherEmbedding = words(OTHER_EMBEDDING);

/** The text architectures that llama.cpp knows, and what is certain about each. */
export const ARCHITECTURES: ReadonlyMap<string, Architecture> = new Map(
  [...words(KNOWN)].map((name) => [
    name,
    {
      attention: attention.has(name),
      feedForward: feedForward.has(name),
      everyLayer: !otherLayers.has(name),
      embedding: !otherEmbedding.has(name),
    },
  ]),
);
