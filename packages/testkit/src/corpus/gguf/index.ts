import type { CorpusRow } from "../row.ts";
import { COMPONENTS } from "./components.ts";
import { HYPERPARAMETERS } from "./hyperparameters.ts";
import { SEMANTICS_BASIC } from "./semantics-basic.ts";
import { STRUCTURE } from "./structure.ts";
import { TOKENIZER } from "./tokenizer.ts";

export const GGUF_ROWS: readonly CorpusRow[] = [
  ...STRUCTURE,
  ...SEMANTICS_BASIC,
  ...HYPERPARAMETERS,
  ...TOKENIZER,
  ...COMPONENTS,
];
