import { MAX_FINDINGS, MAX_PER_RULE } from "../../common/findings.ts";
import type { InspectionReport } from "../../common/inspector-contract.ts";
import { combineVerdict } from "../../common/verdict.ts";
import { judgeFiles } from "../judge.ts";
import type { Input } from "./families.ts";
import { secondOpinion } from "./second-opinion.ts";

export interface Checked {
  /** What was broken, or null. */
  readonly broken: string | null;
  /** What this input made the gate say; inputs that make it say something new are kept. */
  readonly features: readonly string[];
}

/** Runs all static stages over one input and checks what must hold for every input there can be. */
export async function checkInput(files: Input): Promise<Checked> {
  try {
    const report = await judgeFiles(files);
    const features = [
      ...report.findings.map(({ rule }) => rule),
      ...report.stages.map(({ id, verdict }) => `${id}=${verdict}`),
      report.facts.format,
    ];
    return { broken: brokenIn(report, files), features };
  } catch (error) {
    return {
      broken: `escaped: ${error instanceof Error ? (error.stack ?? error.name) : "unknown"}`,
      features: [],
    };
  }
}

function brokenIn(report: InspectionReport, files: Input): string | null {
  if (report.verdict !== combineVerdict(report.stages, ["behaviour"]))
    return "verdict is not that of the stages";
  const broken = tooMany(report) ?? misplaced(report);
  if (broken !== null || report.verdict !== "admit") return broken;
  for (const { name, offset, bytes: length } of report.tensors)
    if (offset + length > largest(report)) return `tensor ${name} ends past the file`;
  const doubt = secondOpinion(files);
  return doubt === null ? null : `admitted, but a second reader says: ${doubt}`;
}

/** The number of findings is bounded for a rule in a file, and over all. */
function tooMany({ findings }: InspectionReport): string | null {
  if (findings.length > MAX_FINDINGS) return "too many findings";
  const counts = new Map<string, number>();
  for (const { rule, stage, file } of findings) {
    const key = `${stage} ${rule} ${file ?? ""}`;
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  const often = [...counts].find(
    ([key, count]) => count > MAX_PER_RULE && !key.includes("limit.more-findings"),
  );
  return often === undefined ? null : `too many findings of ${often[0]}`;
}

/** A place, and the bytes shown around it, lie inside of the file they are in. */
function misplaced(report: InspectionReport): string | null {
  for (const { rule, offset, length, message, file, excerpt } of report.findings) {
    if (rule === "stage.crashed") return `crashed: ${message}`;
    const sizes = report.files.filter(({ name }) => file === null || name === file).map(({ bytes }) => bytes);
    const size = Math.max(...sizes);
    if ((offset ?? 0) + (length ?? 0) > size) return `${rule} points past the end of the file`;
    if (excerpt && excerpt.at + excerpt.hex.length / 2 > size) return `${rule} shows bytes past the end`;
  }
  return null;
}

function largest({ files }: InspectionReport): number {
  return Math.max(...files.map(({ bytes }) => bytes));
}
