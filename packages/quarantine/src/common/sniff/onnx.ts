import { readUpTo, type ByteSource } from "../byte-source.ts";
import { quoted, utf8 } from "../text.ts";
import { notAdmitted, type Sniffer } from "./define-sniffer.ts";
import { readFields } from "./protobuf.ts";

/** Wire types of the fields of ONNX's `ModelProto` by field number (0 number, 2 bytes). Source: onnx.proto. */
const FIELDS: ReadonlyMap<number, number> = new Map([
  [1, 0],
  [2, 2],
  [3, 2],
  [4, 2],
  [5, 0],
  [6, 2],
  [7, 2],
  [8, 2],
  [14, 2],
  [20, 2],
  [25, 2],
]);
/** Bytes searched for tensors that lie in other files. */
const SEARCHED = 1024 * 1024;
/** How a tensor names its file: an entry with the key "location" and the path as its value. */
const LOCATION = new TextEncoder().encode("\x0a\x08location\x12");

/** ONNX has no magic: a protobuf whose fields are those of a model, with its version and its graph. */
export const sniffOnnx: Sniffer = (head, source) => {
  const fields = readFields(head, source.size);
  if (!fields?.every(({ field, wire }) => FIELDS.get(field) === wire)) return null;
  if (!fields.some(({ field }) => field === 1) || !fields.some(({ field }) => field === 7)) return null;
  const outside = externalFile(source);
  return notAdmitted("ONNX", {
    rule: "format.onnx",
    offset: outside?.at ?? 0,
    length: outside?.length ?? 2,
    message: `This is an ONNX model. ${
      outside
        ? `It makes its loader open the file ${quoted(outside.path)}.`
        : "Such files can point at other files on the disk and at native code that loaders open."
    }`,
  });
};

function externalFile(source: ByteSource): { path: string; at: number; length: number } | null {
  const bytes = readUpTo(source, 0, SEARCHED);
  const first = LOCATION[0] ?? 0;
  for (let at = bytes.indexOf(first); at >= 0; at = bytes.indexOf(first, at + 1)) {
    if (!LOCATION.every((byte, index) => bytes[at + index] === byte)) continue;
    const from = at + LOCATION.length;
    const length = bytes[from] ?? 0;
    return {
      path: utf8(bytes.subarray(from + 1, from + 1 + length)),
      at,
      length: LOCATION.length + 1 + length,
    };
  }
  return null;
}
