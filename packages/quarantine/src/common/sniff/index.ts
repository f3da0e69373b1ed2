import { readUpTo, type ByteSource } from "../byte-source.ts";
import { sniffArchive } from "./archive.ts";
import { HEAD_BYTES, notAdmitted, type Sniffed, type Sniffer } from "./define-sniffer.ts";
import { sniffEncoded } from "./encoded.ts";
import { sniffHdf5 } from "./hdf5.ts";
import { sniffGguf, sniffSafetensors } from "./models.ts";
import { sniffMsgpack } from "./msgpack.ts";
import { sniffNumpy } from "./numpy.ts";
import { sniffOnnx } from "./onnx.ts";
import { sniffPickle } from "./pickle.ts";
import { sniffProtobuf } from "./protobuf-models.ts";
import { sniffSignature } from "./signatures.ts";
import { sniffText } from "./text.ts";
import { sniffUnknown } from "./unknown.ts";
import { beginsAsZip, sniffHiddenZip, sniffZip } from "./zip.ts";

/** In this order: what is certain before what is likely. A new format is one file and one line here. */
const SNIFFERS: readonly Sniffer[] = [
  sniffGguf,
  sniffSafetensors,
  sniffZip,
  sniffNumpy,
  sniffHdf5,
  sniffArchive,
  sniffPickle,
  sniffSignature,
  sniffEncoded,
  sniffOnnx,
  sniffProtobuf,
  sniffMsgpack,
  sniffText,
];

/** Formats whose last part may be a ZIP without any trick. */
const HOLD_OTHERS = new Set(["tar", "NeMo archive", "PyTorch tar archive", "gzip", "zlib", "llamafile"]);

/** Says what a file is by its content; its name is never asked. */
export function sniff(source: ByteSource): Sniffed {
  if (source.size === 0)
    return notAdmitted("empty file", { rule: "format.empty", message: "The file is empty." });
  const head = readUpTo(source, 0, HEAD_BYTES);
  for (const sniffer of SNIFFERS) {
    const found = sniffer(head, source);
    if (found) return found.model === null ? withHidden(found, source) : found;
  }
  return sniffHiddenZip(source) ?? sniffUnknown(head);
}

/** Something that is one thing at its beginning and a ZIP at its end is made to be taken for the wrong one. */
function withHidden(found: Extract<Sniffed, { model: null }>, source: ByteSource): Sniffed {
  if (beginsAsZip(source) || HOLD_OTHERS.has(found.format)) return found;
  const hidden = sniffHiddenZip(source);
  if (hidden?.model !== null) return found;
  const [first, ...rest] = hidden.drafts;
  return { ...found, drafts: [first, ...rest, ...found.drafts] };
}
