import { STAGE_IDS, type Finding, type ModelReport, type StageResult } from "@casemate/contract";
import { visible, type InspectionReport } from "@casemate/quarantine";
import { MAX_SHOWN_NAME, type ModelEntry } from "./catalogue.ts";

type Words = Pick<Finding, "rule" | "message" | "why" | "remedy" | "consequence"> & {
  readonly detail: string;
};

/** Codes that say something about the bytes on the disk; `unreadable` is what the inspector says of a stored file that does not open under its key. */
const STORED_CODES: readonly string[] = ["changed", "damaged", "unreadable"];

const STORED_CHANGED: Words = {
  rule: "store.changed",
  consequence: "unclear",
  detail: "The stored file was changed or damaged on the disk.",
  message:
    "The stored file was changed or damaged on the disk, so it was not inspected. What was taken in is not there any more.",
  why: "The vault's seal shows every change of a stored byte. What stands there now is not what you imported, and nothing of it is used.",
  remedy: "Put the file back from a backup and inspect it again, or remove the model and import it again.",
};

const crashedWords = (code: string): Words => ({
  rule: "inspector.crashed",
  consequence: "breaks-engine",
  detail: "The parser ended while it read this file.",
  message: `This file ended the parser (${code}). A file that does that may be made to attack programs that read it.`,
  why: "A parser that is made to crash can be made to do other things. Yours ran in a box and had nothing to lose.",
  remedy: "Do not load it elsewhere. Get it again from its publisher, or inspect it once more.",
});

/** Of an inspection that did not come to its end, by the code of what ended it: held, and said so. */
export function unfinishedReport(
  entry: ModelEntry,
  code: string,
  engine: ModelReport["engine"],
): ModelReport {
  const { detail, ...words } = STORED_CODES.includes(code) ? STORED_CHANGED : crashedWords(code);
  const reached = entry.summary.stages.findLastIndex(
    (stage) => stage.state === "running" || stage.state === "pass",
  );
  const at = STAGE_IDS[Math.max(0, reached)] ?? "format";
  const stages = STAGE_IDS.map((id): StageResult => ({
    id,
    verdict: id === at ? "hold" : "not_run",
    ms: 0,
    detail: id === at ? detail : "Not run: an earlier stage did not finish.",
  }));
  const finding: Finding = {
    ...words,
    stage: at,
    severity: "high",
    file: null,
    offset: null,
    length: null,
    where: null,
    refs: [],
    excerpt: null,
  };
  return {
    summary: entry.summary,
    source: entry.source,
    findings: [finding],
    stages,
    engine,
    files: knownFiles(entry),
    tensors: [],
    templates: [],
  };
}

/** Whether a report is of an inspection that did not come to its end: it says nothing about what is stored. */
export function isUnfinished({ findings }: Pick<ModelReport, "findings">): boolean {
  return findings.some(({ rule }) => rule === "store.changed" || rule === "inspector.crashed");
}

/** The files as intake saw them: what the child says about their identity is not asked. */
export function knownFiles({ files }: ModelEntry): InspectionReport["files"] {
  return files.map(({ name, bytes, sha256 }) => ({ name: visible(name, MAX_SHOWN_NAME), bytes, sha256 }));
}
