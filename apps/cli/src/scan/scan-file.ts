import {
  connect,
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
  type InForce,
  type InspectionReport,
} from "@casemate/quarantine";
import { notAFile, reason, type Spawner } from "@casemate/supervisor";
import { closeSync, constants, fstatSync, openSync, type Stats } from "node:fs";
import { basename } from "node:path";
import { version } from "../compose.ts";

/** The documented object of `scan --json` (one per input). */
export interface ScanReport {
  readonly file: string;
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

/** Judges one file in place, in a confined child. Never throws for what the file is or does. */
export async function scanFile(spawner: Spawner, path: string, options: ScanOptions): Promise<ScanResult> {
  let fd: number;
  try {
    // O_NONBLOCK: opening a FIFO must not wait for a writer.
    fd = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  } catch (error) {
    return unreadable(path, `${path} cannot be read: ${reason(error)}.`, options);
  }
  try {
    const before = fstatSync(fd);
    const problem = notAFile(before);
    if (problem !== null)
      return unreadable(path, `${path} is ${problem}. Give the path of a model file.`, options);
    const report = await inspect(spawner, fd, path, before, options);
    return { report: changed(before, fstatSync(fd)) ? heldAsChanged(report) : report, unreadable: null };
  } finally {
    closeSync(fd);
  }
}

async function inspect(
  spawner: Spawner,
  fd: number,
  path: string,
  stat: Stats,
  options: ScanOptions,
): Promise<ScanReport> {
  const handle = await spawner.spawn({ id: "inspector", host: "parser-box", fds: [fd], maxHeapMiB: 512 });
  try {
    const client = connect(inspectorContract, handle.port);
    const report = await client.call("inspect.run", {
      files: [{ name: basename(path), fd: 3, bytes: stat.size, keyEnvelope: null, sha256: null }],
      source: { kind: "path", name: path.slice(0, 4096) },
      profile: options.profile,
    });
    const files = report.files.map((file) => ({ ...file, name: basename(path) }));
    return fromReport(path, applyPolicy({ ...report, files }, options.inForce), options);
  } catch (error) {
    const finding = finding0(
      "inspector.crashed",
      "high",
      `This file ended the parser (${error instanceof RpcError ? error.code : "unknown"}). A file that does that may be made to attack programs that read it.`,
      "Do not load it. Get it again from its publisher.",
    );
    return fromNothing(path, stat.size, finding, options);
  } finally {
    await handle.kill();
  }
}

function fromReport(path: string, report: InspectionReport, options: ScanOptions): ScanReport {
  const { verdict, findings, stages, facts, bytes, sha256, runnable } = report;
  return {
    file: path,
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

function heldAsChanged(report: ScanReport): ScanReport {
  const finding = finding0(
    "input.changed",
    "high",
    "The file changed while it was read.",
    "Wait until whatever writes it has ended, then scan it again.",
  );
  return {
    ...report,
    verdict: report.verdict === "refuse" ? "refuse" : "hold",
    headline: report.verdict === "refuse" ? report.headline : `Held. ${finding.message}`,
    findings: [...report.findings, finding],
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
