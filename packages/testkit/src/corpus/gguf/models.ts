import {
  GGML_TYPE,
  gguf,
  f32Tensor,
  type GgufSpec,
  type GgufTensorSpec,
  type GgufValue,
} from "../../gguf-builder.ts";

/** Width, inner size and tokens of the small models here: tiny, and all different so that a mix-up shows. */
const WIDTH = 32;
const INNER = 48;
const TOKENS = 8;

type Entry = readonly [key: string, value: GgufValue];

/** MXFP4: 32 numbers in 17 bytes. */
function mxfp4(name: string, ...dims: number[]): GgufTensorSpec {
  const count = dims.reduce((a, b) => a * b, 1);
  return { name, dims: dims.map(BigInt), type: 39, data: new Uint8Array((count / 32) * 17).fill(0x21) };
}

/** F16 ones. */
function half(name: string, ...dims: number[]): GgufTensorSpec {
  const count = dims.reduce((a, b) => a * b, 1);
  const data = new Uint8Array(count * 2);
  for (let at = 1; at < data.length; at += 2) data[at] = 0x3c;
  return { name, dims: dims.map(BigInt), type: GGML_TYPE.F16.id, data };
}

/** A tokenizer like SentencePiece's, as converters write it. */
function spm(): Entry[] {
  const tokens = ["<unk>", "<s>", "</s>", "<0x0A>", "\u2581the", "\u2581a", "b", "c"];
  return [
    ["tokenizer.ggml.model", gguf.text("llama")],
    ["tokenizer.ggml.pre", gguf.text("default")],
    ["tokenizer.ggml.tokens", gguf.texts(tokens)],
    ["tokenizer.ggml.scores", gguf.f32s(tokens.map((_, index) => -index))],
    ["tokenizer.ggml.token_type", gguf.i32s([2, 3, 3, 6, 1, 1, 1, 1])],
    ["tokenizer.ggml.bos_token_id", gguf.u32(1)],
    ["tokenizer.ggml.eos_token_id", gguf.u32(2)],
  ];
}

/** A tokenizer like GPT-2's. */
function bpe(pre: string): Entry[] {
  return [
    ["tokenizer.ggml.model", gguf.text("gpt2")],
    ["tokenizer.ggml.pre", gguf.text(pre)],
    [
      "tokenizer.ggml.tokens",
      gguf.texts(["h", "e", "he", "l", "hel", "<|im_start|>", "<|im_end|>", "<|endoftext|>"]),
    ],
    ["tokenizer.ggml.token_type", gguf.i32s([1, 1, 1, 1, 1, 3, 3, 3])],
    ["tokenizer.ggml.merges", gguf.texts(["h e", "he l"])],
    ["tokenizer.ggml.eos_token_id", gguf.u32(6)],
    ["tokenizer.ggml.padding_token_id", gguf.u32(7)],
  ];
}

interface Shape {
  readonly name: string;
  readonly keys?: readonly Entry[];
  readonly tokenizer?: readonly Entry[];
  readonly layers?: number;
  readonly layer: (at: string) => readonly GgufTensorSpec[];
  /** Tensors outside of layers; without it, the table, the last norm and the output. */
  readonly outside?: readonly GgufTensorSpec[];
}

const table = (): GgufTensorSpec => f32Tensor("token_embd.weight", WIDTH, TOKENS);
const outside = (): GgufTensorSpec[] => [
  table(),
  f32Tensor("output_norm.weight", WIDTH),
  f32Tensor("output.weight", WIDTH, TOKENS),
];

function model(shape: Shape): GgufSpec {
  const { name } = shape;
  const layers = shape.layers ?? 2;
  const stated = new Set((shape.keys ?? []).map(([key]) => key));
  const usual: Entry[] = [
    ["block_count", gguf.u32(layers)],
    ["context_length", gguf.u32(4096)],
    ["embedding_length", gguf.u32(WIDTH)],
    ["feed_forward_length", gguf.u32(INNER)],
    ["attention.head_count", gguf.u32(4)],
    ["attention.head_count_kv", gguf.u32(2)],
    ["attention.layer_norm_rms_epsilon", gguf.f32(1e-6)],
  ];
  return {
    metadata: [
      ["general.architecture", gguf.text(name)],
      ["general.type", gguf.text("model")],
      ["general.name", gguf.text(`small ${name}`)],
      ...[...usual.filter(([key]) => !stated.has(key)), ...(shape.keys ?? [])].map(
        ([key, value]) => [`${name}.${key}`, value] as const,
      ),
      ...(shape.tokenizer ?? spm()),
    ],
    tensors: [
      ...(shape.outside ?? outside()),
      ...Array.from({ length: layers }, (_, index) => shape.layer(`blk.${String(index)}`)).flat(),
    ],
  };
}

