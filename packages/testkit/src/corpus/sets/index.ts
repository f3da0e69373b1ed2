import type { CorpusRow } from "../row.ts";
import { FOLDERS } from "./folders.ts";
import { GGUF_PARTS } from "./gguf-parts.ts";

export const SET_ROWS: readonly CorpusRow[] = [...GGUF_PARTS, ...FOLDERS];
