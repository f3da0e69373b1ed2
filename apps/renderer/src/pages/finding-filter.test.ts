import type { Finding } from "@casemate/contract";
import { expect, it } from "vitest";
import { inOrder, passes } from "./finding-filter.ts";

function finding(change: Partial<Finding>): Finding {
  return {
    rule: "gguf.alignment",
    stage: "content",
    severity: "high",
    consequence: "untrue",
    file: null,
    offset: null,
    length: null,
    where: null,
    message: "",
    why: "",
    remedy: "",
    refs: [],
    excerpt: null,
    ...change,
  };
}

it("puts what it comes to before how grave it is, and keeps a report's own order and numbers", () => {
  const findings = [
    finding({ consequence: "note", severity: "info" }),
    finding({ consequence: "untrue", severity: "low" }),
    finding({ consequence: "untrue", severity: "critical" }),
    finding({ consequence: "runs-code", severity: "info" }),
    finding({ consequence: "untrue", severity: "low" }),
  ];
  expect(inOrder(findings).map(({ number }) => number)).toEqual([3, 2, 1, 4, 0]);
});

it("lets pass what is of the stage and of the severity, each when it is asked for", () => {
  const both = finding({ stage: "format", severity: "low" });
  const filters = [
    { stage: null, severity: null },
    { stage: "format", severity: null },
    { stage: null, severity: "low" },
    { stage: "format", severity: "low" },
    { stage: "content", severity: "low" },
    { stage: "format", severity: "high" },
  ] as const;
  expect(filters.map((filter) => passes(filter, both))).toEqual([true, true, true, true, false, false]);
});
