import { CORPUS } from "@casemate/testkit";
import { describe, expect, it } from "vitest";
import { headlineFor } from "../common/headline.ts";
import { RULES } from "../common/rules/index.ts";
import { judgeFiles, rulesOf } from "./judge.ts";

const HEADLINES = { admit: /^Admitted/, hold: /^Held\. /, refuse: /^Refused\. / };

/** What concerns a whole file, or is not there, has no byte of its own. */
const WITHOUT_PLACE = new Set(["set.stranger", "set.part-missing", "gguf.architecture"]);

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
    if (row.verdict !== "admit" && !WITHOUT_PLACE.has(row.rule)) expect(found?.offset).not.toBeNull();
    expect(found?.remedy).toBe(RULES.get(row.rule)?.remedy);
    expect(headlineFor(report)).toMatch(HEADLINES[row.verdict]);
  });

  it("has each shape once", () => {
    expect(new Set(rows.map(({ what }) => what)).size).toBe(rows.length);
  });
});
