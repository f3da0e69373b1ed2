import { defineRule } from "../define-rule.ts";

export const setRemoteCode = defineRule({
  id: "set.remote-code",
  severity: "high",
  asks: "hold",
  why: "The settings name Python code that comes with the model. Programs that are told to trust it run it with your rights.",
  remedy: "Use the model only in programs that do not run its own code. Never set trust_remote_code for it.",
  refs: [],
});
