/** One field of a protobuf message. `value`: the number, or the length of the bytes at `at`. */
export interface Field {
  readonly field: number;
  readonly wire: number;
  readonly value: number;
  readonly at: number;
}

/** Most fields looked at: the telling ones stand first. */
const MAX_FIELDS = 64;

/**
 * The first fields of a protobuf message, or null when the bytes are none. `size`: how long the whole message may be;
 * a field whose bytes go on behind `bytes` is the last one given.
 */
export function readFields(bytes: Uint8Array, size: number): readonly Field[] | null {
  const fields: Field[] = [];
  let at = 0;
  while (fields.length < MAX_FIELDS && at < bytes.length) {
    const tag = varint(bytes, at);
    if (!tag) return fields.length > 0 && bytes.length < size ? fields : null;
    const wire = tag.value % 8;
    const field = Math.floor(tag.value / 8);
    if (field === 0) return null;
    if (wire === 1 || wire === 5) {
      fields.push({ field, wire, value: 0, at: tag.next });
      at = tag.next + (wire === 1 ? 8 : 4);
    } else {
      const number = wire === 0 || wire === 2 ? varint(bytes, tag.next) : null;
      if (!number) return null;
      fields.push({ field, wire, value: number.value, at: number.next });
      at = wire === 0 ? number.next : number.next + number.value;
    }
    if (at > size) return null;
  }
  return fields;
}

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
