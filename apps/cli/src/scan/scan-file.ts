import {
  connect,
  MAX_MODEL_FILES,
  RpcError,
  STAGE_IDS,
  type Finding,
  type StageResult,
  type Verdict,
} from "@casemate/contract";
import {
  applyPolicy,
  headlineFor,
  inspectorContract,
  visible,
  type InForce,
  type InspectionReport,
} from "@casemate/quarantine";
import { notAFile, reason, type ModelInput, type Spawner } from "@casemate/supervisor";
import { closeSync, constants, fstatSync, openSync, type Stats } from "node:fs";
import { basename } from "node:path";
import { version } from "../compose.ts";

/** Longest name of a file inside an input, as findings give it (the contract's limit). */
const MAX_NAME = 300;
/** Most findings of the inspector that are kept beside one of our own. */
const MAX_REPORTED = 1000;

/** The documented object of `scan --json` (one per input). */
export interface ScanReport {
  /** The file, the folder, or the first of several files that are one model. */
  readonly file: string;
  /** Every file that was judged; empty when they could not be read. `name` is what findings call it. */
  readonly files: readonly {
    readonly file: string;
    readonly name: string;
    readonly bytes: number;
    readonly sha256: string | null;
  }[];
  readonly bytes: number | null;
  readonly sha256: string | null;
  readonly format: string | null;
  readonly verdict: Verdict;
  readonly headline: string;
  readonly findings: readonly Finding[];
  readonly stages: readonly StageResult[];
  readonly engine: { readonly casemate: string; readonly isolation: string; readonly policy: string };
}

export interface ScanResult {
  readonly report: ScanReport;
  /** One sentence when the input could not be read at all; such an input is held. */
  readonly unreadable: string | null;
}

export interface ScanOptions {
  readonly profile: "quick" | "full";
  readonly isolation: string;
  /** Policy and lists that tighten the rules. */
  readonly inForce: InForce;
}

interface Opened {
  readonly path: string;
  readonly name: string;
  readonly fd: number;
  readonly before: Stats;
}

/** Judges one input in place, in a confined child: one file, or several as one model. Never throws for what they are or do. */
export async function scanInput(
  spawner: Spawner,
  input: ModelInput,
  options: ScanOptions,
): Promise<ScanResult> {
  if (input.files.length > MAX_MODEL_FILES)
    return unreadable(
      input.path,
      `${input.path} has ${String(input.files.length)} files; Casemate judges up to ${String(MAX_MODEL_FILES)} as one model.`,
      options,
    );
  const opened: Opened[] = [];
  try {
    for (const { path, name } of input.files) {
      const next = openFile(path, name);
      if (typeof next === "string") return unreadable(input.path, next, options);
      opened.push(next);
    }
    const report = await inspect(spawner, opened, input.path, options);
    const held = opened.some(({ before, fd }) => changed(before, fstatSync(fd)))
      ? heldBy(report, CHANGED)
      : report;
    const besides = [
      ...(input.links.length > 0 ? [linked(input.links)] : []),
      ...(input.special.length > 0 ? [special(input.special)] : []),
    ];
    return { report: besides.reduce(heldBy, held), unreadable: null };
  } finally {
    opened.forEach(({ fd }) => {
      closeSync(fd);
    });
  }
}

/** The open file, or the sentence that says why not. */
function openFile(path: string, name: string): Opened | string {
  let fd: number;
  try {
    // O_NONBLOCK: opening a FIFO must not wait for a writer.
    fd = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  } catch (error) {
    // Names come as text here; bytes that are none became the mark for unreadable text, and that name is no file's.
    if (path.includes("\uFFFD") && (error as NodeJS.ErrnoException).code === "ENOENT")
      return `${visible(path, 400)} cannot be read: its name is not valid text (UTF-8). Rename it and try again.`;
    return `${path} cannot be read: ${reason(error)}.`;
  }
  const before = fstatSync(fd);
  const problem = notAFile(before);
  if (problem === null) return { path, name, fd, before };
  closeSync(fd);
  return `${path} is ${problem}. Give the path of a model file.`;
}

async function inspect(
  spawner: Spawner,
  opened: readonly Opened[],
  path: string,
  options: ScanOptions,
): Promise<ScanReport> {
  const fds = opened.map(({ fd }) => fd);
  const handle = await spawner.spawn({ id: "inspector", host: "parser-box", fds, maxHeapMiB: 512 });
  try {
    const client = connect(inspectorContract, handle.port);
    const report = await client.call("inspect.run", {
      files: opened.map(({ name, before }, index) => ({
        name,
        fd: 3 + index,
        bytes: before.size,
        keyEnvelope: null,
        sha256: null,
      })),
      source: { kind: "path", name: path.slice(0, 4096) },
      profile: options.profile,
    });
    if (report.files.length !== opened.length)
      throw new RpcError("bad_answer", "Not one answer for each file.");
    // What the files are called is known here; the child is not asked.
    const files = report.files.map((file, index) => ({
      ...file,
      name: basename(opened[index]?.path ?? path),
    }));
    return fromReport(path, opened, applyPolicy({ ...report, files }, options.inForce), options);
  } catch (error) {
    const finding = whyNot(error, opened);
    const bytes = opened.reduce((sum, { before }) => sum + before.size, 0);
    return fromNothing(path, bytes, finding, options);
  } finally {
    await handle.kill();
  }
}

