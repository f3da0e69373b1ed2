import type { StepDefinition } from "../step.ts";

/** The last act before the key that signs it is destroyed. */
export const certificate: StepDefinition = {
  id: "certificate",
  level: 3,
  claim: "proven",
  medium: "file erasure-<id>.json",
  does: "Write the certificate and sign it with the log's key.",
  limitMs: 3_000,
};
