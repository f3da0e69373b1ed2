import { notAdmitted, type Sniffer } from "./define-sniffer.ts";

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
/** Most fields looked at: the telling ones stand first. */
const MAX_FIELDS = 64;

/** ONNX has no magic: a protobuf whose fields are those of a model, with its version and its graph. */
export const sniffOnnx: Sniffer = (head, source) => {
  if (head[0] !== 0x08) return null;
  let at = 0;
  const seen = new Set<number>();
  for (let index = 0; index < MAX_FIELDS && at < head.length; index++) {
    const tag = varint(head, at);
    if (!tag) return null;
    const field = Math.floor(tag.value / 8);
    const wire = tag.value % 8;
    const number = varint(head, tag.next);
    if (FIELDS.get(field) !== wire || !number) return null;
    seen.add(field);
    at = wire === 0 ? number.next : number.next + number.value;
    if (at > source.size) return null;
  }
  if (!seen.has(1) || !seen.has(7)) return null;
  return notAdmitted("ONNX", {
    rule: "format.onnx",
    message:
      "This is an ONNX model. Such files can point at other files on the disk and at native code that loaders open.",
  });
};

/** A protobuf varint up to 2^49, or null. */
function varint(bytes: Uint8Array, at: number): { value: number; next: number } | null {
  let value = 0;
  for (let index = 0; index < 7; index++) {
    const byte = bytes[at + index];
    if (byte === undefined) return null;
    value += (byte & 0x7f) * 2 ** (7 * index);
    if (byte < 0x80) return { value, next: at + index + 1 };
  }
  return null;
}
