import { readUpTo, type ByteSource } from "../byte-source.ts";
import { zipPieces } from "../containers/open.ts";
import { wholeFile } from "../containers/piece.ts";
import { findPickles } from "../containers/search.ts";
import { readZip, type ZipView } from "../containers/zip.ts";
import { zipLies } from "../containers/zip-lies.ts";
import type { Draft } from "../findings.ts";
import { figure, latin1, quoted } from "../text.ts";
import { notAdmitted, type Sniffed, type Sniffer } from "./define-sniffer.ts";
import { explainFound } from "./explained.ts";
import { kindOfZip } from "./zip-kinds.ts";

/** ZIP archives, told apart by their members: PyTorch, Keras, NumPy, Java, office documents. */
export const sniffZip: Sniffer = (head, source) => {
  const magic = latin1(head.subarray(0, 4));
  if (magic !== "PK\x03\x04" && magic !== "PK\x05\x06" && magic !== "PK\x07\x08") return null;
  return asZip(source, readZip(source), []);
};

/** An archive that is only seen from the end of the file, behind something else. */
export function sniffHiddenZip(source: ByteSource): Sniffed | null {
  const view = readZip(source);
  const first = view.members.find(({ central }) => central !== null);
  if (!view.end || !first) return null;
  const at = first.local?.at ?? view.end.directoryAt;
  return asZip(source, view, [
    {
      rule: "format.polyglot",
      offset: at,
      length: Math.min(4, source.size - at),
      where: first.name,
      message: `A ZIP archive hides behind the first ${figure(at)} bytes of this file. Its first member is ${quoted(first.name)}; loaders that look at the end of a file open it.`,
    },
  ]);
}

/**
 * What a whole model is besides: an archive in its last bytes, inside of a tensor, that programs which look at the end of a file
 * open. Weights never end in a directory of ZIP members by chance. Says the archive, and what pickles in it would run.
 */
export function archiveInside(source: ByteSource): Draft[] {
  const hidden = sniffHiddenZip(source);
  if (hidden?.model !== null) return [];
  return hidden.drafts.filter(({ rule }) => rule === "format.polyglot" || rule.startsWith("format.pickle"));
}

function asZip(source: ByteSource, view: ZipView, before: readonly Draft[]): Sniffed {
  const found = findPickles(source, zipPieces(wholeFile(source)));
  const kind = kindOfZip(view.members, source, found.length > 0);
  const explained = explainFound(found);
  return notAdmitted(kind.format, kind.draft, [...explained, ...before, ...zipLies(source, view)]);
}

/** Whether the file begins as ZIP members do. */
export function beginsAsZip(source: ByteSource): boolean {
  return latin1(readUpTo(source, 0, 2)) === "PK";
}
