import { figure, quoted } from "../../text.ts";
import { reportValue } from "../metadata-view.ts";
import { placeOf } from "../tensors.ts";
import type { Subject } from "./subject.ts";

/** Stacked expert matrices; their last dimension counts the experts. */
const STACKED = /^blk\.\d+\.ffn_(?:up|gate|down|gate_up)_exps\.weight$/;
/** Converters write one expert for dense models of these; engines read that as none. */
const ONE_MEANS_NONE = new Set(["hunyuan-dense", "hunyuan_vl"]);

/** Experts used against experts there are, in numbers and in tensors. */
export function checkExperts(subject: Subject): void {
  if (!subject.known) return;
  const count = subject.integer("expert_count") ?? 0n;
  if (count <= 1n && ONE_MEANS_NONE.has(subject.name)) return;
  checkUsed(subject, count);
  if (count === 0n) return;
  for (const tensor of subject.tensors) {
    // Two dimensions: a single expert, its dimension left out.
    if (tensor.shape.length !== 3 || tensor.shape[2] === count || !STACKED.test(tensor.name)) continue;
    subject.report({
      rule: "gguf.shape",
      ...placeOf(tensor),
      message: `The tensor ${quoted(tensor.name)} holds ${figure(tensor.shape[2] ?? 0n)} experts, but the model says it has ${figure(count)}. Engines read past its end.`,
    });
  }
}

function checkUsed(subject: Subject, count: bigint): void {
  const value = subject.value("expert_used_count");
  if (!value) return;
  for (let layer = 0; layer < (subject.blocks ?? 1); layer++) {
    const used = subject.perLayer("expert_used_count", layer);
    if (used === null || used <= count) continue;
    const key = `${subject.name}.expert_used_count`;
    const message = `The model uses ${figure(used)} experts at a time and has ${figure(count)}. Engines stop, or read what is not theirs.`;
    reportValue(subject.report, "gguf.hyperparameter", key, value, message);
    return;
  }
}
