import type { Rule } from "./define-rule.ts";
import { FORMAT_RULES } from "./format-rules.ts";
import { GGUF_RULES } from "./gguf-rules.ts";
import { SAFETENSORS_RULES } from "./safetensors-rules.ts";
import { STAGE_RULES } from "./stage-rules.ts";

/** Every rule of the static stages. A new rule is one row in one of these tables. */
export const RULES = { ...FORMAT_RULES, ...GGUF_RULES, ...SAFETENSORS_RULES, ...STAGE_RULES } as const;
export type RuleId = keyof typeof RULES;

/** The rule with this id. */
export function ruleOf(id: RuleId): Rule {
  return RULES[id];
}
