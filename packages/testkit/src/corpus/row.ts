/** One file of an input. */
export interface CorpusFile {
  readonly name: string;
  readonly bytes: Uint8Array;
}

/**
 * One hostile shape and its well-formed twin: the same file without what makes it hostile. Both are built by code when asked for.
 * A row without a twin of its own is a lie: a rule that refuses everything would pass it.
 */
export interface CorpusRow {
  /** What is wrong with it, unique within its family. */
  readonly what: string;
  /** Id of the rule that must speak. */
  readonly rule: string;
  /** Verdict of the static stages; `admit` for rules that only tell. */
  readonly verdict: "admit" | "hold" | "refuse";
  /** One file, or the files of one folder. */
  readonly hostile: () => readonly CorpusFile[];
  readonly twin: () => readonly CorpusFile[];
}

/** An input of one file. */
export function oneFile(bytes: Uint8Array, name = "model.gguf"): readonly CorpusFile[] {
  return [{ name, bytes }];
}
