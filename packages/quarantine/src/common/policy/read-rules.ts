import type { Ask } from "../rules/define-rule.ts";
import { RULES, type RuleId } from "../rules/index.ts";
import type { JsonObject } from "../safetensors/json.ts";
import { quoted } from "../text.ts";
import type { Policy } from "./policy.ts";
import { tableOf, type Fail } from "./tables.ts";

const RANK = { note: 0, hold: 1, refuse: 2 } as const;
type Word = keyof typeof RANK;

/** What a rule asks for, as a word of the policy. */
function wordOf(ask: Ask): Word {
  return ask ?? "note";
}

/** `"rules": {"gguf.final-padding": "refuse"}`: from note to hold to refuse, never back. */
export function readRules(root: JsonObject, fail: Fail): Policy["rules"] {
  const rules = new Map<RuleId, Exclude<Ask, null>>();
  const entry = root.get("rules");
  if (!entry) return rules;
  const table = tableOf(entry.value, '"rules"', entry.at, fail);
  if (table.size === 0) fail(entry.at, '"rules" sets nothing.');
  for (const [id, { value, at }] of table) {
    const rule = RULES.get(id);
    if (!rule) return fail(at, `there is no rule ${quoted(id)}. docs/rules lists them.`);
    if (id.startsWith("policy.")) return fail(at, `${id} is what a policy itself says; it cannot be set.`);
    if (value !== "note" && value !== "hold" && value !== "refuse")
      return fail(at, `${id} can be "hold" or "refuse".`);
    const now = wordOf(rule.asks);
    if (RANK[value] < RANK[now])
      return fail(
        at,
        `${id} asks for "${now}" already; a policy can only tighten, not loosen to "${value}".`,
      );
    if (value === "note" || value === now)
      return fail(at, `${id} asks for "${now}" already: this line changes nothing.`);
    rules.set(rule.id, value);
  }
  return rules;
}
