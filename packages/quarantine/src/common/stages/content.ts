import { figure, plural } from "../text.ts";
import { defineStage } from "./define-stage.ts";

/** Structure: header, metadata, tokenizer, tensor list, and where every tensor lies. */
export const contentStage = defineStage({
  id: "content",
  always: false,
  run: (inspection, report) => {
    const parsed = inspection.parsed();
    if (!parsed) return { detail: "There is no structure to check.", verdict: "not_run" };
    parsed.drafts.forEach(report);
    const { facts, sound } = parsed.model;
    const tensors = plural(facts.tensors ?? 0, "tensor");
    const parameters =
      facts.parameters === null ? "" : `, ${figure(BigInt(Math.round(facts.parameters)))} parameters`;
    return {
      detail: sound
        ? `${facts.format}, ${tensors}${parameters}: every part lies where the file says and inside it.`
        : `${facts.format}: the structure is not what it claims to be.`,
      dropped: parsed.dropped,
      ms: parsed.ms,
    };
  },
});
