import type { CorpusRow } from "../row.ts";
import { CALLS } from "./calls.ts";
import { CONTAINERS } from "./containers.ts";
import { SHAPES } from "./programs.ts";

export const PICKLE_ROWS: readonly CorpusRow[] = [...SHAPES, ...CALLS, ...CONTAINERS];
