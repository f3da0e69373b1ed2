import { FORMAT_ROWS } from "./formats/index.ts";
import { GGUF_ROWS } from "./gguf/index.ts";
import { PICKLE_ROWS } from "./pickle/index.ts";
import type { CorpusRow } from "./row.ts";
import { SAFETENSORS_ROWS } from "./safetensors/index.ts";
import { SET_ROWS } from "./sets/index.ts";
import { TEMPLATE_ROWS } from "./templates/index.ts";

/** Every hostile shape, by family. A new shape is one row; a new family is one folder and one line here. */
export const CORPUS: Readonly<Record<string, readonly CorpusRow[]>> = {
  formats: FORMAT_ROWS,
  gguf: GGUF_ROWS,
  pickle: PICKLE_ROWS,
  safetensors: SAFETENSORS_ROWS,
  sets: SET_ROWS,
  templates: TEMPLATE_ROWS,
};
