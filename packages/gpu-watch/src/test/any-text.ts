import fc from "fast-check";

/** Characters that parsers, terminals and pages trip over, with some ordinary ones. */
const CHARACTERS = [
  ..."\0\u0007\u001b\u007f\u0085\u200b\u202e\u2066\ufeff\ufffd\u2028<>&;\"'`{}[]():,.-+=%#/\\0129 \t\r\neExXazNaN/Aé😀",
].concat("\ud800");

/** Text of such characters. */
export function anyText(limits: { minLength?: number; maxLength?: number } = {}): fc.Arbitrary<string> {
  return fc.string({ unit: fc.constantFrom(...CHARACTERS), ...limits });
}
