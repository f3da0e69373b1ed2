import type { Report } from "../../findings.ts";
import { figure, quoted } from "../../text.ts";
import type { GgufDocument } from "../document.ts";
import { reportValue, type Metadata } from "../metadata-view.ts";
import { placeOf, type GgufTensor } from "../tensors.ts";

const ALPHA = "adapter.lora.alpha";

/** An adapter is a list of pairs: `….lora_a` narrows, `….lora_b` widens, and both meet in the same rank. */
export function checkAdapter({ metadata, tensors }: GgufDocument, report: Report): void {
  checkKind(metadata, report);
  checkAlpha(metadata, report);
  const byName = new Map(tensors.map((tensor) => [tensor.name, tensor]));
  for (const tensor of tensors) checkTensor(tensor, byName, report);
}

function checkKind(metadata: Metadata, report: Report): void {
  const value = metadata.get("adapter.type");
  if (!value || (value.kind === "string" && value.text === "lora")) return;
  const found = value.kind === "string" ? quoted(value.text ?? "") : "not a text";
  const message = `The kind of adapter is ${found}; the bundled engine knows only "lora".`;
  reportValue(report, "gguf.adapter-kind", "adapter.type", value, message);
}

function checkAlpha(metadata: Metadata, report: Report): void {
  const value = metadata.get(ALPHA);
  if (!value) return;
  if (value.kind !== "scalar" || value.type !== "f32")
    reportValue(
      report,
      "gguf.metadata-type",
      ALPHA,
      value,
      `${quoted(ALPHA)} must be a 32-bit floating point number.`,
    );
  else if (typeof value.value === "number" && !Number.isFinite(value.value))
    reportValue(
      report,
      "gguf.adapter-pair",
      ALPHA,
      value,
      "The strength of the adapter is not a finite number.",
    );
}

function checkTensor(tensor: GgufTensor, byName: ReadonlyMap<string, GgufTensor>, report: Report): void {
  const [, base, half] = /^(.*)\.lora_(a|b)$/.exec(tensor.name) ?? [];
  const say = (message: string): void => {
    report({ rule: "gguf.adapter-pair", ...placeOf(tensor), message });
  };
  if (base === undefined) {
    // Norms are left out by engines and kept by some converters.
    if (!tensor.name.endsWith("_norm.weight"))
      say(`The tensor ${quoted(tensor.name)} is not one half of a pair, so it is no part of an adapter.`);
    return;
  }
  const other = byName.get(`${base}.lora_${half === "a" ? "b" : "a"}`);
  if (!other) say(`The tensor ${quoted(tensor.name)} has no other half.`);
  // The pair of the token table is stored the other way round.
  else if (half === "a" && !base.endsWith("token_embd.weight")) checkRank(tensor, other, say);
}

function checkRank(a: GgufTensor, b: GgufTensor, say: (message: string) => void): void {
  const narrow = a.shape[1] ?? 1n;
  const wide = b.shape[0] ?? 1n;
  if (narrow !== wide)
    say(
      `The tensor ${quoted(a.name)} ends in ${figure(narrow)} numbers and its other half begins with ${figure(wide)}. Engines that multiply them read past the end.`,
    );
}
