import { RuleInfo } from "@casemate/contract";
import { BEHAVIOUR_RULES } from "@casemate/inference";
import { RULES } from "@casemate/quarantine";
import { expect, it } from "vitest";
import { listRules } from "./rule-list.ts";

it("lists the rules of all stages once, in order, within the contract", () => {
  const rules = listRules();
  const all = [...RULES.keys(), ...BEHAVIOUR_RULES.map(({ id }) => id)].sort();
  expect(rules.map((rule) => RuleInfo.parse(rule).id)).toEqual(all);
});
