import type { Source, StageId, StageResult } from "@casemate/contract";
import type { ByteSource } from "./byte-source.ts";
import { once, openStructure } from "./inspection.ts";
import { runStages, type FileResult } from "./run-stages.ts";
import { judgeSet } from "./set/index.ts";
import type { SweepKit } from "./weights/sweep.ts";

/** One file of an input. */
export interface InputFile {
  readonly name: string;
  readonly source: ByteSource;
  /** SHA-256 known from intake, or null. */
  readonly expectedSha256: string | null;
}

export interface InputRequest {
  readonly files: readonly InputFile[];
  readonly origin: Source;
  readonly profile: "quick" | "full";
}

/** Told while the stages run; `done` and `findings` count over all files. */
export interface InputEvents {
  readonly onProgress: (stage: StageId, done: number, findings: number) => void;
  readonly onStage: (file: number, result: StageResult) => void;
}

/**
 * Runs the stages over every file of an input, in order. What several files are together is found out from their headers, before the stages run:
 * a stage can only make a verdict worse. Rejects like `runStages`.
 */
export async function runInput(
  { files, origin, profile }: InputRequest,
  kit: SweepKit,
  events: InputEvents,
): Promise<FileResult[]> {
  let running: StageId = "source";
  let before = 0;
  let found = 0;
  const structures = files.map(({ source }) =>
    openStructure(source, kit.now, (done) => {
      events.onProgress(running, before + done, found);
    }),
  );
  const set = once(() =>
    judgeSet(
      files.map(({ name, source }, index) => ({
        name,
        source,
        sniffed: () => known(structures[index]).sniffed(),
        model: () => known(structures[index]).parsed()?.model ?? null,
      })),
    ),
  );
  const results: FileResult[] = [];
  for (const [index, { name, source, expectedSha256 }] of files.entries()) {
    const request = {
      source,
      name,
      origin,
      expectedSha256,
      profile,
      structure: known(structures[index]),
      set: () => (files.length === 1 ? null : (set()[index] ?? null)),
    };
    const result = await runStages(request, kit, {
      onProgress: (stage, done, findings) => {
        running = stage;
        events.onProgress(stage, before + done, found + findings);
      },
      onStage: (stage) => {
        events.onStage(index, stage);
      },
    });
    results.push(result);
    before += source.size;
    found += result.findings.length;
  }
  return results;
}

function known<T>(value: T | undefined): T {
  if (value === undefined) throw new RangeError("an input has one structure per file");
  return value;
}
