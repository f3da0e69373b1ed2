import { buildSafetensors, goodSafetensors, type SafetensorsSpec } from "../../safetensors-builder.ts";
import { oneFile, type CorpusRow } from "../row.ts";

/** The rule that must speak, and the verdict. */
export type Outcome = readonly [rule: string, verdict: CorpusRow["verdict"]];

export const good = goodSafetensors();
/** A file without tensors is held, so that a header's twin needs one. */
const SIXTEEN = 16;

/** A file as described, beside the nearest file that is in order. */
export function row(
  what: string,
  [rule, verdict]: Outcome,
  hostile: SafetensorsSpec,
  twin: SafetensorsSpec = good,
): CorpusRow {
  const file = (spec: SafetensorsSpec): ReturnType<CorpusRow["twin"]> =>
    oneFile(buildSafetensors(spec), "model.safetensors");
  return { what, rule, verdict, hostile: () => file(hostile), twin: () => file(twin) };
}

/** An entry of four F32 numbers, or what else it is made to say. */
export function f32(shape = "[4]", offsets = "[0,16]", dtype = "F32"): string {
  return `{"dtype":"${dtype}","shape":${shape},"data_offsets":${offsets}}`;
}

/** A file with this header and data of zeros. */
export function header(text: string, bytes = SIXTEEN): SafetensorsSpec {
  return { header: text, data: new Uint8Array(bytes) };
}

/** A file of one tensor with this entry. */
export function one(entry: string, bytes = SIXTEEN): SafetensorsSpec {
  return header(`{"t":${entry}}`, bytes);
}

/** The good file with some entries added or replaced. */
export function entries(change: Readonly<Record<string, unknown>>): SafetensorsSpec {
  return { ...good, entries: { ...good.entries, ...change } };
}
