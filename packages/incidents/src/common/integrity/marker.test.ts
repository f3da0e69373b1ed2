import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { MARKER_BYTES, markerInstructions, MarkerSearch, markerToken, withoutMarker } from "./marker.ts";

const token = fc
  .uint8Array({ minLength: MARKER_BYTES, maxLength: MARKER_BYTES })
  .map((bytes) => markerToken(bytes));
const around = fc.string({ maxLength: 40 });

/** The ways in which a model may write it that are noticed. */
const FORMS: Record<string, (token: string) => string> = {
  plain: (text) => text,
  capitals: (text) => text.toUpperCase(),
  "spelled apart": (text) => [...text].join(" - "),
  "one a line, quoted": (text) => [...text].map((letter) => `"${letter}"\n`).join(""),
  backwards: (text) => [...text].reverse().join(""),
  hexadecimal: (text) => Buffer.from(text).toString("hex").replaceAll(/../g, "$& "),
};

function found(search: MarkerSearch, text: string, cuts: readonly number[]): boolean {
  const at = [0, ...cuts.map((cut) => cut % (text.length + 1)).sort((a, b) => a - b), text.length];
  return at.map((from, i) => search.take(text.slice(from, at[i + 1] ?? from))).some(Boolean);
}

describe("the search for a marker", () => {
  it.each(Object.entries(FORMS))(
    "finds it %s, whatever stands around it and however it is cut",
    (_name, form) => {
      fc.assert(
        fc.property(
          token,
          around,
          around,
          fc.array(fc.nat(), { maxLength: 9 }),
          (marker, before, after, cuts) => {
            // What stands directly beside a spelled-apart form may be letters of its own: that hides nothing.
            expect(found(new MarkerSearch(marker), `${before}${form(marker)}${after}`, cuts)).toBe(true);
          },
        ),
      );
    },
  );

  it("finds it in base64 at each place, also broken into lines", () => {
    fc.assert(
      fc.property(token, fc.stringMatching(/^[ -~]{0,30}$/), (marker, before) => {
        const text = Buffer.from(`${before}${marker} and so on`)
          .toString("base64")
          .replaceAll(/.{10}/g, "$&\n");
        expect(found(new MarkerSearch(marker), text, [])).toBe(true);
      }),
    );
  });

  it("is silent about another conversation's marker, and about any text without it", () => {
    fc.assert(
      fc.property(token, token, around, (marker, other, text) => {
        fc.pre(marker !== other && other !== [...marker].reverse().join(""));
        expect(found(new MarkerSearch(marker), `${text} ${markerInstructions(other)}`, [])).toBe(false);
      }),
    );
  });
});

it("what is kept of an answer does not hold the marker", () => {
  fc.assert(
    fc.property(token, around, (marker, text) => {
      const said = `${text}${marker} ${marker.toUpperCase()}${text}`;
      expect(withoutMarker(said, marker).toLowerCase()).not.toContain(marker);
    }),
  );
});
