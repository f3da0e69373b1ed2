import { defineRule } from "../define-rule.ts";

export const formatLfsPointer = defineRule({
  id: "format.lfs-pointer",
  severity: "high",
  asks: "refuse",
  why: "The file is a note that says where the model is. The model itself was not downloaded.",
  remedy: "This is a pointer to the model, not the model. Fetch it with Git LFS.",
  refs: [],
});