/** Why there is no report: a file that others write meanwhile and a failing disk are no attack. */
function whyNot(error: unknown, opened: readonly Opened[]): Finding {
  const code = error instanceof RpcError ? error.code : "unknown";
  if (code === "unreadable")
    return opened.some(({ before, fd }) => changed(before, fstatSync(fd)))
      ? CHANGED
      : finding0(
          "input.unreadable",
          "high",
          "The file could not be read to its end. The disk may be failing, or the connection to it was lost.",
          "Copy the file to another disk and scan it there.",
        );
  return finding0(
    "inspector.crashed",
    "high",
    `This ${opened.length > 1 ? "model" : "file"} ended the parser (${code}). A file that does that may be made to attack programs that read it.`,
    "Do not load it. Get it again from its publisher.",
  );
}

function fromReport(
  path: string,
  opened: readonly Opened[],
  report: InspectionReport,
  options: ScanOptions,
): ScanReport {
  const { verdict, findings, stages, facts, bytes, sha256, runnable } = report;
  return {
    file: path,
    files: opened.map((file, index) => ({
      file: file.path,
      name: visible(file.name, MAX_NAME),
      bytes: file.before.size,
      sha256: report.files[index]?.sha256 ?? null,
    })),
    bytes,
    sha256,
    format: facts.format,
    verdict,
    headline: headlineFor({ verdict, findings, stages, runnable, facts }),
    findings,
    stages,
    engine: engine(options),
  };
}

function fromNothing(path: string, bytes: number | null, finding: Finding, options: ScanOptions): ScanReport {
  const stages = STAGE_IDS.map((id): StageResult => ({
    id,
    verdict: id === "source" ? "hold" : "not_run",
    ms: 0,
    detail: id === "source" ? "The file could not be judged." : "Not run.",
  }));
  return {
    file: path,
    files: [],
    bytes,
    sha256: null,
    format: null,
    verdict: "hold",
    headline: `Held. ${finding.message}`,
    findings: [finding],
    stages,
    engine: engine(options),
  };
}

function unreadable(path: string, sentence: string, options: ScanOptions): ScanResult {
  return {
    report: fromNothing(
      path,
      null,
      finding0("input.unreadable", "high", sentence, "Check the path and that you may read it."),
      options,
    ),
    unreadable: sentence,
  };
}

/** The file must be the same before and after: otherwise what was judged is not what is there. */
function changed(before: Stats, after: Stats): boolean {
  return before.size !== after.size || before.mtimeMs !== after.mtimeMs || before.ctimeMs !== after.ctimeMs;
}

const CHANGED = finding0(
  "input.changed",
  "high",
  "The file changed while it was read.",
  "Wait until whatever writes it has ended, then scan it again.",
);

function linked(links: readonly string[]): Finding {
  return finding0(
    "input.link",
    "medium",
    `The folder holds links (${some(links)}). What they point to was not looked at, and can be changed after the check.`,
    "Scan a copy of the folder that holds the files themselves.",
  );
}

function special(names: readonly string[]): Finding {
  return finding0(
    "input.special",
    "medium",
    `The folder holds pipes, sockets or devices (${some(names)}). They were not opened: what a program reads from them is another thing each time.`,
    "Models consist of files alone. Remove the others, or take a clean copy.",
  );
}

function some(names: readonly string[]): string {
  const [first = ""] = names;
  return `${visible(first)}${names.length > 1 ? ` and ${String(names.length - 1)} more` : ""}`;
}

function heldBy(report: ScanReport, finding: Finding): ScanReport {
  if (report.findings.some(({ rule }) => rule === finding.rule)) return report;
  return {
    ...report,
    verdict: report.verdict === "refuse" ? "refuse" : "hold",
    headline: report.verdict === "admit" ? `Held. ${finding.message}` : report.headline,
    findings: [...report.findings.slice(0, MAX_REPORTED), finding],
  };
}

function finding0(rule: string, severity: Finding["severity"], message: string, remedy: string): Finding {
  return {
    rule,
    stage: "source",
    severity,
    consequence: "unclear",
    file: null,
    offset: null,
    length: null,
    where: null,
    message: message.slice(0, 2000),
    why: "What was not checked is not known to be safe.",
    remedy,
    refs: [],
    excerpt: null,
  };
}

function engine(options: ScanOptions): ScanReport["engine"] {
  return { casemate: version, isolation: options.isolation, policy: options.inForce.digest };
}
