import type { StageId, StageResult, StageVerdict, Verdict } from "@casemate/contract";

/**
 * The verdict over all stages. A stage can only make it worse, and unknown is never fine: a stage that did not run
 * holds the file unless it is in `mayBeMissing` (the static checks of a scan: `behaviour`; a quick scan: `weights` too).
 */
export function combineVerdict(
  stages: readonly Pick<StageResult, "id" | "verdict">[],
  mayBeMissing: readonly StageId[] = [],
): Verdict {
  const asks = (wanted: StageVerdict): boolean => stages.some(({ verdict }) => verdict === wanted);
  if (asks("refuse")) return "refuse";
  if (stages.length === 0 || asks("hold")) return "hold";
  return stages.some(({ id, verdict }) => verdict === "not_run" && !mayBeMissing.includes(id))
    ? "hold"
    : "admit";
}
