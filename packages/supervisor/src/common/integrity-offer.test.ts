import * as fc from "fast-check";
import { expect, it } from "vitest";
import { offerOf } from "./integrity-offer.ts";

const digest = "d".repeat(64);
const places = [
  { group: "policy", path: "policy.json" },
  { group: "trust", path: "blocks.txt" },
] as const;

it("without a trusted list shows every place, there or not, and claims to know nothing that nobody recorded", () => {
  const side = fc.constantFrom(null, "a".repeat(64), "b".repeat(64));
  fc.assert(
    fc.property(fc.tuple(side, side), fc.tuple(side, side), fc.boolean(), (was, is, known) => {
      const files = (digests: readonly (string | null)[]) =>
        places.flatMap((place, i) => {
          const sha256 = digests[i] ?? null;
          return sha256 === null ? [] : [{ ...place, bytes: 1, sha256 }];
        });
      const { lines, notes } = offerOf(files(was), files(is), {
        digest,
        refused: null,
        untrusted: { known, places },
      });
      expect([lines.map((line) => [line.path, line.known, line.from, line.to]), notes.length]).toEqual([
        places.map(({ path }, i) => [path, known, known ? was[i] : null, is[i]]),
        3,
      ]);
    }),
  );
});
