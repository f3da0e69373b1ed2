import type { ModelTemplate } from "@casemate/contract";
import type { RuleId } from "../rules/index.ts";
import type { Fold } from "./fold.ts";
import type { Bindings } from "./scope.ts";
import type { Tree } from "./tree.ts";

export type Mark = ModelTemplate["marks"][number];

/** Something a check noticed at a place of the text, in characters. */
export interface Noticed {
  readonly rule: RuleId;
  readonly at: number;
  readonly length: number;
  /** What stands there and what it does, one plain sentence; text of the file made visible. */
  readonly message: string;
}

/** What a check looks at. */
export interface Subject extends Bindings {
  readonly text: string;
  readonly tree: Tree;
  readonly fold: Fold;
}

/** One check of a parsed template: a file in `checks/` and a line in its index. */
export type Check = (subject: Subject, notice: (noticed: Noticed) => void) => void;
