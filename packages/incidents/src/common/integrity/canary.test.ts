import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { CanarySearch, canaryText, canaryToken } from "./canary.ts";

const token = fc.uint8Array({ minLength: 16, maxLength: 16 }).map(canaryToken);
const noise = fc.string({ maxLength: 60 }).filter((text) => !/canary/i.test(text.replaceAll(/[^a-z]/gi, "")));
/** Where a text is cut. */
const cuts = fc.array(fc.integer({ min: 1, max: 20 }), { maxLength: 30 });

function found(text: string, lengths: readonly number[]): string | null {
  const search = new CanarySearch();
  let from = 0;
  for (const length of [...lengths, text.length]) {
    const hit = search.take(text.slice(from, from + length));
    from += length;
    if (hit !== null) return hit;
  }
  return null;
}

describe("a canary", () => {
  it("is found in any text, however it comes in pieces, in capital letters, or spaced out", () => {
    fc.assert(
      fc.property(
        noise,
        token,
        noise,
        cuts,
        fc.constantFrom(
          (text: string) => text,
          (text: string) => text.toUpperCase(),
          (text: string) => [...text].join(" "),
          (text: string) => [...text].join("\n> "),
        ),
        (before, canary, after, pieces, disguise) => {
          // A hexadecimal digit before or after would only make it another spelling of the same find.
          expect(found(`${before}! ${disguise(canary)} !${after}`, pieces)).toBe(canary);
        },
      ),
    );
  });

  it("is not seen where there is none, or one with a digit missing", () => {
    fc.assert(
      fc.property(noise, token, cuts, (text, canary, pieces) => {
        expect([found(text, pieces), found(`${canary.slice(0, -1)}!g`, pieces)]).toEqual([null, null]);
      }),
    );
  });

  it("stands in its file", () => {
    fc.assert(
      fc.property(token, (canary) => {
        expect(found(canaryText(canary), [])).toBe(canary);
      }),
    );
  });
});
