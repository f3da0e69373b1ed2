import {
  gguf,
  someFloats,
  withAlignment,
  withTensor,
  withValue,
  type GgufValue,
} from "../../gguf-builder.ts";
import type { CorpusRow } from "../row.ts";
import { good, row, value } from "./structure-rows.ts";

/** An alignment that cannot be, beside the nearest that can; both files are laid out by the twin's. */
function alignment(what: string, bad: GgufValue, near: number): CorpusRow {
  const twin = withAlignment(good, near);
  return row(what, ["gguf.alignment", "refuse"], withValue(twin, "general.alignment", bad), twin);
}

function needed(what: string, key: string, bad: GgufValue, fine: GgufValue): CorpusRow {
  return value(what, ["gguf.metadata-type", "hold"], key, bad, fine);
}

function told(what: string, key: string, bad: GgufValue, fine: GgufValue): CorpusRow {
  return value(what, ["gguf.description-type", "admit"], key, bad, fine);
}

/** A second tensor of 80 bytes: every alignment places the third elsewhere. */
const uneven = withTensor(good, 1, { dims: [20n], data: someFloats(20) });

/** Keys that mean the same in every architecture. */
export const GENERAL_KEYS: readonly CorpusRow[] = [
  alignment("alignment 0", gguf.u32(0), 8),
  alignment("alignment 1", gguf.u32(1), 8),
  alignment("alignment 4", gguf.u32(4), 8),
  alignment("alignment 24", gguf.u32(24), 32),
  alignment("alignment 33", gguf.u32(33), 32),
  alignment("alignment 4 MiB", gguf.u32(4 * 1024 * 1024), 65_536),
  alignment("alignment 2^31", gguf.u32(0x8000_0000), 64),
  alignment("alignment 2^32-1", gguf.u32(0xffff_ffff), 64),
  alignment("alignment as i32", gguf.i32(32), 32),
  alignment("alignment as u64", gguf.u64(32n), 32),
  alignment("alignment as f32", gguf.f32(32), 32),
  alignment("alignment as truth value", gguf.bool(1), 32),
  alignment("alignment as text", gguf.text("32"), 32),
  alignment("alignment as list", gguf.u32s([32]), 32),
  row(
    "alignment 64 said, 32 used",
    ["gguf.tensor-misaligned", "refuse"],
    withValue(uneven, "general.alignment", gguf.u32(64)),
    withAlignment(uneven, 64),
  ),
  row(
    "alignment 16 said, 32 used",
    ["gguf.tensor-gap", "refuse"],
    withValue(uneven, "general.alignment", gguf.u32(16)),
    withAlignment(uneven, 16),
  ),
  needed("general.name as number", "general.name", gguf.u32(1), gguf.text("1")),
  needed("general.name as list", "general.name", gguf.texts(["a"]), gguf.text("a")),
  needed("general.type as number", "general.type", gguf.u32(1), gguf.text("model")),
  needed("general.file_type as u64", "general.file_type", gguf.u64(1n), gguf.u32(1)),
  needed("general.file_type as text", "general.file_type", gguf.text("1"), gguf.u32(1)),
  needed("split.count as u32", "split.count", gguf.u32(1), gguf.u16(1)),
  needed("split.no as text", "split.no", gguf.text("0"), gguf.u16(0)),
  needed("split.tensors.count as u64", "split.tensors.count", gguf.u64(5n), gguf.i32(5)),
  told("general.tags as text", "general.tags", gguf.text("chat"), gguf.texts(["chat"])),
  told("general.license as list", "general.license", gguf.texts(["mit"]), gguf.text("mit")),
  told("general.quantization_version as text", "general.quantization_version", gguf.text("2"), gguf.u32(2)),
  told("general.base_model.0.name as number", "general.base_model.0.name", gguf.u32(1), gguf.text("1")),
];
