import { readUpTo, type ByteSource } from "../byte-source.ts";
import { FieldList, lastAtOrBefore, shownName, type FieldMap } from "../field-map.ts";
import type { TensorSpan } from "../layout.ts";
import { LENGTH_BYTES, type SafeTensor } from "./entries.ts";

/** An entry of the header is a few numbers long; one without its closing brace in here is named up to the next. */
const MAX_ENTRY_BYTES = 1024;
const CLOSING_BRACE = 0x7d;

/**
 * Names the parts of a safetensors file: the length, each tensor's entry in the header, and, in a sound file, each
 * tensor's data. `dataAt` is 0 when the header could not be read.
 */
export function safetensorsFields(
  source: ByteSource,
  tensors: readonly SafeTensor[],
  dataAt: number,
  spans: readonly TensorSpan[],
): FieldMap {
  const entries = [...tensors].sort((a, b) => a.at - b.at);
  const entryStarts = entries.map(({ at }) => at);
  const dataStarts = spans.map(({ offset }) => offset);
  return (from, to) => {
    const list = new FieldList(from, to);
    list.add(0, Math.min(LENGTH_BYTES, source.size), "length of the header");
    if (dataAt === 0) {
      list.add(LENGTH_BYTES, source.size - LENGTH_BYTES, "header");
      return list.fields;
    }
    const first = Math.max(0, lastAtOrBefore(entryStarts, from));
    let end = first === 0 ? LENGTH_BYTES : (entryStarts[first] ?? dataAt);
    for (let index = first; !list.past(end); index++) {
      // Keys of the header and what else stands between its entries.
      const entry = entries[index];
      const next = entry?.at ?? dataAt;
      list.add(end, next - end, "header");
      if (!entry) break;
      const length = entryLength(source, next, entryStarts[index + 1] ?? dataAt);
      list.add(next, length, `header entry of tensor ${shownName(entry.name)}`);
      end = next + length;
    }
    // Where a tensor lies is not certain; that these are no longer the header is.
    if (spans.length === 0) list.add(dataAt, source.size - dataAt, "data");
    for (let index = Math.max(0, lastAtOrBefore(dataStarts, from)); index < spans.length; index++) {
      const span = spans[index];
      if (!span || list.past(span.offset)) break;
      list.add(span.offset, span.bytes, `data of tensor ${shownName(span.name)}`);
    }
    return list.fields;
  };
}

/** Bytes of an entry up to its closing brace; entries hold no other one outside of a text. */
function entryLength(source: ByteSource, at: number, next: number): number {
  const room = next - at;
  const close = readUpTo(source, at, Math.min(room, MAX_ENTRY_BYTES)).indexOf(CLOSING_BRACE);
  return close < 0 ? room : close + 1;
}
