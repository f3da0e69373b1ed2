import type { CorpusRow } from "../row.ts";
import { SEMANTICS_BASIC } from "./semantics-basic.ts";
import { STRUCTURE } from "./structure.ts";

export const GGUF_ROWS: readonly CorpusRow[] = [...STRUCTURE, ...SEMANTICS_BASIC];
