import type { Rule } from "./define-rule.ts";
import * as registry from "./registry.ts";

export type RuleId = (typeof registry)[keyof typeof registry]["id"];

/** Every rule of the static stages, by id. */
export const RULES: ReadonlyMap<string, Rule<RuleId>> = new Map(
  Object.values(registry).map((rule) => [rule.id, rule]),
);

/** The rule with this id. */
export function ruleOf(id: RuleId): Rule<RuleId> {
  const rule = RULES.get(id);
  if (!rule) throw new RangeError(`there is no rule ${id}`);
  return rule;
}
