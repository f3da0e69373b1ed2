import { explainPickle } from "../pickle/explain.ts";
import { notAdmitted, type Sniffer } from "./define-sniffer.ts";

/** Newest pickle protocol. */
const MAX_PROTOCOL = 5;
/** PyTorch's old format starts with this number as a pickle of protocol 2. */
const TORCH_MAGIC = [0x80, 0x02, 0x8a, 0x0a, 0x6c, 0xfc, 0x9c, 0x46, 0xf9, 0x20, 0x6a, 0xa8, 0x50, 0x19];

/** Python pickles of all protocols. Protocols 0 and 1 have no magic: only walking the program tells. */
export const sniffPickle: Sniffer = (head, source) => {
  const version = head[0] === 0x80 ? (head[1] ?? 255) : 255;
  const marked = version >= 2 && version <= MAX_PROTOCOL;
  const program = explainPickle(source);
  if (!marked && !program.certain) return null;
  const torch = TORCH_MAGIC.every((byte, index) => head[index] === byte);
  return notAdmitted(torch ? "PyTorch checkpoint (old)" : "Python pickle", {
    rule: program.call ? "format.pickle-program" : "format.pickle",
    offset: program.call?.at ?? 0,
    length: program.call ? 1 : 2,
    where: program.call?.name ?? null,
    message: program.message,
  });
};
