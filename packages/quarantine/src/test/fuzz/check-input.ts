import type { InspectionReport } from "../../common/inspector-contract.ts";
import { combineVerdict } from "../../common/verdict.ts";
import { judge } from "../judge.ts";
import { secondOpinion } from "./second-opinion.ts";

export interface Checked {
  /** What was broken, or null. */
  readonly broken: string | null;
  /** What this input made the gate say; inputs that make it say something new are kept. */
  readonly features: readonly string[];
}

/** Runs all static stages over one input and checks what must hold for every input there can be. */
export async function checkInput(bytes: Uint8Array): Promise<Checked> {
  try {
    const report = await judge(bytes);
    const features = [
      ...report.findings.map(({ rule }) => rule),
      ...report.stages.map(({ id, verdict }) => `${id}=${verdict}`),
      report.facts.format,
    ];
    return { broken: brokenIn(report, bytes), features };
  } catch (error) {
    return {
      broken: `escaped: ${error instanceof Error ? (error.stack ?? error.name) : "unknown"}`,
      features: [],
    };
  }
}

function brokenIn(report: InspectionReport, bytes: Uint8Array): string | null {
  if (report.verdict !== combineVerdict(report.stages, ["behaviour"]))
    return "verdict is not that of the stages";
  for (const { rule, offset, length, message } of report.findings) {
    if (rule === "stage.crashed") return `crashed: ${message}`;
    if ((offset ?? 0) + (length ?? 0) > bytes.length) return `${rule} points past the end of the file`;
  }
  for (const { name, offset, bytes: length } of report.tensors)
    if (report.verdict === "admit" && offset + length > bytes.length)
      return `tensor ${name} ends past the file`;
  const doubt = report.verdict === "admit" ? secondOpinion(bytes) : null;
  return doubt === null ? null : `admitted, but a second reader says: ${doubt}`;
}
