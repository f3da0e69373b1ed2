import { figure, plural, quoted } from "../text.ts";
import type { SweptTensor } from "../weights/sweep.ts";
import { defineStage } from "./define-stage.ts";

/** Every floating-point number is finite, and every tensor has its digest. Read in the same pass as the file's. */
export const weightsStage = defineStage({
  id: "weights",
  always: false,
  run: async (inspection, report) => {
    const parsed = inspection.parsed();
    if (parsed === null && inspection.set()?.side != null)
      return { detail: "A file beside the weights holds none.", verdict: "not_applicable" };
    if (!parsed?.model.sound)
      return { detail: "Not run: where the weights lie is not certain.", verdict: "not_run" };
    if (inspection.profile === "quick")
      return { detail: "Not run: a quick scan does not look at the weights.", verdict: "not_run" };
    if (parsed.model.spans.length === 0)
      return { detail: "The file holds no weights.", verdict: "not_applicable" };
    const { tensors, weightsMs } = await inspection.sweep();
    for (const tensor of tensors) reportNotFinite(tensor, report);
    const floats = tensors.filter(({ span }) => span.float !== null);
    const numbers = floats.reduce((sum, { span }) => sum + span.elements, 0n);
    const rest = tensors.length - floats.length;
    const quantised =
      rest === 0
        ? ""
        : ` ${plural(rest, "tensor is", "tensors are")} stored as whole numbers or quantised: hashed, values not judged yet.`;
    return {
      detail: `${plural(tensors.length, "tensor")} hashed; ${figure(numbers)} floating-point numbers checked for NaN and infinity.${quantised}`,
      ms: weightsMs,
    };
  },
});

function reportNotFinite(
  { span, notFinite }: SweptTensor,
  report: Parameters<typeof weightsStage.run>[1],
): void {
  if (!notFinite) return;
  const { nan, infinite, firstAt } = notFinite;
  const parts = [
    nan > 0 ? `${figure(nan)} not numbers (NaN)` : "",
    infinite > 0 ? `${figure(infinite)} infinite` : "",
  ].filter((part) => part !== "");
  report({
    rule: "weights.not-a-number",
    offset: firstAt,
    length: Math.max(1, Math.round(span.bytes / Number(span.elements || 1n))),
    where: span.name,
    message: `The tensor ${quoted(span.name)} holds values that no sound model has: ${parts.join(", ")}. The first is at byte ${figure(firstAt)}.`,
  });
}
