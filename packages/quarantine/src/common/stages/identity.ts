import { figure } from "../text.ts";
import { defineStage, type Inspection } from "./define-stage.ts";

/**
 * SHA-256 of the whole file, compared with what intake saw. Pins and blocks are compared with it outside of this process, which
 * is not told a million digests, nor which ones somebody fears (`policy/apply.ts`).
 */
export const identityStage = defineStage({
  id: "identity",
  // The digest of a refused file is what people look up and put on block lists.
  always: true,
  run: async (inspection, report) => {
    const { sha256, weightsMs } = await inspection.sweep();
    const { expectedSha256, source } = inspection;
    if (expectedSha256 !== null && expectedSha256 !== sha256) {
      report({
        rule: "identity.digest-mismatch",
        message: `The file's SHA-256 is not the one taken when it arrived (${expectedSha256.slice(0, 12)}…, now ${sha256.slice(0, 12)}…).`,
      });
    }
    const compared =
      expectedSha256 === null
        ? ""
        : expectedSha256 === sha256
          ? " Same as at arrival."
          : " Not the same as at arrival.";
    return {
      detail: `SHA-256 ${sha256} over ${figure(source.size)} bytes.${compared}`,
      // Parsing and the weights' share of the pass are counted in their own stages.
      ms: -weightsMs - parseMs(inspection),
    };
  },
});

/** Time of parsing, which the pass asked for first; 0 when the parser crashed (the content stage says so). */
function parseMs({ parsed }: Inspection): number {
  try {
    return parsed()?.ms ?? 0;
  } catch {
    return 0;
  }
}
