/** What is wrong with a log. `docs/formats/log.md` explains each. */
export type ProblemName =
  | "missing"
  | "emptied"
  | "truncated"
  | "rolled_back"
  | "edited"
  | "deleted"
  | "inserted"
  | "duplicated"
  | "reordered"
  | "foreign"
  | "signature"
  | "epoch"
  | "tree"
  | "head"
  | "schema"
  | "open_intents"
  | "pruned"
  | "newer"
  | "unreadable";

export interface Problem {
  readonly problem: ProblemName;
  /** Number of the first record that is bad or gone; null when the log as a whole is. */
  readonly firstBad: number | null;
  /** Plain sentences: what, where, what to do. */
  readonly message: string;
}

const KEEP = "Keep the files as they are and compare them with a backup.";

/** `message` is completed by the advice that holds for all of them. */
export function problem(name: ProblemName, firstBad: number | null, message: string): Problem {
  return { problem: name, firstBad, message: `${message} ${KEEP}` };
}
