import { findPickles, isMarkedPickle } from "../containers/search.ts";
import { explainPickle } from "../pickle/explain.ts";
import { notAdmitted, type Sniffed, type Sniffer } from "./define-sniffer.ts";
import { explainFound } from "./explained.ts";

/** PyTorch's old format starts with this number as a pickle of protocol 2. */
const TORCH_MAGIC = [0x80, 0x02, 0x8a, 0x0a, 0x6c, 0xfc, 0x9c, 0x46, 0xf9, 0x20, 0x6a, 0xa8, 0x50, 0x19];

/** Python pickles of all protocols. Protocols 0 and 1 have no magic: only walking the program tells. */
export const sniffPickle: Sniffer = (head, source) => {
  const program = explainPickle(source);
  if (!isMarkedPickle(head) && !program.certain) return null;
  const torch = TORCH_MAGIC.every((byte, index) => head[index] === byte);
  const joblib = program.imports.some(({ name }) => name.startsWith("joblib."));
  const format = torch ? "PyTorch checkpoint (old)" : joblib ? "joblib" : "Python pickle";
  const [first, ...rest] = explainFound(findPickles(source));
  // The search walks the same bytes; should it find nothing, a pickle is still a pickle.
  return first ? told(format, first, rest) : notAdmitted(format, PLAIN);
};

const PLAIN = {
  rule: "format.pickle",
  length: 2,
  message: "This is a Python pickle, a program that runs when it is loaded.",
} as const;

function told(
  format: string,
  first: Parameters<typeof notAdmitted>[1],
  rest: readonly (typeof first)[],
): Sniffed {
  return { model: null, format, drafts: [first, ...rest] };
}
