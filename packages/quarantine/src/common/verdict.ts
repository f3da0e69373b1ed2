import type { StageId, StageResult, StageVerdict, Verdict } from "@casemate/contract";

/** Stages that may be missing from a report without making it worse. */
const STATIC_ONLY: readonly StageId[] = ["behaviour"];

/**
 * The verdict over all stages. A stage can only make it worse, and unknown is never fine: a stage that did not run
 * holds the file unless it is in `mayBeMissing` (static checks: `behaviour`; a quick scan: `weights` too; for the
 * final verdict pass an empty list).
 */
export function combineVerdict(
  stages: readonly Pick<StageResult, "id" | "verdict">[],
  mayBeMissing: readonly StageId[] = STATIC_ONLY,
): Verdict {
  const asks = (wanted: StageVerdict): boolean => stages.some(({ verdict }) => verdict === wanted);
  if (asks("refuse")) return "refuse";
  if (stages.length === 0 || asks("hold")) return "hold";
  return stages.some(({ id, verdict }) => verdict === "not_run" && !mayBeMissing.includes(id))
    ? "hold"
    : "admit";
}
