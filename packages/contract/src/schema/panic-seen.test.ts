import * as fc from "fast-check";
import { expect, it } from "vitest";
import { PANIC_SEEN, seenIn, seenText, type PanicSeenCode } from "./panic-seen.ts";

const CODES = Object.keys(PANIC_SEEN) as PanicSeenCode[];

it("every sentence about a step is found again, with its number, its names and the reason behind it", () => {
  const codes = fc.constantFrom(...CODES);
  const names = fc
    .array(fc.stringMatching(/^[a-z0-9-]{1,12}$/), { minLength: 1 })
    .map((all) => all.join(", "));
  const whys = fc.oneof(fc.constant(""), fc.string({ minLength: 1, maxLength: 80, unit: "binary" }));
  fc.assert(
    fc.property(codes, fc.nat(), names, whys, (code, count, what, why) => {
      const text = seenText(code, { count, what });
      const template = PANIC_SEEN[code];
      const values = {
        ...(template.includes("{count}") ? { count } : {}),
        ...(template.includes("{what}") ? { what } : {}),
      };
      expect(seenIn(why === "" ? text : `${text} ${why}`)).toEqual({ code, values, why });
    }),
  );
});

it("what no version of this one said is shown as it came", () => {
  fc.assert(
    fc.property(fc.string(), (text) => {
      const seen = seenIn(text);
      expect(seen === null || text.startsWith(seenText(seen.code, seen.values))).toBe(true);
    }),
  );
  expect(["", "Nothing was running", "Nothing was running.x", "1 key files are gone."].map(seenIn)).toEqual([
    null,
    null,
    null,
    null,
  ]);
});
