import type { StageId } from "@casemate/contract";
import type { Draft } from "../findings.ts";
import type { InspectionReport } from "../inspector-contract.ts";

/** What of a report a policy can speak of. */
export type Judgement = Pick<
  InspectionReport,
  "verdict" | "findings" | "stages" | "facts" | "files" | "sizes"
>;

/** Tells something about the stage to which it belongs. */
export type Tell = (stage: StageId, draft: Draft) => void;
