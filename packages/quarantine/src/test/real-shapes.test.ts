import { adapter, buildGguf, controlVector, MODELS, projector } from "@casemate/testkit";
import { describe, expect, it } from "vitest";
import { judge, rulesOf } from "./judge.ts";

describe("small models with the keys and tensors of real ones", () => {
  it.each(Object.entries(MODELS))("%s is admitted without a finding", async (_name, model) => {
    const report = await judge(buildGguf(model()));
    expect({ verdict: report.verdict, rules: rulesOf(report) }).toEqual({ verdict: "admit", rules: [] });
  });

  it.each(Object.entries({ adapter, projector, controlVector }))(
    "%s is admitted as a component without a finding",
    async (_name, component) => {
      const report = await judge(buildGguf(component()));
      expect({ verdict: report.verdict, runnable: report.runnable, rules: rulesOf(report) }).toEqual({
        verdict: "admit",
        runnable: false,
        rules: [],
      });
    },
  );
});
