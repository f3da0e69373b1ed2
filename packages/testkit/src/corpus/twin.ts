import { buildSafetensors, goodSafetensors } from "../safetensors-builder.ts";
import { oneFile, type CorpusRow } from "./row.ts";

/** ZIP readers search this many bytes from the end of a file; what lies before is no archive to anybody. */
const ZIP_REACH = 65_535 + 22;

/**
 * The twin of a file that is no model at all: a sound safetensors model with exactly these bytes as the values of one
 * tensor. What a file is decides its place: the same bytes are a program at the beginning of a file, an archive at
 * its end, and numbers in a tensor between other tensors.
 */
export function asTensor(bytes: Uint8Array): ReturnType<CorpusRow["twin"]> {
  const good = goodSafetensors();
  const end = good.data.length + bytes.length;
  const data = new Uint8Array(end + ZIP_REACH);
  data.set(good.data);
  data.set(bytes, good.data.length);
  const table = { dtype: "U8", shape: [bytes.length], data_offsets: [good.data.length, end] };
  const rest = { dtype: "U8", shape: [ZIP_REACH], data_offsets: [end, data.length] };
  return oneFile(
    buildSafetensors({ entries: { ...good.entries, "model.table": table, "model.rest": rest }, data }),
    "model.safetensors",
  );
}

/** Every byte of a text as one byte. */
export function latin1(text: string): Uint8Array {
  return Uint8Array.from(text, (char) => char.charCodeAt(0));
}

/** A file refused by what it is, under whatever name; its twin has the same bytes as a tensor. */
export function refused(
  what: string,
  rule: string,
  content: string | Uint8Array,
  name = "model.gguf",
): CorpusRow {
  const bytes = typeof content === "string" ? latin1(content) : content;
  return {
    what,
    rule,
    verdict: "refuse",
    hostile: () => oneFile(bytes, name),
    twin: () => asTensor(bytes),
  };
}
