import { describe, expect, it } from "vitest";
import { baselineReport, changesReports, toldByAttestation } from "./integrity-reports.ts";

describe("a change that Casemate's look at itself told already", () => {
  it("is not told again by the watch over files; everything else is", () => {
    const open = [
      { class: "attestation_failure", subject: { kind: "console", id: "policy" } },
      { class: "integrity_violation", subject: { kind: "console", id: "programs" } },
    ] as const;
    const groups = ["program", "policy", "trust", "models", "canaries"] as const;
    expect(groups.map((group) => [group, toldByAttestation(group, open)])).toEqual([
      ["program", false],
      ["policy", true],
      ["trust", true],
      ["models", false],
      ["canaries", false],
    ]);
  });
});

it("what a trap, a list or the signed list itself is told with names the way out", () => {
  const change = { kind: "changed", expected: null, found: null, bytes: null, path: "a" } as const;
  const reports = [
    ...changesReports(
      (["canaries", "policy", "trust"] as const).map((group) => ({ ...change, group })),
      () => null,
    ),
    baselineReport("gone"),
    baselineReport("broken"),
  ];
  const silent = reports.filter(({ summary }) => !summary.message.includes("accept"));
  expect([reports.length, silent.map(({ summary }) => summary.code)]).toEqual([5, []]);
});
