import { defineStage } from "./define-stage.ts";

/** What the file is, by its content. Only GGUF and safetensors go on; everything else is refused by what it is. */
export const formatStage = defineStage({
  id: "format",
  always: false,
  run: ({ sniffed, set }, report) => {
    const found = sniffed();
    if (found.model !== null) return { detail: `${found.format}, told by its content.` };
    const side = set()?.side ?? null;
    if (side !== null) return { detail: `A file beside the weights: ${side}.` };
    found.drafts.forEach(report);
    return {
      detail:
        found.format === "unknown"
          ? "Not a known format."
          : `Not a model that can be admitted: ${found.format}.`,
    };
  },
});
