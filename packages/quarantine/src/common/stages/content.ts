import type { Draft } from "../findings.ts";
import { placeOfKey } from "../gguf/metadata-view.ts";
import type { GgufPart } from "../gguf/part.ts";
import { archiveInside } from "../sniff/zip.ts";
import { figure, plural } from "../text.ts";
import { defineStage } from "./define-stage.ts";

/** Structure: header, metadata, tokenizer, tensor list, and where every tensor lies. */
export const contentStage = defineStage({
  id: "content",
  always: false,
  run: (inspection, report) => {
    const parsed = inspection.parsed();
    const set = inspection.set();
    set?.drafts.forEach(report);
    if (!parsed)
      return set?.side == null
        ? { detail: "There is no structure to check.", verdict: "not_run" }
        : { detail: `Read as ${set.side}.`, dropped: set.dropped };
    parsed.drafts.forEach(report);
    archiveInside(inspection.source).forEach(report);
    if (set === null && parsed.model.part) sayAlone(parsed.model.part, report);
    const { facts, sound } = parsed.model;
    const tensors = plural(facts.tensors ?? 0, "tensor");
    const parameters =
      facts.parameters === null ? "" : `, ${figure(BigInt(Math.round(facts.parameters)))} parameters`;
    return {
      detail: sound
        ? `${facts.format}, ${tensors}${parameters}: every part lies where the file says and inside it.`
        : `${facts.format}: the structure is not what it claims to be.`,
      dropped: parsed.dropped + (set?.dropped ?? 0),
      ms: parsed.ms,
    };
  },
});

function sayAlone({ number, count, document }: GgufPart, report: (draft: Draft) => void): void {
  report({
    rule: "gguf.split",
    ...placeOfKey(document.metadata, "split.count"),
    message: `This is part ${figure(number + 1n)} of a model in ${figure(count)} files. One part cannot be judged or run alone: give all of them together.`,
  });
}
