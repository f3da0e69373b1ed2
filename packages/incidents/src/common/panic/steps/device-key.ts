import type { StepDefinition } from "../step.ts";

/** A keychain may want to ask the person first: then it fails here, and the certificate says so. */
export const deviceKey: StepDefinition = {
  id: "device_key",
  level: 2,
  claim: "best_effort",
  medium: "the keychain of this system: files of its own on the same disk",
  does: "Remove this machine's key from the keychain.",
  limitMs: 700,
};
