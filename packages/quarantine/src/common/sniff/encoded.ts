import { readUpTo } from "../byte-source.ts";
import { decodeText, MAX_ENCODED } from "../containers/encoded.ts";
import { findPickles } from "../containers/search.ts";
import { notAdmitted, type Sniffer } from "./define-sniffer.ts";
import { explainFound } from "./explained.ts";
import { knownSignature } from "./signature.ts";

/** Text that spells out another file in base64 or hexadecimal. Text that spells nothing known stays text. */
export const sniffEncoded: Sniffer = (_head, source) => {
  const decoded = decodeText(readUpTo(source, 0, MAX_ENCODED));
  if (!decoded) return null;
  const explained = explainFound(findPickles(source));
  const inside = knownSignature(decoded.bytes) ?? (explained.length > 0 ? "a Python pickle" : null);
  if (inside === null) return null;
  const name = decoded.kind === "hex" ? "hexadecimal" : "base64";
  return notAdmitted(
    `${name} text`,
    {
      rule: "format.encoded",
      length: Math.min(64, source.size),
      message: `This text spells out ${inside} in ${name}.`,
    },
    explained,
  );
};
