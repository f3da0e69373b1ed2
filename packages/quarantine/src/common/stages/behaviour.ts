import { defineStage } from "./define-stage.ts";

/** What the model says. It is run by the supervisor in the confined runtime, after these stages; here it never runs. */
export const behaviourStage = defineStage({
  id: "behaviour",
  always: true,
  run: () => ({
    detail: "Not run: these checks look at the file without starting the model.",
    verdict: "not_run",
  }),
});
