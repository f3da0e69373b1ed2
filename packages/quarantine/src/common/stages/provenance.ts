import { defineStage } from "./define-stage.ts";

/** Who made the file. Signatures are not read yet, so every file counts as unsigned, and that is said. */
export const provenanceStage = defineStage({
  id: "provenance",
  always: false,
  run: (_inspection, report) => {
    report({
      rule: "provenance.unsigned",
      message:
        "No signature was given with the file. Who made it, and whether it is the publisher's original, cannot be told.",
    });
    return { detail: "Unsigned: nobody vouches for it." };
  },
});
