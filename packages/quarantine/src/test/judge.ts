import type { InspectionReport } from "../common/inspector-contract.ts";
import { bytesSource } from "../common/byte-source.ts";
import type { ByteSource } from "../common/byte-source.ts";
import type { CorpusFile } from "@casemate/testkit";
import { makeReport, type JudgedFile } from "../common/report.ts";
import { runInput, type InputFile } from "../common/run-input.ts";
import { InspectionReport as ReportSchema } from "../common/inspector-contract.ts";
import { nodeKit } from "../node/hasher.ts";

export interface JudgeOptions {
  readonly name?: string;
  readonly expectedSha256?: string | null;
  readonly profile?: "quick" | "full";
}

/** Runs all static stages over bytes in memory and checks that the report keeps the contract. */
export async function judge(bytes: Uint8Array, options: JudgeOptions = {}): Promise<InspectionReport> {
  return judgeSource(bytesSource(bytes), options);
}

/** The same over any source. */
export async function judgeSource(source: ByteSource, options: JudgeOptions = {}): Promise<InspectionReport> {
  const name = options.name ?? "model.gguf";
  return judgeInput([{ name, source, expectedSha256: options.expectedSha256 ?? null }], options);
}

/** The same over an input of one file or several. */
export async function judgeFiles(
  files: readonly CorpusFile[],
  options: Omit<JudgeOptions, "name"> = {},
): Promise<InspectionReport> {
  const { expectedSha256 = null } = options;
  return judgeInput(
    files.map(({ name, bytes }) => ({ name, source: bytesSource(bytes), expectedSha256 })),
    options,
  );
}

async function judgeInput(
  files: readonly InputFile[],
  { profile = "full" }: JudgeOptions,
): Promise<InspectionReport> {
  const origin = { kind: "path" as const, name: files[0]?.name ?? "" };
  const results = await runInput({ files, origin, profile }, nodeKit, {
    onProgress: () => undefined,
    onStage: () => undefined,
  });
  const judged = files.map(({ name, source }, index): JudgedFile => {
    const result = results[index];
    if (!result) throw new Error("a file without a result");
    return { name, bytes: source.size, result };
  });
  return ReportSchema.parse(makeReport(judged, profile, () => "0".repeat(64)));
}

/** Rule ids of a report, without those that every file has, each once. */
export function rulesOf(report: InspectionReport): string[] {
  return [
    ...new Set(report.findings.map(({ rule }) => rule).filter((rule) => rule !== "provenance.unsigned")),
  ];
}
