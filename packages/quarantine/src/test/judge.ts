import type { InspectionReport } from "../common/inspector-contract.ts";
import { bytesSource } from "../common/byte-source.ts";
import type { ByteSource } from "../common/byte-source.ts";
import type { CorpusFile } from "@casemate/testkit";
import { makeReport, type JudgedFile } from "../common/report.ts";
import { runStages } from "../common/run-stages.ts";
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
  const profile = options.profile ?? "full";
  const request = {
    source,
    name,
    origin: { kind: "path" as const, name },
    expectedSha256: options.expectedSha256 ?? null,
    profile,
    partOfSet: false,
  };
  const result = await runStages(request, nodeKit, { onProgress: () => undefined, onStage: () => undefined });
  return ReportSchema.parse(makeReport([{ name, bytes: source.size, result }], profile, () => ""));
}

/** The same over an input of one file or several. */
export async function judgeFiles(
  files: readonly CorpusFile[],
  options: Omit<JudgeOptions, "name"> = {},
): Promise<InspectionReport> {
  const [first] = files;
  if (first && files.length === 1) return judge(first.bytes, { ...options, name: first.name });
  const profile = options.profile ?? "full";
  const judged: JudgedFile[] = [];
  for (const { name, bytes } of files) {
    const request = {
      source: bytesSource(bytes),
      name,
      origin: { kind: "path" as const, name },
      expectedSha256: null,
      profile,
      partOfSet: true,
    };
    const result = await runStages(request, nodeKit, {
      onProgress: () => undefined,
      onStage: () => undefined,
    });
    judged.push({ name, bytes: bytes.length, result });
  }
  return ReportSchema.parse(makeReport(judged, profile, () => "0".repeat(64)));
}

/** Rule ids of a report, without those that every file has, each once. */
export function rulesOf(report: InspectionReport): string[] {
  return [
    ...new Set(report.findings.map(({ rule }) => rule).filter((rule) => rule !== "provenance.unsigned")),
  ];
}
