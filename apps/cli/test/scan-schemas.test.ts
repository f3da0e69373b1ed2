import { STAGE_IDS, type Finding, type ScanLine } from "@casemate/contract";
import { repositoryRoot } from "@casemate/testkit";
import { Ajv2020 } from "ajv/dist/2020.js";
import formats from "ajv-formats";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { sarifLog } from "../src/scan/sarif.ts";
import type { ScanReport } from "../src/scan/scan-file.ts";
import { SARIF_SCHEMA } from "./sarif-schema.ts";

const ajv = new Ajv2020({ strict: true, strictRequired: false, allErrors: true });
formats.default(ajv);
const sarifIsValid = ajv.compile(SARIF_SCHEMA);
const lineIsValid = ajv.compile(
  JSON.parse(
    readFileSync(join(repositoryRoot, "docs", "schemas", "scan-result.schema.json"), "utf8"),
  ) as object,
);

const FINDING: Finding = {
  rule: "gguf.alignment",
  stage: "content",
  severity: "high",
  consequence: "untrue",
  file: null,
  offset: 24,
  length: 4,
  where: "general.alignment",
  message: "The alignment is 3.",
  why: "Why.",
  remedy: "Do not load it.",
  refs: [],
  excerpt: {
    at: 0,
    hex: "47475546",
    fields: [{ at: 0, length: 4, name: "file mark, GGUF" }],
  },
};

const DIGEST = "ab".repeat(32);

/** A report of one file, unless the changes name others. */
function report(changes: Partial<ScanReport>): ScanReport {
  const file = changes.file ?? "/models/a.gguf";
  return {
    file,
    files: [{ file, name: "a.gguf", bytes: 100, sha256: DIGEST }],
    bytes: 100,
    sha256: DIGEST,
    format: "gguf",
    verdict: "refuse",
    headline: "Refused.",
    findings: [FINDING],
    stages: STAGE_IDS.map((id) => ({ id, verdict: "pass", ms: 1, detail: "" })),
    engine: { casemate: "0.1.0", isolation: "full", policy: "built in" },
    ...changes,
  };
}

/** Names that an attacker may choose, and findings at the edges of what a report may hold. */
const REPORTS: readonly ScanReport[] = [
  report({}),
  // The same file, given twice.
  report({}),
  report({ file: '/models/\u001B[31m red\u202E#%?"<>\\ü\n.gguf', findings: [FINDING, FINDING] }),
  report({ file: "/models/💣.gguf", findings: [{ ...FINDING, offset: null, length: null, where: null }] }),
  report({
    files: [],
    bytes: null,
    sha256: null,
    format: null,
    findings: [{ ...FINDING, rule: "input.unreadable" }],
  }),
  report({ bytes: 0, findings: [{ ...FINDING, offset: Number.MAX_SAFE_INTEGER, length: null }] }),
  report({ verdict: "admit", findings: [] }),
  folder(),
];

/** Three files as one model; findings in the second, in one that nobody knows, and in none. */
function folder(): ScanReport {
  const name = ["config.json", "a/\\u{202e}.safetensors", "b.safetensors"];
  return report({
    file: "/models/folder",
    files: name.map((one, index) => ({
      file: `/models/folder/${one.replace("\\u{202e}", "\u202E")}`,
      name: one,
      bytes: 10 + index,
      sha256: String(index).repeat(64),
    })),
    findings: [{ ...FINDING, file: name[1] ?? "" }, { ...FINDING, file: "unknown" }, FINDING],
  });
}

test("what scan --json prints is what docs/schemas says, and nothing more", () => {
  const lines: readonly ScanLine[] = REPORTS.map((one) => JSON.parse(JSON.stringify(one)) as ScanLine);
  expect(lines.map((line) => lineIsValid(line) || lineIsValid.errors)).toEqual(lines.map(() => true));
  const [line] = lines;
  const twins = [
    { ...line, extra: 1 },
    { ...line, verdict: "fine" },
    { ...line, sha256: "AB".repeat(32) },
    {},
  ];
  expect(twins.map((twin) => lineIsValid(twin))).toEqual(twins.map(() => false));
});

test("scan --sarif is valid whatever the files are called", () => {
  const log = sarifLog(REPORTS, "0.1.0");
  expect([sarifIsValid(log), sarifIsValid.errors]).toEqual([true, null]);
  expect([sarifIsValid(sarifLog([], "0.1.0")), sarifIsValid.errors]).toEqual([true, null]);
  const twins = [
    { ...log, version: "2.0.0" },
    { ...log, more: 1 },
    { ...log, runs: [{}] },
  ];
  expect(twins.map((twin) => sarifIsValid(twin))).toEqual(twins.map(() => false));
});

test("each result has its own fingerprint, and the same one when the file lies elsewhere", () => {
  const prints = (reports: readonly ScanReport[]): string[] =>
    [...JSON.stringify(sarifLog(reports, "0.1.0")).matchAll(/"place\/v1":"([^"]+)"/g)].map(
      ([, print = ""]) => print,
    );
  const twice = prints([report({ findings: [FINDING, FINDING, { ...FINDING, offset: 25 }] })]);
  expect(new Set(twice).size).toBe(3);
  expect(prints([report({ file: "/elsewhere/b.gguf" })])).toEqual(twice.slice(0, 1));
});

test("a finding in a model of several files is at its byte of its own file", () => {
  const log = sarifLog([folder()], "0.1.0") as {
    runs: {
      artifacts: { location: { uri: string }; length: number }[];
      results: { locations: { physicalLocation: { artifactLocation: { uri: string; index: number } } }[] }[];
    }[];
  };
  const [run] = log.runs;
  const places = run?.results.map(({ locations }) => locations[0]?.physicalLocation.artifactLocation);
  expect({ artifacts: run?.artifacts.map(({ length }) => length), places }).toEqual({
    artifacts: [10, 11, 12],
    places: [
      { uri: "file:///models/folder/a/%E2%80%AE.safetensors", index: 1 },
      { uri: "file:///models/folder/config.json", index: 0 },
      { uri: "file:///models/folder/config.json", index: 0 },
    ],
  });
});
