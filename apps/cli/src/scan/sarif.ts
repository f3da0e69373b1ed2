import type { Finding } from "@casemate/contract";
import { RULES } from "@casemate/quarantine";
import { createHash } from "node:crypto";
import { pathToFileURL } from "node:url";
import type { ScanReport } from "./scan-file.ts";

const LEVELS: Record<Finding["severity"], "error" | "warning" | "note"> = {
  critical: "error",
  high: "error",
  medium: "warning",
  low: "note",
  info: "note",
};

/** What code hosts sort by: a number in the manner of CVSS; 0 is "not a security matter". */
const SECURITY_SEVERITY: Record<Finding["severity"], string> = {
  critical: "9.5",
  high: "8.0",
  medium: "5.5",
  low: "2.0",
  info: "0.0",
};

/** Where the page of a rule lies in a checkout. Said in words: `helpUri` must be absolute, and there is no site to point at. */
const RULE_PAGES = "docs/rules/";

/** All results as one SARIF 2.1.0 log (OASIS), for code hosts and editors that show such logs. */
export function sarifLog(reports: readonly ScanReport[], version: string): object {
  const findings = reports.flatMap((report) => report.findings);
  const first = new Map(findings.map((finding) => [finding.rule, finding]));
  const rules = [...first.keys()].sort();
  const indexes = new Map(rules.map((id, index) => [id, index]));
  // A file that was given twice is one artifact: SARIF allows no two equal ones.
  const artifacts = new Map(
    reports.flatMap(artifactsOf).map((artifact) => [artifact.location.uri, artifact]),
  );
  const places = new Map([...artifacts.keys()].map((uri, index) => [uri, index]));
  return {
    $schema: "https://json.schemastore.org/sarif-2.1.0.json",
    version: "2.1.0",
    runs: [
      {
        tool: {
          driver: { name: "Casemate", version, rules: [...first.values()].sort(byRule).map(descriptor) },
        },
        columnKind: "utf16CodeUnits",
        artifacts: [...artifacts.values()],
        results: reports.flatMap((report) => results(report, places, indexes)),
      },
    ],
  };
}

function byRule(a: Finding, b: Finding): number {
  return a.rule < b.rule ? -1 : 1;
}

/** From the rule itself where the gate has it; a finding of the command line's own (`input.…`) speaks for itself. */
function descriptor(finding: Finding): object {
  const rule = RULES.get(finding.rule);
  const why = rule?.why ?? finding.why;
  const remedy = rule?.remedy ?? finding.remedy;
  const severity = rule?.severity ?? finding.severity;
  return {
    id: finding.rule,
    shortDescription: { text: why },
    help: {
      text: `${why} ${remedy}${rule ? ` More: ${RULE_PAGES}${rule.id}.md in the source of Casemate.` : ""}`,
    },
    defaultConfiguration: { level: LEVELS[severity] },
    properties: { "security-severity": SECURITY_SEVERITY[severity], tags: ["security"] },
  };
}

/** One file; of an input that could not be read, its path. */
interface Artifact {
  readonly location: { readonly uri: string };
  readonly length?: number;
  readonly hashes?: { readonly "sha-256": string };
  readonly properties: { readonly verdict: ScanReport["verdict"] };
}

/** Each file of a model is an artifact with the model's verdict: none of them is fine without the others. */
function artifactsOf({ file, files, bytes, sha256, verdict }: ScanReport): Artifact[] {
  return (files.length === 0 ? [{ file, bytes, sha256 }] : files).map((one) => ({
    location: { uri: uriOf(one.file) },
    ...(one.bytes === null ? {} : { length: one.bytes }),
    ...(one.sha256 === null ? {} : { hashes: { "sha-256": one.sha256 } }),
    properties: { verdict },
  }));
}

/** The file that a finding is in: by its name where there are several, else the first. */
function fileOf(
  finding: Finding,
  { file, files, sha256 }: ScanReport,
): { uri: string; sha256: string | null } {
  const found = files.find(({ name }) => name === finding.file) ?? files[0] ?? { file, sha256 };
  return { uri: uriOf(found.file), sha256: found.sha256 };
}

function results(
  report: ScanReport,
  places: ReadonlyMap<string, number>,
  indexes: ReadonlyMap<string, number>,
): object[] {
  const seen = new Map<string, number>();
  return report.findings.map((finding) => {
    const file = fileOf(finding, report);
    const place = `${finding.rule}\n${file.sha256 ?? file.uri}\n${String(finding.offset)}\n${finding.where ?? ""}`;
    // Two findings at one place are told apart by their order, as SARIF asks for.
    const nth = (seen.get(place) ?? 0) + 1;
    seen.set(place, nth);
    return {
      ruleId: finding.rule,
      ruleIndex: indexes.get(finding.rule) ?? -1,
      level: LEVELS[finding.severity],
      message: { text: `${finding.message} ${finding.remedy}`.trim() },
      locations: [location(finding, file.uri, places.get(file.uri) ?? -1)],
      partialFingerprints: {
        "place/v1": `${createHash("sha256").update(place).digest("hex")}:${String(nth)}`,
      },
    };
  });
}

function location({ offset, length, where }: Finding, uri: string, artifact: number): object {
  const region =
    offset === null
      ? {}
      : { region: { byteOffset: offset, ...(length === null ? {} : { byteLength: length }) } };
  return {
    physicalLocation: { artifactLocation: { uri, index: artifact }, ...region },
    ...(where === null ? {} : { logicalLocations: [{ name: where }] }),
  };
}

/** Absolute, every odd character percent-encoded. The name is the attacker's. */
function uriOf(file: string): string {
  return pathToFileURL(file).href;
}
