import { notAdmitted, type Sniffer } from "./define-sniffer.ts";
import { signatureOf } from "./signature.ts";

/** Everything that fixed bytes at a fixed place tell. */
export const sniffSignature: Sniffer = (head) => {
  const found = signatureOf(head);
  if (!found) return null;
  return notAdmitted(found.format, {
    rule: found.rule,
    offset: found.at,
    length: found.magic.length,
    message: `This is ${found.name}. ${found.why}`,
  });
};
