import { ADVISORIES, judgeEngine } from "@casemate/inference";
import { RULES } from "@casemate/quarantine";
import { expect, test } from "vitest";
import { engineAdvisories } from "./engine.ts";

const NOW = "2026-11-21T12:00:00.000Z";

test("every rule that an advisory names is a rule of the gate that stops a file", () => {
  const stops = new Set([...RULES.values()].filter(({ asks }) => asks !== null).map(({ id }): string => id));
  expect(ADVISORIES.filter(({ rule }) => rule !== null && !stops.has(rule))).toEqual([]);
});

test("the engine's line is good only when nothing is stale, and nothing unknown or present is left to the engine", () => {
  const base = judgeEngine("v0.5.0", NOW);
  const fixed = base.advisories.map((row) => ({ ...row, state: "fixed" as const }));
  const [first] = fixed;
  if (!first) throw new Error("the list is empty");
  const rows = {
    fixed: { ...base, advisories: fixed },
    stopped: { ...base, advisories: [...fixed, { ...first, state: "affected" as const }] },
    unknownButStopped: { ...base, advisories: [...fixed, { ...first, state: "unknown" as const }] },
    unknown: {
      ...base,
      advisories: [...fixed, { ...first, state: "unknown" as const, rule: null, note: null }],
    },
    noRelease: { ...base, release: null, advisories: fixed },
    stale: { ...base, stale: true, advisories: fixed },
    open: {
      ...base,
      stale: true,
      advisories: [...fixed, { ...first, state: "affected" as const, rule: null, note: null }],
    },
  };
  expect(
    Object.fromEntries(Object.entries(rows).map(([name, row]) => [name, engineAdvisories(row, NOW).status])),
  ).toEqual({
    fixed: "ok",
    stopped: "ok",
    unknownButStopped: "ok",
    unknown: "unknown",
    noRelease: "unknown",
    stale: "warn",
    open: "danger",
  });
});

test("an unknown release is never shown as fine", () => {
  for (const release of [null, "", "main", "b99999999", "v0.4.0-dirty"])
    expect(engineAdvisories(judgeEngine(release, NOW), NOW).status).toBe("unknown");
});
