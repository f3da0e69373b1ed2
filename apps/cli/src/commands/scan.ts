import type { Verdict } from "@casemate/contract";
import { InvalidArgumentError, type Command } from "commander";
import { expandInputs, homePaths, readInForce, resolveHome } from "@casemate/supervisor";
import { composeSpawner, version } from "../compose.ts";
import { visible } from "../console/output.ts";
import { sarifLog } from "../scan/sarif.ts";
import { scanInput, type ScanReport, type ScanResult } from "../scan/scan-file.ts";
import { UsageError } from "../usage-error.ts";
import type { Common } from "./common-options.ts";
import { findingText } from "./model.ts";

/** Two boxes at once: a third would only share the same disk and cores on the smallest machine we support. */
const PARALLEL = 2;

interface Options extends Common {
  readonly sarif: boolean;
  readonly profile: "quick" | "full";
  readonly policy?: string;
  readonly pins?: string;
  readonly blocks?: string;
}

const WORDS: Record<Verdict, string> = { admit: "Admitted", hold: "Held", refuse: "Refused" };

/** `casemate scan PATH…`: the six static stages over plain files, in place; needs no vault. */
export function addScanCommand(program: Command): void {
  program
    .command("scan <path...>")
    .description("judge model files where they are; nothing is copied or run")
    .option("--json", "one JSON object per input and line, in the order given", false)
    .option("--sarif", "one SARIF 2.1.0 log at the end", false)
    .option("--profile <name>", "quick skips the weights, full reads every byte", profile, "full")
    .option("--policy <file>", "judge by this policy instead of the data directory's")
    .option("--pins <file>", "count these digests as pinned too (sha256sum form, one a line, or JSON)")
    .option("--blocks <file>", "refuse these digests too")
    .action(scan);
}

async function scan(paths: readonly string[], options: Options): Promise<void> {
  const spawner = composeSpawner();
  const inputs = expandInputs(paths);
  if (inputs.length === 0)
    throw new UsageError(
      "There is no file in what was given. Give the path of a model file or of a folder with some.",
    );
  const inForce = readInForce(homePaths(resolveHome(process.env)), options);
  if (inForce.broken !== null)
    process.stderr.write(`casemate: nothing is admitted: ${visible(inForce.broken)}\n`);
  const pending = new Map<number, Promise<ScanResult>>();
  const kept: ScanReport[] = [];
  let next = 0;
  const isolation = await spawner.isolation();
  if (isolation.level !== "full" && !options.json && !options.sarif)
    process.stderr.write(
      `casemate: parsing isolation is ${isolation.level}: ${isolation.notices[0]?.message ?? "a layer is missing"}\n`,
    );
  const start = (): void => {
    const input = inputs[next];
    if (input)
      pending.set(
        next,
        scanInput(spawner, input, { profile: options.profile, isolation: isolation.level, inForce }),
      );
    next += 1;
  };
  for (let lane = 0; lane < PARALLEL; lane++) start();
  let worst: "ok" | "no" | "unreadable" = "ok";
  try {
    // Printed in the order given, whichever ends first.
    for (let at = 0; at < inputs.length; at++) {
      const result = await pending.get(at);
      pending.delete(at);
      start();
      if (!result) break;
      if (options.sarif) kept.push(result.report);
      else print(result, options.json);
      if (result.unreadable) worst = "unreadable";
      else if (result.report.verdict !== "admit" && worst === "ok") worst = "no";
    }
    if (options.sarif) process.stdout.write(`${JSON.stringify(sarifLog(kept, version))}\n`);
  } finally {
    await spawner.endAll(null);
  }
  process.exitCode = { ok: 0, no: 1, unreadable: 2 }[worst];
}

function print({ report, unreadable }: ScanResult, json: boolean): void {
  if (json) {
    process.stdout.write(`${JSON.stringify(report)}\n`);
    if (unreadable !== null) process.stderr.write(`casemate: ${visible(unreadable)}\n`);
    return;
  }
  if (unreadable !== null) {
    process.stderr.write(`casemate: ${visible(unreadable)}\n`);
    return;
  }
  const shown = report.findings.filter((finding) => finding.severity !== "info");
  const stages = report.stages.map(
    (stage) => `  ${stage.id.padEnd(11)} ${stage.verdict.padEnd(14)} ${visible(stage.detail)}`,
  );
  process.stdout.write(
    [
      `${WORDS[report.verdict]}${report.verdict === "admit" ? " by the static stages" : ""}: ${visible(report.file)}`,
      `  ${visible(report.headline)}`,
      ...stages,
      ...shown.map(findingText),
      "",
    ].join("\n"),
  );
}

function profile(text: string): "quick" | "full" {
  if (text === "quick" || text === "full") return text;
  throw new InvalidArgumentError("Choose quick or full.");
}
