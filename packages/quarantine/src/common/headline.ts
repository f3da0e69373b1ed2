import type { Finding, StageResult } from "@casemate/contract";
import type { InspectionReport } from "./inspector-contract.ts";
import { figure, plural } from "./text.ts";
import { RULES } from "./rules/index.ts";
import type { Ask } from "./rules/define-rule.ts";

/** What a headline is made of; the supervisor may pass a report to which it added `behaviour`. */
export type Judged = Pick<InspectionReport, "verdict" | "findings" | "stages" | "facts" | "runnable">;

const RANK = { critical: 0, high: 1, medium: 2, low: 3, info: 4 } as const;

/** One plain sentence: the verdict and the reason that decided it. Claims nothing that was not checked. */
export function headlineFor(report: Judged): string {
  if (report.verdict === "refuse") return `Refused. ${reason(report, "refuse")}`;
  if (report.verdict === "hold") return `Held. ${reason(report, "hold")}`;
  return `Admitted${report.runnable ? "" : " as a component"}. ${checked(report)}${unchecked(report)}`;
}

function reason(report: Judged, ask: Exclude<Ask, null>): string {
  const deciding = report.findings
    .filter((finding) => asks(finding) === ask)
    .sort((a, b) => RANK[a.severity] - RANK[b.severity]);
  const first = deciding[0];
  if (!first)
    return (
      report.stages.find(({ verdict }) => verdict === ask || verdict === "not_run")?.detail ??
      "A check did not run."
    );
  const more = deciding.length - 1;
  return more === 0 ? first.message : `${first.message} ${plural(more, "more point")}.`;
}

/** Findings of stages that are not ours (behaviour) ask by their severity. */
function asks(finding: Finding): Ask {
  const rule = RULES.get(finding.rule);
  if (rule) return rule.asks;
  return finding.severity === "critical"
    ? "refuse"
    : finding.severity === "high" || finding.severity === "medium"
      ? "hold"
      : null;
}

function checked({ facts, findings }: Judged): string {
  const points = findings.filter(({ severity }) => severity !== "info").length;
  const tensors = facts.tensors === null ? "Structure" : plural(facts.tensors, "tensor");
  return `${tensors} checked, ${points === 0 ? "0 findings" : `${figure(points)} small ${points === 1 ? "finding" : "findings"}`}.`;
}

function unchecked({ stages, runnable }: Judged): string {
  const missing = (id: StageResult["id"]): boolean =>
    stages.find((stage) => stage.id === id)?.verdict === "not_run";
  const weights = missing("weights") ? " The weights were not looked at." : "";
  if (!runnable) return `${weights} It cannot run alone, so its behaviour was not tested.`;
  return missing("behaviour") ? `${weights} Its behaviour was not tested.` : weights;
}
