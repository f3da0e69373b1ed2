import { CORPUS } from "@casemate/testkit";
import { describe, expect, it } from "vitest";
import { headlineFor } from "../common/headline.ts";
import { RULES } from "../common/rules/index.ts";
import { judgeFiles, rulesOf } from "./judge.ts";

const HEADLINES = { admit: /^Admitted/, hold: /^Held\. /, refuse: /^Refused\. / };

describe.each(Object.entries(CORPUS))("hostile shapes: %s", (_family, rows) => {
  it.each(rows.map((row) => [row.what, row] as const))("%s", async (_what, row) => {
    const report = await judgeFiles(row.hostile());
    const twin = await judgeFiles(row.twin());
    const found = report.findings.find(({ rule }) => rule === row.rule);
    expect({
      verdict: report.verdict,
      rules: rulesOf(report),
      twin: { verdict: twin.verdict, speaks: rulesOf(twin).includes(row.rule) },
    }).toEqual({
      verdict: row.verdict,
      rules: expect.arrayContaining([row.rule]) as string[],
      twin: { verdict: "admit", speaks: false },
    });
    expect(found?.remedy).toBe(RULES.get(row.rule)?.remedy);
    expect(headlineFor(report)).toMatch(HEADLINES[row.verdict]);
  });

  it("has each shape once", () => {
    expect(new Set(rows.map(({ what }) => what)).size).toBe(rows.length);
  });
});
