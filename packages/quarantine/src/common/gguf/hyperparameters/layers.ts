import { figure, plural, quoted } from "../../text.ts";
import { MAX_LAYERS } from "../limits.ts";
import { integerOf, reportValue } from "../metadata-view.ts";
import { placeOf } from "../tensors.ts";
import { layerOf, type Subject } from "./subject.ts";

/** Most missing layers named in one message. */
const NAMED = 8;

/** The number of layers against its limits and against the layers that there are. */
export function checkLayers(subject: Subject): void {
  const key = `${subject.name}.block_count`;
  const value = subject.value("block_count");
  if (!value) return;
  const bad = (message: string): void => {
    reportValue(subject.report, "gguf.block-count", key, value, message);
  };
  if (value.kind !== "scalar" || value.type !== "u32" || typeof value.value !== "bigint") {
    bad(
      `The number of layers, ${quoted(key)}, must be an unsigned 32-bit number. Loaders crash on other types.`,
    );
  } else if (subject.blocks === null) {
    bad(
      `The number of layers is ${figure(value.value)}; it must be 1 to ${figure(MAX_LAYERS)}. Loaders write outside their memory.`,
    );
  } else {
    checkNumbering(subject, subject.blocks);
  }
}

function checkNumbering(subject: Subject, blocks: number): void {
  const present = new Set<number>();
  for (const tensor of subject.tensors) {
    const layer = layerOf(tensor);
    if (layer === null) {
      if (tensor.name.startsWith("blk."))
        subject.report({
          rule: "gguf.layer-index",
          ...placeOf(tensor),
          message: `The tensor ${quoted(tensor.name)} is of a layer that is not named by a number.`,
        });
      continue;
    }
    if (layer < BigInt(blocks)) {
      present.add(Number(layer));
      continue;
    }
    subject.report({
      rule: "gguf.layer-index",
      ...placeOf(tensor),
      message: `The tensor ${quoted(tensor.name)} belongs to layer ${figure(layer)}, but the model has ${figure(blocks)}.`,
    });
  }
  if (mayLackLayers(subject)) return;
  const missing = Array.from({ length: blocks }, (_, layer) => layer).filter((layer) => !present.has(layer));
  const value = subject.value("block_count");
  if (missing.length === 0 || !value) return;
  const named = missing.slice(0, NAMED).map(figure).join(", ");
  reportValue(
    subject.report,
    "gguf.missing-layer",
    `${subject.name}.block_count`,
    value,
    `${plural(missing.length, "layer")} of ${figure(blocks)} ${missing.length === 1 ? "has" : "have"} no tensor: ${named}${missing.length > NAMED ? ", …" : ""}. The model is not whole.`,
  );
}

/** One part of several; layers that predict further tokens, which publishers ship apart; architectures with empty layers. */
function mayLackLayers({ known, metadata, integer }: Subject): boolean {
  return (
    known?.everyLayer !== true ||
    (integerOf(metadata, "split.count") ?? 0n) > 1n ||
    (integer("nextn_predict_layers") ?? 0n) > 0n
  );
}
