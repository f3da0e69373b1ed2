import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  decodeBaseline,
  differenceOf,
  encodeBaseline,
  encodeBaselineFile,
  splitBaselineFile,
} from "./baseline.ts";
import { keyOf, WATCHED_GROUPS, type WatchedFile } from "./watched.ts";

const part = fc
  .stringMatching(/^[a-zA-Z0-9 ."\\\u00e9\u{1f600}-]{1,12}$/u)
  .filter((name) => !/^\.{1,2}$/.test(name));
const file = fc.record({
  group: fc.constantFrom(...WATCHED_GROUPS),
  path: fc.array(part, { minLength: 1, maxLength: 3 }).map((parts) => parts.join("/")),
  bytes: fc.option(fc.nat(), { nil: null }),
  sha256: fc.option(fc.stringMatching(/^[0-9a-f]{64}$/), { nil: null }),
});
const files = fc.uniqueArray(file, { selector: keyOf, maxLength: 8 });
const sorted = (list: readonly WatchedFile[]): WatchedFile[] =>
  [...list].sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));

describe("a baseline", () => {
  it("comes back as it was, whatever the order, and out of a file with a note behind it", () => {
    fc.assert(
      fc.property(files, fc.string(), (list, note) => {
        const text = encodeBaseline(list);
        const split = splitBaselineFile(encodeBaselineFile(text, note));
        expect([decodeBaseline(text), split]).toEqual([sorted(list), { text, note }]);
        expect(encodeBaseline(list.toReversed())).toBe(text);
      }),
    );
  });

  it("has one spelling: any change of one character makes another baseline or none", () => {
    fc.assert(
      fc.property(files, fc.nat(), fc.string({ minLength: 1, maxLength: 1 }), (list, at, letter) => {
        const text = encodeBaseline(list);
        const place = at % text.length;
        const changed = text.slice(0, place) + letter + text.slice(place + 1);
        const read = decodeBaseline(changed);
        if (changed !== text && read !== null) expect(read).not.toEqual(sorted(list));
      }),
    );
  });

  it.each([
    ["a path that leaves its folder", '{"group":"models","path":"../x","bytes":1,"sha256":null}'],
    ["an absolute path", '{"group":"models","path":"/x","bytes":1,"sha256":null}'],
    ["an unknown group", '{"group":"other","path":"x","bytes":1,"sha256":null}'],
    ["an unknown member", '{"group":"models","path":"x","bytes":1,"sha256":null,"y":1}'],
    ["a digest of another length", '{"group":"models","path":"x","bytes":1,"sha256":"00"}'],
    ["no JSON", "{"],
  ])("with %s is none", (_what, line) => {
    expect(decodeBaseline(`casemate-integrity-baseline/v1\n${line}\n`)).toBeNull();
  });

  it("differs from another one in exactly what was added, removed and changed", () => {
    fc.assert(
      fc.property(files, files, (before, after) => {
        const { added, removed, changed } = differenceOf(before, after);
        const replay = new Map(before.map((one) => [keyOf(one), one]));
        removed.forEach((one) => replay.delete(keyOf(one)));
        [...added, ...changed.map(({ to }) => to)].forEach((one) => replay.set(keyOf(one), one));
        expect(sorted([...replay.values()])).toEqual(sorted(after));
        expect(changed.every(({ from, to }) => JSON.stringify(from) !== JSON.stringify(to))).toBe(true);
      }),
    );
  });
});
