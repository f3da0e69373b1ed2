import { f32Tensor, gguf, type GgufSpec } from "../../gguf-builder.ts";
import type { CorpusRow } from "../row.ts";
import { changed, tensor, value, without } from "./changed.ts";
import { MODELS } from "./models.ts";

function of(name: keyof typeof MODELS): () => GgufSpec {
  const model = MODELS[name];
  if (!model) throw new Error(`no model ${name}`);
  return model;
}

const llama = of("llama");
const mixtral = of("mixtral");
const qwen3moe = of("qwen3moe");
const deci = of("deci (numbers per layer, a layer without attention, an empty one)");
const gptOss = of("gpt-oss (MXFP4 experts, attention sinks)");

const NUMBERS: readonly CorpusRow[] = [
  changed("width 0", "gguf.hyperparameter", "hold", llama, value("llama.embedding_length", gguf.u32(0))),
  changed(
    "width 2^32-1",
    "gguf.hyperparameter",
    "hold",
    llama,
    value("llama.embedding_length", gguf.u32(0xffff_ffff)),
  ),
  changed(
    "inner size 2^31",
    "gguf.hyperparameter",
    "hold",
    llama,
    value("llama.feed_forward_length", gguf.u32(0x8000_0000)),
  ),
  changed(
    "head count 2^32-1",
    "gguf.hyperparameter",
    "hold",
    llama,
    value("llama.attention.head_count", gguf.u32(0xffff_ffff)),
  ),
  changed(
    "key length 2^32-1",
    "gguf.hyperparameter",
    "hold",
    llama,
    value("llama.attention.key_length", gguf.u32(0xffff_ffff)),
  ),
  changed(
    "2^31 experts",
    "gguf.hyperparameter",
    "hold",
    mixtral,
    value("llama.expert_count", gguf.u32(0x8000_0000)),
  ),
  changed(
    "epsilon not a number",
    "gguf.hyperparameter",
    "hold",
    llama,
    value("llama.attention.layer_norm_rms_epsilon", gguf.f32(NaN)),
  ),
  changed(
    "epsilon below 0",
    "gguf.hyperparameter",
    "hold",
    llama,
    value("llama.attention.layer_norm_rms_epsilon", gguf.f32(-1e-5)),
  ),
  changed(
    "no heads, but matrices for them",
    "gguf.shape",
    "hold",
    llama,
    value("llama.attention.head_count", gguf.u32(0)),
  ),
  changed(
    "no key heads, but matrices for them",
    "gguf.shape",
    "hold",
    llama,
    value("llama.attention.head_count_kv", gguf.u32(0)),
  ),
  changed(
    "rope base infinite",
    "gguf.hyperparameter",
    "hold",
    llama,
    value("llama.rope.freq_base", gguf.f32(Infinity)),
  ),
  changed(
    "rope base as a text",
    "gguf.metadata-type",
    "hold",
    llama,
    value("llama.rope.freq_base", gguf.text("10000")),
  ),
  changed(
    "width as u64",
    "gguf.metadata-type",
    "hold",
    llama,
    value("llama.embedding_length", gguf.u64(32n)),
  ),
  changed(
    "width as a list",
    "gguf.metadata-type",
    "hold",
    llama,
    value("llama.embedding_length", gguf.u32s([32, 32])),
  ),
  changed(
    "head count as i32",
    "gguf.metadata-type",
    "hold",
    llama,
    value("llama.attention.head_count", gguf.i32(4)),
  ),
  changed(
    "experts as a text",
    "gguf.metadata-type",
    "hold",
    mixtral,
    value("llama.expert_count", gguf.text("4")),
  ),
  changed(
    "recurrent head size 0",
    "gguf.hyperparameter",
    "hold",
    of("rwkv6"),
    value("rwkv6.wkv.head_size", gguf.u32(0)),
  ),
  changed(
    "state size 2^32-1",
    "gguf.hyperparameter",
    "hold",
    of("mamba"),
    value("mamba.ssm.state_size", gguf.u32(0xffff_ffff)),
  ),
  changed(
    "a list of head counts one layer short",
    "gguf.hyperparameter",
    "hold",
    deci,
    value("deci.attention.head_count", gguf.i32s([4, 0])),
  ),
  changed(
    "a list of inner sizes one layer long",
    "gguf.hyperparameter",
    "hold",
    deci,
    value("deci.feed_forward_length", gguf.i32s([48, 64, 0, 0])),
  ),
  changed(
    "a context of 2^32-1 tokens",
    "gguf.context-length",
    "admit",
    llama,
    value("llama.context_length", gguf.u32(0xffff_ffff)),
  ),
  changed(
    "an architecture nobody knows",
    "gguf.unknown-architecture",
    "admit",
    llama,
    value("general.architecture", gguf.text("llamma")),
  ),
];

const LAYERS: readonly CorpusRow[] = [
  changed("a layer left out", "gguf.missing-layer", "hold", llama, without(/^blk\.1\./)),
  changed(
    "two hundred layers claimed, two there",
    "gguf.missing-layer",
    "hold",
    llama,
    value("llama.block_count", gguf.u32(200)),
  ),
  changed(
    "one layer claimed, two there",
    "gguf.layer-index",
    "hold",
    llama,
    value("llama.block_count", gguf.u32(1)),
  ),
  changed("513 layers", "gguf.block-count", "refuse", llama, value("llama.block_count", gguf.u32(513))),
  changed(
    "layer -1",
    "gguf.layer-index",
    "hold",
    llama,
    tensor("blk.1.ffn_norm.weight", f32Tensor("blk.-1.ffn_norm.weight", 32)),
  ),
  changed(
    "layer 99,999,999,999",
    "gguf.layer-index",
    "hold",
    llama,
    tensor("blk.1.ffn_norm.weight", f32Tensor("blk.99999999999.ffn_norm.weight", 32)),
  ),
];

