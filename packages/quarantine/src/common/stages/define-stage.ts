import type { Source, StageId, StageVerdict } from "@casemate/contract";
import type { ByteSource } from "../byte-source.ts";
import type { Draft } from "../findings.ts";
import type { ParsedModel } from "../parsed-model.ts";
import type { MemberView } from "../set/set-member.ts";
import type { Sniffed } from "../sniff/define-sniffer.ts";
import type { Sweep } from "../weights/sweep.ts";

/** Everything a stage may look at. Costly results are made when first asked for and shared. */
export interface Inspection {
  readonly source: ByteSource;
  /** Name of the file as it arrived; attacker-controlled, only compared and shown. */
  readonly name: string;
  readonly origin: Source;
  /** SHA-256 known from intake, or null. */
  readonly expectedSha256: string | null;
  /** `quick` leaves the weights unread beyond the file's digest. */
  readonly profile: "quick" | "full";
  /** What the input's other files say about this one; null for an input of one file. */
  readonly set: () => MemberView | null;
  readonly sniffed: () => Sniffed;
  /** The parsed structure and what the parser reported; null when the format is not one that goes on. */
  readonly parsed: () => {
    readonly model: ParsedModel;
    readonly drafts: readonly Draft[];
    readonly dropped: number;
    readonly ms: number;
  } | null;
  /** The one pass over all bytes. Rejects when the file cannot be read. */
  readonly sweep: () => Promise<Sweep>;
}

/** What a stage came to. Its verdict follows from the rules of its findings; these fields add to that. */
export interface StageOutcome {
  /** One plain sentence with figures. */
  readonly detail: string;
  /** Findings beyond the caps. */
  readonly dropped?: number;
  /** Set instead of a verdict when there was nothing to judge. */
  readonly verdict?: Extract<StageVerdict, "not_run" | "not_applicable">;
  /** Time of this stage that was spent inside another one's pass, in milliseconds. */
  readonly ms?: number;
}

export interface Stage {
  readonly id: StageId;
  /** Runs even after an earlier stage refused the file. */
  readonly always: boolean;
  /** Judges one file. Reports findings; a throw means that the stage crashed, and the file is held. */
  run(inspection: Inspection, report: (draft: Draft) => void): Promise<StageOutcome> | StageOutcome;
}

/** Declares one stage. Add the file to `index.ts`; a test compares folder and registry. */
export function defineStage(stage: Stage): Stage {
  return stage;
}
