import type { CorpusRow } from "../row.ts";
import { DATA } from "./structure-data.ts";
import { HEADER } from "./structure-header.ts";
import { GENERAL_KEYS } from "./structure-keys.ts";
import { METADATA } from "./structure-metadata.ts";
import { RESIDUE } from "./structure-residue.ts";
import { TENSOR_LIST } from "./structure-tensors.ts";

/** Shapes of the file itself: header, metadata, tensor list, data, and what lies between. */
export const STRUCTURE: readonly CorpusRow[] = [
  ...HEADER,
  ...METADATA,
  ...GENERAL_KEYS,
  ...TENSOR_LIST,
  ...DATA,
  ...RESIDUE,
];
