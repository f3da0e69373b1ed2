import { defineStage } from "./define-stage.ts";

/** Formats that a folder of a model may hold beside the weights. */
const SIDE_FILES = new Set(["JSON", "text", "empty file"]);

/** What the file is, by its content. Only GGUF and safetensors go on; everything else is refused by what it is. */
export const formatStage = defineStage({
  id: "format",
  always: false,
  run: ({ sniffed, partOfSet }, report) => {
    const found = sniffed();
    if (found.model !== null) return { detail: `${found.format}, told by its content.` };
    if (partOfSet && SIDE_FILES.has(found.format)) {
      const [draft] = found.drafts;
      report({
        ...draft,
        rule: "format.side-file",
        message: `${draft.message} In a folder it may belong to the model; what it says was not checked.`,
      });
      return { detail: `A side file (${found.format}), not a model.` };
    }
    found.drafts.forEach(report);
    return {
      detail:
        found.format === "unknown"
          ? "Not a known format."
          : `Not a model that can be admitted: ${found.format}.`,
    };
  },
});
