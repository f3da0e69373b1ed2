import type { CorpusRow } from "../row.ts";
import { OTHER_MODELS } from "./models.ts";
import { OTHER_FILES } from "./others.ts";
import { PROGRAM_FILES } from "./programs.ts";

export const FORMAT_ROWS: readonly CorpusRow[] = [...OTHER_MODELS, ...PROGRAM_FILES, ...OTHER_FILES];
