import { bytesSource, readUpTo, type ByteSource } from "../byte-source.ts";
import { explainPickle } from "../pickle/explain.ts";
import { knownSignature } from "../sniff/signature.ts";
import { sniffText } from "../sniff/text.ts";
import { latin1 } from "../text.ts";
import { looksRandom } from "./entropy.ts";
import { firstNotZero } from "./zeros.ts";

/** Bytes looked at from the first that is not zero: signatures, text and entropy show in them. */
const HEAD_BYTES = 16 * 1024;
/** A ZIP is found from its end: 22 bytes that may be followed by a remark of up to 65,535. */
const ZIP_END = 22;
const ZIP_END_SEARCH = ZIP_END + 65_535;
/** Fewest bytes that are called text: two or three bytes are text by chance too often. */
const MIN_TEXT = 8;

/** What bytes that belong to no part of a model are. The file's maker controls all of them. */
export interface Residue {
  /**
   * `payload`: another program would open them (archive, program, pickle, another model). `random`: compressed or
   * encrypted. Only `zeros` was read to the end; the others are told by their beginning and their end.
   */
  readonly kind: "zeros" | "payload" | "text" | "random" | "other";
  /** With its article where it has one: "a ZIP archive", "random-looking bytes, …". */
  readonly name: string;
  /** First byte that is not zero; the beginning when all are. */
  readonly at: number;
}

/** Says what the bytes `[from, to)` are. Reads leading zeros, then at most about 80 kB, whatever the size. */
export function classifyResidue(source: ByteSource, from: number, to: number): Residue {
  const at = firstNotZero(source, from, to);
  if (at === to) return { kind: "zeros", name: "zeros", at: from };
  const head = readUpTo(source, at, Math.min(HEAD_BYTES, to - at));
  const payload = knownSignature(head) ?? hiddenPickle(head) ?? zipFromItsEnd(source, at, to);
  if (payload !== null) return { kind: "payload", name: payload, at };
  const text = head.length >= MIN_TEXT ? textKind(head, source) : null;
  if (text !== null) return { kind: "text", name: text, at };
  if (looksRandom(head))
    return { kind: "random", name: "random-looking bytes, as compressed or encrypted data has", at };
  return { kind: "other", name: "bytes of no known kind", at };
}

/** Pickles of protocols 0 and 1 have no magic; walking the beginning of the program tells. */
function hiddenPickle(head: Uint8Array): string | null {
  const program = explainPickle(bytesSource(head));
  return program.certain && program.calls.length > 0 ? "a Python pickle" : null;
}

/** ZIP readers search the end of the file, so an archive may begin anywhere, behind any bytes. */
function zipFromItsEnd(source: ByteSource, from: number, to: number): string | null {
  const start = Math.max(from, to - ZIP_END_SEARCH);
  const tail = readUpTo(source, start, to - start);
  const view = new DataView(tail.buffer, tail.byteOffset, tail.byteLength);
  for (let at = tail.length - ZIP_END; at >= 0; at--) {
    // "PK\5\6", and its remark reaches exactly to the end: no chance find.
    if (tail[at] === 0x50 && view.getUint32(at, true) === 0x0605_4b50)
      if (view.getUint16(at + 20, true) === tail.length - at - ZIP_END) return "a ZIP archive";
  }
  return null;
}

const TEXT_NAMES: Readonly<Record<string, string>> = {
  "web page": "a web page",
  "Git LFS pointer": "a Git LFS pointer",
  XML: "an XML text",
  JSON: "a JSON text",
  script: "a script",
};

function textKind(head: Uint8Array, source: ByteSource): string | null {
  // Zeros that fill up after a text are no part of it.
  const end = head.indexOf(0);
  const text = end < 0 ? head : head.subarray(0, end);
  if (text.length < MIN_TEXT || latin1(text).trim() === "") return null;
  const found = sniffText(text, source);
  return found === null ? null : (TEXT_NAMES[found.format] ?? "text");
}
