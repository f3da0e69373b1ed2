import {
  CONSEQUENCES,
  Severity,
  StageId,
  type Consequence,
  type Finding,
  type Severity as SeverityName,
  type StageId as StageName,
} from "@casemate/contract";
import { navigate, useQuery, withQuery } from "../state/hash-location.ts";

/** Worst first. */
export const SEVERITIES = Severity.options;

export interface FindingFilter {
  /** Null: all of them. What the address says and is none of ours counts as null. */
  readonly stage: StageName | null;
  readonly severity: SeverityName | null;
}

/** The filter lives in the address, so that Back, Forward and reloading keep it. Each choice is a step of the history. */
export function useFindingFilter(): [FindingFilter, (change: Partial<FindingFilter>) => void] {
  const [stage] = useQuery("stage");
  const [severity] = useQuery("severity");
  const filter = {
    stage: StageId.safeParse(stage).data ?? null,
    severity: Severity.safeParse(severity).data ?? null,
  };
  return [
    filter,
    (change) => {
      const next = { ...filter, ...change };
      navigate(withQuery({ stage: next.stage ?? "", severity: next.severity ?? "", point: "" }));
    },
  ];
}

/** Which point stands open, by its number in the report; it replaces the history entry. */
export function useOpenPoint(): [number | null, (point: number | null) => void] {
  const [text, setText] = useQuery("point");
  return [
    /^\d{1,5}$/.test(text) ? Number(text) : null,
    (point) => {
      setText(point === null ? "" : String(point));
    },
  ];
}

/** A finding with its place in the report, which names it. */
export interface NumberedFinding {
  readonly number: number;
  readonly finding: Finding;
}

/** Groups in the order of what they come to, and in them by severity; worst first. */
export function inOrder(findings: readonly Finding[]): NumberedFinding[] {
  return findings
    .map((finding, number) => ({ number, finding }))
    .sort((a, b) => rank(a.finding) - rank(b.finding));
}

const GROUP = Object.fromEntries(CONSEQUENCES.map((name, at) => [name, at])) as Record<Consequence, number>;
const SEVERITY = Object.fromEntries(SEVERITIES.map((name, at) => [name, at])) as Record<SeverityName, number>;

function rank({ consequence, severity }: Finding): number {
  return GROUP[consequence] * SEVERITIES.length + SEVERITY[severity];
}

export function passes({ stage, severity }: FindingFilter, finding: Finding): boolean {
  return (stage === null || finding.stage === stage) && (severity === null || finding.severity === severity);
}
