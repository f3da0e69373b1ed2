import { readdirSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { FIXTURE_FOLDER, FIXTURES, fixture, recordedOutputs } from "./fixtures.ts";

describe("fixtures", () => {
  it("are all in the index, each with its mark", () => {
    const there = readdirSync(FIXTURE_FOLDER).filter((name) => !["index.json", "README.md"].includes(name));
    expect(FIXTURES.map(({ file }) => file).sort()).toEqual(there.sort());
  });

  it("count as hardware coverage only when they were recorded, and the page says how many were", () => {
    const constructed = { file: "x", mark: "constructed", from: "documentation", about: "" } as const;
    const recorded = {
      file: "y",
      mark: "recorded",
      about: "",
      by: { machine: "a card", date: "2026-11-21" },
    } as const;
    expect([
      recordedOutputs([constructed, constructed]),
      recordedOutputs([constructed, recorded]),
      fixture("README.md").includes(
        `Hardware coverage: ${String(recordedOutputs(FIXTURES))} recorded outputs.`,
      ),
    ]).toEqual([0, 1, true]);
  });
});
