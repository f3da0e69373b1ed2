import { figure, quoted } from "../../text.ts";
import { reportValue } from "../metadata-view.ts";
import type { Subject } from "./subject.ts";

/** llama.cpp loads these only when positions turn the whole head. */
const WHOLE_HEAD_TURNED = new Set(["llama", "deci", "falcon", "llama-embed"]);

/** Heads against each other: key heads share out the query heads evenly, and no more of a head is turned than there is. */
export function checkHeads(subject: Subject): void {
  if (subject.known?.attention !== true) return;
  checkGroups(subject);
  checkRope(subject);
}

function checkGroups(subject: Subject): void {
  const value = subject.value("attention.head_count_kv");
  if (!value) return;
  for (let layer = 0; layer < (subject.blocks ?? 0); layer++) {
    const heads = subject.perLayer("attention.head_count", layer);
    const keyHeads = subject.perLayer("attention.head_count_kv", layer);
    // No key heads: a layer without attention, or with a linear one.
    if (heads === null || keyHeads === null || keyHeads === 0n || heads % keyHeads === 0n) continue;
    const key = `${subject.name}.attention.head_count_kv`;
    const message = `Layer ${figure(layer)} has ${figure(heads)} query heads and ${figure(keyHeads)} key heads; the first must be a multiple of the second.`;
    reportValue(subject.report, "gguf.hyperparameter", key, value, message);
    return;
  }
}

/** Numbers per head: stated, or the width shared out over the heads as engines do it. */
export function headLength(subject: Subject): bigint | null {
  const stated = subject.value("attention.key_length");
  if (stated) return subject.integer("attention.key_length");
  const width = subject.integer("embedding_length");
  const heads = subject.perLayer("attention.head_count", 0);
  return width === null || heads === null || heads === 0n ? null : width / heads;
}

function checkRope(subject: Subject): void {
  const turned = subject.integer("rope.dimension_count");
  const value = subject.value("rope.dimension_count");
  const length = headLength(subject);
  if (turned === null || !value || length === null) return;
  const key = `${subject.name}.rope.dimension_count`;
  if (turned <= length && !(WHOLE_HEAD_TURNED.has(subject.name) && turned !== length)) return;
  const message = `${quoted(key)} is ${figure(turned)}, but a head has ${figure(length)} numbers. Engines stop or read past its end.`;
  reportValue(subject.report, "gguf.hyperparameter", key, value, message);
}
