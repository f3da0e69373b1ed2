import { readUpTo, type ByteSource } from "../byte-source.ts";
import { HEAD_BYTES, notAdmitted, type Sniffed, type Sniffer } from "./define-sniffer.ts";
import { sniffGguf, sniffSafetensors } from "./models.ts";
import { sniffNumpy } from "./numpy.ts";
import { sniffOnnx } from "./onnx.ts";
import { sniffPickle } from "./pickle.ts";
import { sniffSignature } from "./signatures.ts";
import { sniffText } from "./text.ts";
import { sniffZip } from "./zip.ts";

/** In this order: what is certain before what is likely. A new format is one file and one line here. */
const SNIFFERS: readonly Sniffer[] = [
  sniffGguf,
  sniffSafetensors,
  sniffZip,
  sniffNumpy,
  sniffPickle,
  sniffSignature,
  sniffOnnx,
  sniffText,
];

/** Says what a file is by its content; its name is never asked. */
export function sniff(source: ByteSource): Sniffed {
  if (source.size === 0)
    return notAdmitted("empty file", { rule: "format.empty", message: "The file is empty." });
  const head = readUpTo(source, 0, HEAD_BYTES);
  for (const sniffer of SNIFFERS) {
    const found = sniffer(head, source);
    if (found) return found;
  }
  return notAdmitted("unknown", {
    rule: "format.unknown",
    message: "This is no format that Casemate knows. Only GGUF and safetensors models can be admitted.",
  });
}
