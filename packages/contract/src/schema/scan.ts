import * as z from "zod";
import { Bytes, Sha256 } from "./common.ts";
import { Finding, STAGE_IDS, StageResult, Verdict } from "./model.ts";

/** One line of `scan --json`: one input. `docs/schemas/scan-result.schema.json` is made from this. */
export const ScanLine = z.strictObject({
  /** The file, the folder, or the first of several files that are one model. */
  file: z.string(),
  /** Every file that was judged as this input; none when it could not be read. Findings call a file by its `name`. */
  files: z
    .array(
      z.strictObject({
        file: z.string(),
        name: z.string().max(300),
        bytes: Bytes,
        sha256: Sha256.nullable(),
      }),
    )
    .max(1024),
  /** null: the input could not be read. */
  bytes: Bytes.nullable(),
  sha256: Sha256.nullable(),
  format: z.string().nullable(),
  verdict: Verdict,
  headline: z.string(),
  /** The most of a report, and one that the command line may add. */
  findings: z.array(Finding).max(1001),
  stages: z.array(StageResult).length(STAGE_IDS.length),
  engine: z.strictObject({ casemate: z.string(), isolation: z.string(), policy: z.string() }),
});
export type ScanLine = z.output<typeof ScanLine>;
