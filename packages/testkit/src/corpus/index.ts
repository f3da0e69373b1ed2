import { GGUF_ROWS } from "./gguf/index.ts";
import type { CorpusRow } from "./row.ts";
import { TEMPLATE_ROWS } from "./templates/index.ts";

/** Every hostile shape, by family. A new shape is one row; a new family is one folder and one line here. */
export const CORPUS: Readonly<Record<string, readonly CorpusRow[]>> = {
  gguf: GGUF_ROWS,
  templates: TEMPLATE_ROWS,
};
