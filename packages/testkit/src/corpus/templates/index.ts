import type { CorpusRow } from "../row.ts";
import { BEHAVIOUR } from "./behaviour.ts";
import { CODE } from "./code.ts";
import { OTHER_TEXTS } from "./places.ts";

/** Chat templates and other texts of a file's metadata. */
export const TEMPLATE_ROWS: readonly CorpusRow[] = [...CODE, ...BEHAVIOUR, ...OTHER_TEXTS];
