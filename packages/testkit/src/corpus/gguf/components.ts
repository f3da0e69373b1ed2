import { f32Tensor, GGML_TYPE, gguf } from "../../gguf-builder.ts";
import type { CorpusRow } from "../row.ts";
import { changed, tensor, value, without } from "./changed.ts";
import { adapter, controlVector, projector } from "./models.ts";

const ADAPTERS: readonly CorpusRow[] = [
  changed(
    "an adapter with half a pair",
    "gguf.adapter-pair",
    "hold",
    adapter,
    without(/attn_q\.weight\.lora_b$/),
  ),
  changed(
    "an adapter whose halves do not meet",
    "gguf.adapter-pair",
    "hold",
    adapter,
    tensor("blk.0.attn_q.weight.lora_b", f32Tensor("blk.0.attn_q.weight.lora_b", 8, 32)),
  ),
  changed(
    "an adapter with a whole matrix in it",
    "gguf.adapter-pair",
    "hold",
    adapter,
    tensor("blk.0.attn_norm.weight", f32Tensor("blk.0.ffn_up.weight", 32, 48)),
  ),
  changed(
    "an adapter of infinite strength",
    "gguf.adapter-pair",
    "hold",
    adapter,
    value("adapter.lora.alpha", gguf.f32(Infinity)),
  ),
  changed(
    "an adapter's strength as a text",
    "gguf.metadata-type",
    "hold",
    adapter,
    value("adapter.lora.alpha", gguf.text("16")),
  ),
  changed(
    "an adapter of another kind",
    "gguf.adapter-kind",
    "admit",
    adapter,
    value("adapter.type", gguf.text("dora")),
  ),
];

const PROJECTORS: readonly CorpusRow[] = [
  changed(
    "a projector with patches of 0",
    "gguf.projector",
    "hold",
    projector,
    value("clip.vision.patch_size", gguf.u32(0)),
  ),
  changed(
    "a projector for pictures of 2^32-1",
    "gguf.projector",
    "hold",
    projector,
    value("clip.vision.image_size", gguf.u32(0xffff_ffff)),
  ),
  changed(
    "a projector of width 2^32-1",
    "gguf.projector",
    "hold",
    projector,
    value("clip.vision.embedding_length", gguf.u32(0xffff_ffff)),
  ),
  changed(
    "a projector with 2^32-1 layers",
    "gguf.block-count",
    "refuse",
    projector,
    value("clip.vision.block_count", gguf.u32(0xffff_ffff)),
  ),
  changed(
    "a projector with its layers as a text",
    "gguf.block-count",
    "refuse",
    projector,
    value("clip.vision.block_count", gguf.text("27")),
  ),
  changed(
    "a projector's flag as a number",
    "gguf.metadata-type",
    "hold",
    projector,
    value("clip.has_vision_encoder", gguf.u32(1)),
  ),
  changed(
    "a projector's patches as i32",
    "gguf.metadata-type",
    "hold",
    projector,
    value("clip.vision.patch_size", gguf.i32(14)),
  ),
];

const CONTROL_VECTORS: readonly CorpusRow[] = [
  changed(
    "a control vector for layer 536,870,912",
    "gguf.control-vector",
    "refuse",
    controlVector,
    tensor("direction.2", f32Tensor("direction.536870912", 32)),
  ),
  changed(
    "a control vector for layer 60,000",
    "gguf.control-vector",
    "hold",
    controlVector,
    tensor("direction.2", f32Tensor("direction.60000", 32)),
  ),
  changed(
    "a control vector for layer 0",
    "gguf.control-vector",
    "hold",
    controlVector,
    tensor("direction.1", f32Tensor("direction.0", 32)),
  ),
  changed(
    "a control vector for layer -1",
    "gguf.control-vector",
    "hold",
    controlVector,
    tensor("direction.1", f32Tensor("direction.-1", 32)),
  ),
  changed(
    "a control vector of two lengths",
    "gguf.control-vector",
    "hold",
    controlVector,
    tensor("direction.2", f32Tensor("direction.2", 64)),
  ),
  changed(
    "a control vector of two dimensions",
    "gguf.control-vector",
    "hold",
    controlVector,
    tensor("direction.2", f32Tensor("direction.2", 32, 2)),
  ),
  changed(
    "a control vector of half numbers",
    "gguf.control-vector",
    "hold",
    controlVector,
    tensor("direction.2", {
      name: "direction.2",
      dims: [32n],
      type: GGML_TYPE.F16.id,
      data: new Uint8Array(64).fill(0x2c),
    }),
  ),
];

/** Files that belong to a model: adapters, projectors, control vectors. */
export const COMPONENTS: readonly CorpusRow[] = [...ADAPTERS, ...PROJECTORS, ...CONTROL_VECTORS];