const HEADS: readonly CorpusRow[] = [
  changed(
    "key heads that do not divide the query heads",
    "gguf.hyperparameter",
    "hold",
    llama,
    value("llama.attention.head_count_kv", gguf.u32(3)),
  ),
  changed(
    "more key heads than query heads",
    "gguf.hyperparameter",
    "hold",
    llama,
    value("llama.attention.head_count_kv", gguf.u32(8)),
  ),
  changed(
    "key heads of one layer that do not divide",
    "gguf.hyperparameter",
    "hold",
    deci,
    value("deci.attention.head_count_kv", gguf.i32s([3, 0, 0])),
  ),
  changed(
    "rope wider than a head",
    "gguf.hyperparameter",
    "hold",
    of("phi2 (part of a head turned)"),
    value("phi2.rope.dimension_count", gguf.u32(16)),
  ),
  changed(
    "rope narrower than a head where it may not be",
    "gguf.hyperparameter",
    "hold",
    llama,
    value("llama.rope.dimension_count", gguf.u32(4)),
  ),
  changed(
    "heads against queries",
    "gguf.shape",
    "hold",
    of("qwen3 (heads wider than the model)"),
    value("qwen3.attention.key_length", gguf.u32(12)),
  ),
  changed(
    "queries with half their rows",
    "gguf.shape",
    "hold",
    llama,
    tensor("blk.0.attn_q.weight", f32Tensor("blk.0.attn_q.weight", 32, 16)),
  ),
  changed(
    "keys with twice their rows",
    "gguf.shape",
    "hold",
    llama,
    tensor("blk.1.attn_k.weight", f32Tensor("blk.1.attn_k.weight", 32, 32)),
  ),
  changed(
    "queries of a layer against its own head count",
    "gguf.shape",
    "hold",
    deci,
    tensor("blk.0.attn_q.weight", f32Tensor("blk.0.attn_q.weight", 32, 40)),
  ),
  changed(
    "queries of a narrower model",
    "gguf.shape",
    "hold",
    of("qwen2"),
    tensor("blk.0.attn_q.weight", f32Tensor("blk.0.attn_q.weight", 16, 32)),
  ),
];

const EXPERTS: readonly CorpusRow[] = [
  changed(
    "more experts used than there are",
    "gguf.hyperparameter",
    "hold",
    mixtral,
    value("llama.expert_used_count", gguf.u32(5)),
  ),
  changed(
    "experts used and none there",
    "gguf.hyperparameter",
    "hold",
    qwen3moe,
    value("qwen3moe.expert_count", gguf.u32(0)),
  ),
  changed(
    "one layer uses more experts than there are",
    "gguf.hyperparameter",
    "hold",
    of("llama4 (experts in every second layer, experts used per layer)"),
    value("llama4.expert_used_count", gguf.u32s([0, 9])),
  ),
  changed(
    "more experts claimed than the tensors hold",
    "gguf.shape",
    "hold",
    qwen3moe,
    value("qwen3moe.expert_count", gguf.u32(128)),
  ),
  changed(
    "one stacked tensor with an expert less",
    "gguf.shape",
    "hold",
    mixtral,
    tensor("blk.1.ffn_down_exps.weight", f32Tensor("blk.1.ffn_down_exps.weight", 32, 32, 3)),
  ),
  changed(
    "MXFP4 experts fewer than claimed",
    "gguf.shape",
    "hold",
    gptOss,
    value("gpt-oss.expert_count", gguf.u32(32)),
  ),
];

const TABLES: readonly CorpusRow[] = [
  changed(
    "a token table narrower than the model",
    "gguf.shape",
    "hold",
    llama,
    tensor("token_embd.weight", f32Tensor("token_embd.weight", 16, 8)),
  ),
  changed(
    "a token table with a row less than tokens",
    "gguf.vocabulary-rows",
    "hold",
    llama,
    tensor("token_embd.weight", f32Tensor("token_embd.weight", 32, 7)),
  ),
  changed(
    "an output with a row less than tokens",
    "gguf.vocabulary-rows",
    "hold",
    of("qwen2"),
    tensor("output.weight", f32Tensor("output.weight", 32, 7)),
  ),
  changed(
    "a token table rounded up",
    "gguf.vocabulary-padding",
    "admit",
    llama,
    tensor("token_embd.weight", f32Tensor("token_embd.weight", 32, 16)),
  ),
  changed(
    "an inner size that no matrix has",
    "gguf.shape",
    "hold",
    llama,
    value("llama.feed_forward_length", gguf.u32(64)),
  ),
  changed(
    "one inner matrix with fewer rows",
    "gguf.shape",
    "hold",
    of("falcon (queries, keys and values in one)"),
    tensor("blk.1.ffn_up.weight", f32Tensor("blk.1.ffn_up.weight", 32, 47)),
  ),
  changed(
    "an inner matrix of one layer against its own size",
    "gguf.shape",
    "hold",
    of("openelm (numbers per layer)"),
    value("openelm.feed_forward_length", gguf.i32s([48, 48])),
  ),
];

/** Sizes that do not fit each other or the tensors, each against a small model of a real architecture. */
export const HYPERPARAMETERS: readonly CorpusRow[] = [...NUMBERS, ...LAYERS, ...HEADS, ...EXPERTS, ...TABLES];