/** Queries, keys and values of `heads` and `keyHeads` heads of `length` numbers. */
function attention(at: string, heads = 4, keyHeads = 2, length = 8): GgufTensorSpec[] {
  return [
    f32Tensor(`${at}.attn_norm.weight`, WIDTH),
    half(`${at}.attn_q.weight`, WIDTH, heads * length),
    half(`${at}.attn_k.weight`, WIDTH, keyHeads * length),
    half(`${at}.attn_v.weight`, WIDTH, keyHeads * length),
    half(`${at}.attn_output.weight`, heads * length, WIDTH),
  ];
}

function dense(at: string, inner = INNER): GgufTensorSpec[] {
  return [
    f32Tensor(`${at}.ffn_norm.weight`, WIDTH),
    half(`${at}.ffn_gate.weight`, WIDTH, inner),
    half(`${at}.ffn_up.weight`, WIDTH, inner),
    half(`${at}.ffn_down.weight`, inner, WIDTH),
  ];
}

function experts(at: string, count = 4, inner = 32, make = half): GgufTensorSpec[] {
  return [
    f32Tensor(`${at}.ffn_norm.weight`, WIDTH),
    f32Tensor(`${at}.ffn_gate_inp.weight`, WIDTH, count),
    make(`${at}.ffn_gate_exps.weight`, WIDTH, inner, count),
    make(`${at}.ffn_up_exps.weight`, WIDTH, inner, count),
    make(`${at}.ffn_down_exps.weight`, inner, WIDTH, count),
  ];
}

const EXPERTS: readonly Entry[] = [
  ["expert_count", gguf.u32(4)],
  ["expert_used_count", gguf.u32(2)],
];

const MAMBA: readonly Entry[] = [
  ["feed_forward_length", gguf.u32(0)],
  ["attention.head_count", gguf.u32(0)],
  ["attention.head_count_kv", gguf.u32(0)],
  ["context_length", gguf.u32(1_048_576)],
  ["ssm.conv_kernel", gguf.u32(4)],
  ["ssm.inner_size", gguf.u32(64)],
  ["ssm.state_size", gguf.u32(16)],
  ["ssm.time_step_rank", gguf.u32(2)],
];

/** A character table that replaces nothing: 1,024 bytes of an index with a place for every byte, and one empty replacement. */
const EMPTY_CHARSMAP = [0, 4, 0, 0, ...Array.from({ length: 1025 }, () => 0)];

/**
 * Small models with the keys and tensor names of real ones, one for each way in which architectures differ: every one
 * must be admitted.
 */
