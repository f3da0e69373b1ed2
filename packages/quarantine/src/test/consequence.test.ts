import { CONSEQUENCES } from "@casemate/contract";
import { expect, it } from "vitest";
import { consequenceOf } from "../common/rules/consequence.ts";
import { RULES } from "../common/rules/index.ts";

it("every rule comes to something, and every consequence has a rule", () => {
  const groups = new Map<string, string[]>();
  for (const rule of RULES.values())
    groups.set(consequenceOf(rule), [...(groups.get(consequenceOf(rule)) ?? []), rule.id]);
  expect([...groups.keys()].sort()).toEqual([...CONSEQUENCES].sort());
  // What may stand among "a person should look" without a better word: checks that broke down.
  expect(groups.get("unclear")?.sort()).toEqual(["stage.crashed"]);
});

it("a rule that only tells is a note, and nothing else is", () => {
  const wrong = [...RULES.values()].filter(
    (rule) => (consequenceOf(rule) === "note") !== (rule.asks === null),
  );
  expect(wrong.map(({ id }) => id)).toEqual([]);
});
