import type { CorpusRow } from "../row.ts";
import { STRUCTURE } from "./structure.ts";

export const GGUF_ROWS: readonly CorpusRow[] = [...STRUCTURE];
