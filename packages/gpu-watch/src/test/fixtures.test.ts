import { readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type * as z from "zod";
import { Entry, FIXTURE_FOLDER, FIXTURES, fixture, recordedOutputs } from "./fixtures.ts";

const NVIDIA = { vendor: "NVIDIA", address: "https://docs.nvidia.com/deploy/nvidia-smi/", part: "fields" };
const CONSTRUCTED: z.input<typeof Entry> = {
  file: "x",
  reader: "nvidia-smi-csv",
  mark: "constructed",
  from: [NVIDIA],
  about: "one card",
};
const RECORDED: z.input<typeof Entry> = {
  file: "y",
  reader: "nvidia-smi-csv",
  mark: "recorded",
  about: "one card",
  by: { machine: "a card", date: "2026-11-21" },
};
const SOURCES_FOLDER = join(import.meta.dirname, "../common/sources");
/** What readers share, and readers of what is no tool's output: the kernel's files and package managers' lines stand in the tests themselves. */
const WITHOUT_FIXTURES = ["json", "parsed", "plist", "reading", "xml", "sysfs-card", "package-log"];

describe("fixtures", () => {
  it("say for every reader where what it reads comes from", () => {
    const readers = readdirSync(SOURCES_FOLDER).map((name) => name.replace(/\.ts$/, ""));
    expect([...new Set(FIXTURES.map(({ reader }) => reader)), ...WITHOUT_FIXTURES].sort()).toEqual(
      readers.sort(),
    );
  });

  it.each<[string, object]>([
    ["nothing that says where it comes from", { ...CONSTRUCTED, from: [] }],
    ["a vendor without an address", { ...CONSTRUCTED, from: [{ ...NVIDIA, address: "nvidia-smi" }] }],
    [
      "somebody else's page",
      { ...CONSTRUCTED, from: [{ ...NVIDIA, address: "https://example.org/nvidia-smi/" }] },
    ],
    [
      "a page that only looks like the vendor's",
      { ...CONSTRUCTED, from: [{ ...NVIDIA, address: "https://docs.nvidia.com.example.org/x" }] },
    ],
    [
      "a page without protection on its way",
      { ...CONSTRUCTED, from: [{ ...NVIDIA, address: "http://docs.nvidia.com/x" }] },
    ],
    ["a vendor that nobody knows", { ...CONSTRUCTED, from: [{ ...NVIDIA, vendor: "toString" }] }],
    ["no part of the documentation", { ...CONSTRUCTED, from: [{ ...NVIDIA, part: "" }] }],
    ["a recording without a machine", { ...RECORDED, by: { date: "2026-11-21" } }],
    ["a recording without a day", { ...RECORDED, by: { machine: "a card", date: "yesterday" } }],
    ["a recording without a licence", { ...RECORDED, by: { source: "https://example.org/log" } }],
    ["both marks", { ...CONSTRUCTED, by: { machine: "a card", date: "2026-11-21" } }],
    ["no reader", { ...CONSTRUCTED, reader: undefined }],
  ])("may not have %s", (_name, entry) => {
    const taken = [CONSTRUCTED, RECORDED, entry].map((one) => Entry.safeParse(one).success);
    expect(taken).toEqual([true, true, false]);
  });

  it("are all in the index, each with its mark", () => {
    const there = readdirSync(FIXTURE_FOLDER).filter((name) => !["index.json", "README.md"].includes(name));
    expect(FIXTURES.map(({ file }) => file).sort()).toEqual(there.sort());
  });

  it("count as hardware coverage only when they were recorded, and the page says how many were", () => {
    expect([
      recordedOutputs([CONSTRUCTED, CONSTRUCTED]),
      recordedOutputs([CONSTRUCTED, RECORDED]),
      fixture("README.md").includes(
        `Hardware coverage: ${String(recordedOutputs(FIXTURES))} recorded outputs.`,
      ),
    ]).toEqual([0, 1, true]);
  });
});
