import type { Finding } from "@casemate/contract";
import { pathToFileURL } from "node:url";
import { version } from "../compose.ts";
import type { ScanReport } from "./scan-file.ts";

const LEVELS: Record<Finding["severity"], "error" | "warning" | "note"> = {
  critical: "error",
  high: "error",
  medium: "warning",
  low: "note",
  info: "note",
};

/** All results as one SARIF 2.1.0 log (OASIS), for code hosts and editors that show such logs. */
export function sarifLog(reports: readonly ScanReport[]): unknown {
  const rules = [
    ...new Set(reports.flatMap((report) => report.findings.map((finding) => finding.rule))),
  ].sort();
  return {
    $schema: "https://json.schemastore.org/sarif-2.1.0.json",
    version: "2.1.0",
    runs: [
      {
        tool: { driver: { name: "Casemate", version, rules: rules.map((id) => ({ id })) } },
        artifacts: reports.map((report) => ({
          location: { uri: uriOf(report) },
          ...(report.sha256 === null ? {} : { hashes: { "sha-256": report.sha256 } }),
          properties: { verdict: report.verdict },
        })),
        results: reports.flatMap((report, index) =>
          report.findings.map((finding) => result(finding, report, index, rules)),
        ),
      },
    ],
  };
}

function result(finding: Finding, report: ScanReport, index: number, rules: readonly string[]): unknown {
  const region =
    finding.offset === null
      ? {}
      : { region: { byteOffset: finding.offset, byteLength: finding.length ?? 0 } };
  return {
    ruleId: finding.rule,
    ruleIndex: rules.indexOf(finding.rule),
    level: LEVELS[finding.severity],
    message: { text: `${finding.message} ${finding.remedy}` },
    locations: [{ physicalLocation: { artifactLocation: { uri: uriOf(report), index }, ...region } }],
  };
}

function uriOf(report: ScanReport): string {
  return pathToFileURL(report.file).href;
}