export const MODELS: Readonly<Record<string, () => GgufSpec>> = {
  llama: () =>
    model({
      name: "llama",
      keys: [["rope.dimension_count", gguf.u32(8)]],
      layer: (at) => [...attention(at), ...dense(at)],
    }),
  "llama as the engine saves it again (keys of other architectures, 0)": () =>
    model({
      name: "llama",
      keys: [
        ["wkv.head_size", gguf.u32(0)],
        ["ssm.inner_size", gguf.u32(0)],
        ["expert_count", gguf.u32(0)],
        ["expert_used_count", gguf.u32(0)],
        ["attention.head_count", gguf.u32s([4, 4])],
        ["attention.head_count_kv", gguf.u32s([2, 2])],
        ["feed_forward_length", gguf.u32s([INNER, INNER])],
      ],
      layer: (at) => [...attention(at), ...dense(at)],
    }),
  mixtral: () =>
    model({
      name: "llama",
      keys: [...EXPERTS, ["feed_forward_length", gguf.u32(32)]],
      layer: (at) => [...attention(at), ...experts(at)],
    }),
  qwen2: () =>
    model({
      name: "qwen2",
      tokenizer: bpe("qwen2"),
      layer: (at) => [...attention(at), f32Tensor(`${at}.attn_q.bias`, WIDTH), ...dense(at)],
    }),
  "qwen3 (heads wider than the model)": () =>
    model({
      name: "qwen3",
      tokenizer: bpe("qwen2"),
      keys: [
        ["attention.key_length", gguf.u32(16)],
        ["attention.value_length", gguf.u32(16)],
      ],
      layer: (at) => [...attention(at, 4, 2, 16), f32Tensor(`${at}.attn_q_norm.weight`, 16), ...dense(at)],
    }),
  qwen3moe: () =>
    model({
      name: "qwen3moe",
      tokenizer: bpe("qwen2"),
      keys: [...EXPERTS, ["expert_feed_forward_length", gguf.u32(32)]],
      layer: (at) => [...attention(at), ...experts(at)],
    }),
  "qwen3next (gated queries, some layers without attention)": () =>
    model({
      name: "qwen3next",
      tokenizer: bpe("qwen2"),
      keys: [...EXPERTS, ["ssm.conv_kernel", gguf.u32(4)]],
      layer: (at) =>
        at === "blk.0"
          ? [
              f32Tensor(`${at}.attn_norm.weight`, WIDTH),
              half(`${at}.ssm_in.weight`, WIDTH, 96),
              ...experts(at),
            ]
          : [...attention(at, 8, 2), ...experts(at)],
    }),
  "gemma3 (head length of its own, no output)": () =>
    model({
      name: "gemma3",
      keys: [
        ["attention.key_length", gguf.u32(16)],
        ["attention.value_length", gguf.u32(16)],
        ["attention.sliding_window", gguf.u32(512)],
      ],
      layer: (at) => [
        ...attention(at, 4, 2, 16),
        f32Tensor(`${at}.post_attention_norm.weight`, WIDTH),
        ...dense(at),
      ],
      outside: [table(), f32Tensor("output_norm.weight", WIDTH)],
    }),
  "phi3 (queries, keys and values in one, gate and up in one)": () =>
    model({
      name: "phi3",
      keys: [["rope.dimension_count", gguf.u32(8)]],
      layer: (at) => [
        f32Tensor(`${at}.attn_norm.weight`, WIDTH),
        half(`${at}.attn_qkv.weight`, WIDTH, 64),
        half(`${at}.attn_output.weight`, WIDTH, WIDTH),
        half(`${at}.ffn_up.weight`, WIDTH, 2 * INNER),
        half(`${at}.ffn_down.weight`, INNER, WIDTH),
      ],
    }),
  "phi2 (part of a head turned)": () =>
    model({
      name: "phi2",
      tokenizer: bpe("gpt-2"),
      keys: [["rope.dimension_count", gguf.u32(4)]],
      layer: (at) => [...attention(at), ...dense(at)],
    }),
  "deepseek2 (compressed keys, first layer dense)": () =>
    model({
      name: "deepseek2",
      tokenizer: bpe("deepseek-llm"),
      keys: [
        ...EXPERTS,
        ["attention.head_count_kv", gguf.u32(1)],
        ["attention.q_lora_rank", gguf.u32(16)],
        ["attention.kv_lora_rank", gguf.u32(16)],
        ["attention.key_length", gguf.u32(20)],
        ["attention.value_length", gguf.u32(16)],
        ["attention.key_length_mla", gguf.u32(12)],
        ["attention.value_length_mla", gguf.u32(8)],
        ["rope.dimension_count", gguf.u32(4)],
        ["leading_dense_block_count", gguf.u32(1)],
        ["expert_feed_forward_length", gguf.u32(32)],
        ["expert_shared_count", gguf.u32(1)],
      ],
      layer: (at) => [
        f32Tensor(`${at}.attn_norm.weight`, WIDTH),
        half(`${at}.attn_q_a.weight`, WIDTH, 16),
        half(`${at}.attn_q_b.weight`, 16, 48),
        half(`${at}.attn_kv_a_mqa.weight`, WIDTH, 20),
        half(`${at}.attn_k_b.weight`, 8, 16, 4),
        half(`${at}.attn_v_b.weight`, 16, 8, 4),
        half(`${at}.attn_output.weight`, WIDTH, WIDTH),
        ...(at === "blk.0" ? dense(at) : [...experts(at), half(`${at}.ffn_up_shexp.weight`, WIDTH, 32)]),
      ],
    }),
  mamba: () =>
    model({
      name: "mamba",
      tokenizer: bpe("gpt-2"),
      keys: MAMBA,
      layer: (at) => [
        f32Tensor(`${at}.attn_norm.weight`, WIDTH),
        half(`${at}.ssm_in.weight`, WIDTH, 128),
        f32Tensor(`${at}.ssm_conv1d.weight`, 4, 64),
        f32Tensor(`${at}.ssm_a`, 16, 64),
        f32Tensor(`${at}.ssm_d`, 64),
        half(`${at}.ssm_out.weight`, 64, WIDTH),
      ],
    }),
  "jamba (attention in some layers only)": () =>
    model({
      name: "jamba",
      keys: [...MAMBA.slice(4), ...EXPERTS, ["attention.head_count_kv", gguf.i32s([0, 2])]],
      layer: (at) => [
        ...(at === "blk.0"
          ? [f32Tensor(`${at}.attn_norm.weight`, WIDTH), half(`${at}.ssm_in.weight`, WIDTH, 128)]
          : attention(at)),
        ...experts(at),
      ],
    }),
  rwkv6: () =>
    model({
      name: "rwkv6",
      keys: [
        ["attention.head_count", gguf.u32(0)],
        ["wkv.head_size", gguf.u32(8)],
        ["rescale_every_n_layers", gguf.u32(6)],
        ["time_mix_extra_dim", gguf.u32(4)],
      ],
      tokenizer: [
        ["tokenizer.ggml.model", gguf.text("rwkv")],
        ["tokenizer.ggml.tokens", gguf.texts(["<s>", "\\x00", "\\x01", "a", "b", "c", "d", "e"])],
        ["tokenizer.ggml.token_type", gguf.i32s([1, 1, 1, 1, 1, 1, 1, 1])],
      ],
      layer: (at) => [
        f32Tensor(`${at}.attn_norm.weight`, WIDTH),
        half(`${at}.time_mix_key.weight`, WIDTH, WIDTH),
        half(`${at}.channel_mix_key.weight`, WIDTH, INNER),
      ],
    }),
  bert: () =>
    model({
      name: "bert",
      keys: [
        ["attention.causal", gguf.bool(0)],
        ["pooling_type", gguf.u32(2)],
      ],
      tokenizer: [
        ["tokenizer.ggml.model", gguf.text("bert")],
        ["tokenizer.ggml.token_type_count", gguf.u32(2)],
        [
          "tokenizer.ggml.tokens",
          gguf.texts(["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "\u2581the", "s", "\u2581a"]),
        ],
        ["tokenizer.ggml.token_type", gguf.i32s([3, 3, 3, 3, 3, 1, 1, 1])],
        ["tokenizer.ggml.seperator_token_id", gguf.u32(3)],
      ],
      layer: (at) => [...attention(at, 4, 4), ...dense(at)],
      outside: [
        table(),
        f32Tensor("token_types.weight", WIDTH, 2),
        f32Tensor("position_embd.weight", WIDTH, 512),
      ],
    }),
  "t5 (encoder and decoder)": () =>
    model({
      name: "t5",
      keys: [
        ["attention.head_count_kv", gguf.u32(4)],
        ["attention.relative_buckets_count", gguf.u32(32)],
        ["decoder_start_token_id", gguf.u32(0)],
      ],
      tokenizer: [
        ["tokenizer.ggml.model", gguf.text("t5")],
        [
          "tokenizer.ggml.tokens",
          gguf.texts(["<pad>", "</s>", "<unk>", "\u2581", "a", "b", "<extra_id_1>", "<extra_id_0>"]),
        ],
        ["tokenizer.ggml.scores", gguf.f32s([0, 0, 0, -1, -2, -3, 0, 0])],
        ["tokenizer.ggml.token_type", gguf.i32s([3, 3, 2, 1, 1, 1, 4, 4])],
        ["tokenizer.ggml.precompiled_charsmap", gguf.u8s(EMPTY_CHARSMAP)],
      ],
      layer: (at) =>
        ["enc", "dec"].flatMap((side) => [...attention(`${side}.${at}`, 4, 4), ...dense(`${side}.${at}`)]),
      outside: [
        table(),
        f32Tensor("enc.output_norm.weight", WIDTH),
        f32Tensor("dec.output_norm.weight", WIDTH),
      ],
    }),
  "gpt-oss (MXFP4 experts, attention sinks)": () =>
    model({
      name: "gpt-oss",
      tokenizer: bpe("gpt-4o"),
      keys: [
        ...EXPERTS,
        ["attention.key_length", gguf.u32(16)],
        ["attention.value_length", gguf.u32(16)],
        ["expert_feed_forward_length", gguf.u32(32)],
        ["attention.sliding_window", gguf.u32(128)],
      ],
      layer: (at) => [
        ...attention(at, 4, 2, 16),
        f32Tensor(`${at}.attn_sinks.weight`, 4),
        ...experts(at, 4, 32, mxfp4),
      ],
    }),
  "deci (numbers per layer, a layer without attention, an empty one)": () =>
    model({
      name: "deci",
      layers: 3,
      tokenizer: bpe("llama-bpe"),
      keys: [
        ["attention.head_count", gguf.i32s([4, 0, 0])],
        ["attention.head_count_kv", gguf.i32s([2, 0, 0])],
        ["feed_forward_length", gguf.i32s([INNER, 64, 0])],
        ["rope.dimension_count", gguf.u32(8)],
      ],
      layer: (at) =>
        at === "blk.0" ? [...attention(at), ...dense(at)] : at === "blk.1" ? dense(at, 64) : [],
    }),
  "openelm (numbers per layer)": () =>
    model({
      name: "openelm",
      keys: [
        ["attention.head_count", gguf.i32s([4, 6])],
        ["attention.head_count_kv", gguf.i32s([2, 3])],
        ["attention.key_length", gguf.u32(8)],
        ["feed_forward_length", gguf.i32s([INNER, 64])],
      ],
      layer: (at) => [
        half(`${at}.attn_qkv.weight`, WIDTH, at === "blk.0" ? 64 : 96),
        ...dense(at, at === "blk.0" ? INNER : 64),
      ],
    }),
  "glm4moe (a layer that predicts further tokens shipped apart)": () =>
    model({
      name: "glm4moe",
      tokenizer: bpe("glm4"),
      keys: [...EXPERTS, ["block_count", gguf.u32(3)], ["nextn_predict_layers", gguf.u32(1)]],
      layer: (at) => [...attention(at), ...experts(at)],
    }),
  "llama4 (experts in every second layer, experts used per layer)": () =>
    model({
      name: "llama4",
      tokenizer: bpe("llama4"),
      keys: [
        ["expert_count", gguf.u32(4)],
        ["expert_used_count", gguf.u32s([0, 1])],
        ["interleave_moe_layer_step", gguf.u32(2)],
        ["context_length", gguf.u32(10_485_760)],
      ],
      layer: (at) => [...attention(at), ...(at === "blk.0" ? dense(at) : experts(at))],
    }),
  "falcon (queries, keys and values in one)": () =>
    model({
      name: "falcon",
      tokenizer: bpe("falcon"),
      keys: [["attention.head_count_kv", gguf.u32(1)]],
      layer: (at) => [
        f32Tensor(`${at}.attn_norm.weight`, WIDTH),
        half(`${at}.attn_qkv.weight`, WIDTH, 48),
        half(`${at}.ffn_up.weight`, WIDTH, INNER),
      ],
    }),
};

/** A LoRA adapter with the token table's pair stored the other way round, and a norm that some converters keep. */
export function adapter(): GgufSpec {
  return {
    metadata: [
      ["general.architecture", gguf.text("llama")],
      ["general.type", gguf.text("adapter")],
      ["adapter.type", gguf.text("lora")],
      ["adapter.lora.alpha", gguf.f32(16)],
    ],
    tensors: [
      f32Tensor("blk.0.attn_q.weight.lora_a", WIDTH, 4),
      f32Tensor("blk.0.attn_q.weight.lora_b", 4, WIDTH),
      f32Tensor("token_embd.weight.lora_a", 4, TOKENS),
      f32Tensor("token_embd.weight.lora_b", 4, WIDTH),
      f32Tensor("blk.0.attn_norm.weight", WIDTH),
    ],
  };
}

/** A projector for pictures, as converters write it. */
export function projector(): GgufSpec {
  return {
    metadata: [
      ["general.architecture", gguf.text("clip")],
      ["general.type", gguf.text("mmproj")],
      ["clip.has_vision_encoder", gguf.bool(1)],
      ["clip.projector_type", gguf.text("gemma3")],
      ["clip.vision.image_size", gguf.u32(896)],
      ["clip.vision.patch_size", gguf.u32(14)],
      ["clip.vision.embedding_length", gguf.u32(WIDTH)],
      ["clip.vision.feed_forward_length", gguf.u32(INNER)],
      ["clip.vision.projection_dim", gguf.u32(WIDTH)],
      ["clip.vision.block_count", gguf.u32(1)],
      ["clip.vision.attention.head_count", gguf.u32(4)],
    ],
    tensors: [half("v.blk.0.attn_q.weight", WIDTH, WIDTH), half("mm.input_projection.weight", WIDTH, WIDTH)],
  };
}

/** A control vector of two layers. */
export function controlVector(): GgufSpec {
  return {
    metadata: [
      ["general.architecture", gguf.text("controlvector")],
      ["controlvector.model_hint", gguf.text("llama")],
      ["controlvector.layer_count", gguf.u32(2)],
    ],
    tensors: [f32Tensor("direction.1", WIDTH), f32Tensor("direction.2", WIDTH)],
  };
}
