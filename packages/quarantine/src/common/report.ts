import type { Finding, StageId, StageResult, StageVerdict } from "@casemate/contract";
import { MAX_FINDINGS, moreFindings } from "./findings.ts";
import type { InspectionReport } from "./inspector-contract.ts";
import type { FileResult } from "./run-stages.ts";
import { MAX_TENSORS_SENT } from "./run-stages.ts";
import { modelDigestText } from "./set-digest.ts";
import { figure, MAX_WHERE, plural, visible } from "./text.ts";
import { MAX_TEMPLATES } from "./template/limits.ts";
import { combineVerdict } from "./verdict.ts";

/** One judged file with its name and size. */
export interface JudgedFile {
  readonly name: string;
  readonly bytes: number;
  readonly result: FileResult;
}

/** Makes the report of an input. `setDigest` digests a text: a set's SHA-256 is that of its files' list. */
export function makeReport(
  files: readonly JudgedFile[],
  profile: "quick" | "full",
  setDigest: (text: string) => string,
): InspectionReport {
  const [first] = files;
  if (!first) throw new RangeError("an input has at least one file");
  const alone = files.length === 1;
  const stages = alone ? [...first.result.stages] : mergeStages(files);
  const model = files.find(isModel) ?? first;
  return {
    verdict: combineVerdict(stages, profile === "quick" ? ["weights", "behaviour"] : ["behaviour"]),
    sha256: alone
      ? first.result.sha256
      : setDigest(modelDigestText(files.map(({ name, result }) => ({ name, sha256: result.sha256 })))),
    bytes: files.reduce((sum, { bytes }) => sum + bytes, 0),
    facts: alone ? first.result.facts : factsOf(model, files),
    findings: capped(
      files.flatMap(({ name, result }) =>
        alone
          ? result.findings
          : result.findings.map((finding) => ({ ...finding, file: visible(name, MAX_WHERE) })),
      ),
      files,
    ),
    stages,
    tensors: files.flatMap(({ result }) => result.tensors).slice(0, MAX_TENSORS_SENT),
    templates: templatesOf(files),
    // Two that can be run are two models.
    runnable: files.filter(({ result }) => result.runnable).length === 1,
    files: files.map(({ name, bytes, result }) => ({
      name: visible(name, MAX_WHERE),
      bytes,
      sha256: result.sha256,
    })),
    sizes: largest(files),
  };
}

function isModel({ result }: JudgedFile): boolean {
  return result.facts.tensors !== null;
}

/** What the first file with weights says of itself, and the counts of all files together. */
function factsOf({ result: { facts } }: JudgedFile, files: readonly JudgedFile[]): InspectionReport["facts"] {
  const models = files.filter(isModel).map(({ result }) => result.facts);
  const parameters = models.map((one) => one.parameters);
  return {
    ...facts,
    tensors: models.reduce((sum, one) => sum + (one.tensors ?? 0), 0),
    parameters: parameters.includes(null)
      ? null
      : parameters.reduce<number>((sum, one) => sum + (one ?? 0), 0),
    quantisation: facts.quantisation ?? models.find((one) => one.quantisation !== null)?.quantisation ?? null,
    chatTemplate: files.some(({ result }) => result.facts.chatTemplate || result.templates.length > 0),
  };
}

/** Templates of a set say which file they are in. */
function templatesOf(files: readonly JudgedFile[]): InspectionReport["templates"] {
  const all = files.flatMap(({ name, result }) =>
    files.length === 1
      ? result.templates
      : result.templates.map((template) => ({
          ...template,
          where: `${visible(name, 150)}: ${template.where}`.slice(0, MAX_WHERE),
        })),
  );
  return all.slice(0, MAX_TEMPLATES);
}

/** Sizes that were not measured in one file are not known of the set. */
function largest(files: readonly JudgedFile[]): InspectionReport["sizes"] {
  let [header, template] = [0, 0];
  for (const {
    result: { sizes },
  } of files) {
    if (sizes === null) return null;
    header = Math.max(header, sizes.header);
    template = Math.max(template, sizes.template);
  }
  return { header, template };
}

function capped(findings: Finding[], files: readonly JudgedFile[]): Finding[] {
  const dropped = files.flatMap(({ result }) => result.dropped);
  const over = Math.max(0, findings.length - (MAX_FINDINGS - 1));
  const count = dropped.reduce((sum, row) => sum + row.count, 0) + over;
  if (count === 0) return findings;
  return [...findings.slice(0, MAX_FINDINGS - 1), moreFindings(count, dropped[0]?.stage ?? "content")];
}

const RANK: Readonly<Record<StageVerdict, number>> = {
  refuse: 4,
  hold: 3,
  not_run: 2,
  pass: 1,
  not_applicable: 0,
};

/** The stages of several files as one: the worst verdict of each, and how many files it came from. */
function mergeStages(files: readonly JudgedFile[]): StageResult[] {
  const [first] = files;
  return (first?.result.stages ?? []).map(({ id }) => mergeStage(id, files));
}

function mergeStage(id: StageId, files: readonly JudgedFile[]): StageResult {
  // What is said of the weights says more than what is said of the files beside them.
  const inOrder = [...files].sort((a, b) => Number(isModel(b)) - Number(isModel(a)));
  const all = inOrder.flatMap(({ result }) => result.stages.filter((stage) => stage.id === id));
  const worst = all.reduce((a, b) => (RANK[b.verdict] > RANK[a.verdict] ? b : a));
  const same = all.filter(({ verdict }) => verdict === worst.verdict).length;
  return {
    id,
    verdict: worst.verdict,
    ms: Math.round(all.reduce((sum, { ms }) => sum + ms, 0) * 10) / 10,
    detail: `${figure(same)} of ${plural(all.length, "file")}: ${worst.detail}`.slice(0, 1000),
  };
}
