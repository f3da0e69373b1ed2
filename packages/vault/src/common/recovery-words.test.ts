import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { canonicalSecret } from "./recovery-words.ts";

const word = fc.stringMatching(/^[a-z]{3,8}$/);
const words = fc.array(word, { minLength: 24, maxLength: 24 });

describe("recovery words", () => {
  it("are the same however they are spaced and cased", () => {
    fc.assert(
      fc.property(words, fc.constantFrom(" ", "  ", "\n", "\t", " \r\n "), (list, space) => {
        const typed = ` ${list.map((one) => one.toUpperCase()).join(space)}\n`;
        expect(canonicalSecret(typed)).toBe(list.join(" "));
      }),
    );
  });

  it("leaves every other passphrase as it is, to the last space", () => {
    fc.assert(
      fc.property(fc.array(word, { maxLength: 40 }), fc.string(), (list, rest) => {
        const text = `${list.join("  ")} ${rest}`;
        fc.pre(text.trim().split(/\s+/).length !== 24);
        expect(canonicalSecret(text)).toBe(text);
      }),
    );
  });
});
