import type { StepDefinition } from "../step.ts";

/** A large model's memory takes the system about 80 ms per GiB to take back: hence the long limit, and its place after the page. It was told to end together with the keeper. */
export const work: StepDefinition = {
  id: "work",
  level: 1,
  claim: "proven",
  medium: "memory of processes",
  does: "End everything that works with models or plaintext.",
  limitMs: 30_000,
};
