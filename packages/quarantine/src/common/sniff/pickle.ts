import { findPickles } from "../containers/search.ts";
import type { Sniffer } from "./define-sniffer.ts";
import { explainFound } from "./explained.ts";

/** PyTorch's old format starts with this number as a pickle of protocol 2. */
const TORCH_MAGIC = [0x80, 0x02, 0x8a, 0x0a, 0x6c, 0xfc, 0x9c, 0x46, 0xf9, 0x20, 0x6a, 0xa8, 0x50, 0x19];

/** Python pickles of all protocols. Protocols 0 and 1 have no magic: only walking the program tells. */
export const sniffPickle: Sniffer = (head, source) => {
  const found = findPickles(source);
  const whole = found.find(({ piece }) => piece.path.length === 0);
  const [first, ...rest] = explainFound(found);
  // Packed ones are told by what they are packed in.
  if (!whole || !first) return null;
  const torch = TORCH_MAGIC.every((byte, index) => head[index] === byte);
  const joblib = whole.program.imports.some(({ name }) => name.startsWith("joblib."));
  const format = torch ? "PyTorch checkpoint (old)" : joblib ? "joblib" : "Python pickle";
  return { model: null, format, drafts: [first, ...rest] };
};
