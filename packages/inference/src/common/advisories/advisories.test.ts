import { expect, test } from "vitest";
import { ADVISORIES, ADVISORIES_AS_OF } from "./advisories.ts";
import { judgeEngine, stateOf } from "./judge.ts";
import { compareReleases } from "./release.ts";

const BOUNDS = { affectedUpTo: "b8145", fixedIn: "b8146" };

test("a release is fixed from the fix on, affected up to the last affected one, and unknown otherwise", () => {
  const rows = ["b8145", "b8146", "b10830", "b99", "v0.1.0", "v0.4.0", "v1.0.0"];
  expect(Object.fromEntries(rows.map((row) => [row, stateOf(BOUNDS, row)]))).toEqual({
    b8145: "affected",
    b8146: "fixed",
    b10830: "fixed",
    b99: "affected",
    "v0.1.0": "fixed",
    "v0.4.0": "fixed",
    "v1.0.0": "fixed",
  });
  const gap = { affectedUpTo: "v0.3.0", fixedIn: "v0.5.0" };
  expect(["v0.3.0", "v0.4.0", "v0.10.0", "b9000", "b9999"].map((row) => stateOf(gap, row))).toEqual([
    "affected",
    "unknown",
    "fixed",
    "affected",
    "unknown",
  ]);
});

test("a text that is not exactly a release is never taken for one", () => {
  const hostile = [
    "",
    "b",
    "B8146",
    "b8146 ",
    " b8146",
    "b08146",
    "b8146-dirty",
    "b8146\n",
    "b-1",
    "b1e9",
    "b99999999",
    "b8146",
    "0.4.0",
    "v0.4",
    "v0.4.0-rc1",
    "v0.4.0.1",
    "v00.4.0",
    "v0.4.0\u200b",
    "v٠.٤.٠",
    "latest",
    "master",
    "80fb11ac73e66d89eae2c6a91d8a77428fa733ed",
    "__proto__",
  ].filter((text) => text !== "b8146");
  expect(hostile.map((text) => [text, stateOf(BOUNDS, text)])).toEqual(
    hostile.map((text) => [text, "unknown"]),
  );
});

test("comparing is antisymmetric, and says nothing where builds and versions are not ordered", () => {
  const all = ["b1", "b8146", "b9058", "b9059", "v0.0.1", "v0.4.0", "v0.4.10", "v1.0.0"];
  for (const a of all)
    for (const b of all) {
      const forth = compareReleases(a, b);
      const back = compareReleases(b, a);
      expect(forth === null ? null : Math.sign(forth) + 0).toBe(back === null ? null : 0 - Math.sign(back));
    }
  expect([compareReleases("b9059", "v0.4.0"), compareReleases("b9058", "v0.4.0")]).toEqual([null, -1]);
});

test("an unknown release knows nothing; an old list or a wrong clock is stale", () => {
  expect(
    new Set(judgeEngine(null, `${ADVISORIES_AS_OF}T00:00:00Z`).advisories.map(({ state }) => state)),
  ).toEqual(new Set(["unknown"]));
  const after = (days: number): boolean =>
    judgeEngine(null, new Date(Date.parse(ADVISORIES_AS_OF) + days * 86_400_000).toISOString()).stale;
  expect([-400, -2, -1, 0, 90, 91, 4000].map(after)).toEqual([true, true, false, false, false, true, true]);
});

test("every row is told apart, stopped by a rule or excused in words, and its bounds can be read", () => {
  const ids = ADVISORIES.flatMap((row) => row.ids);
  expect(new Set(ids).size).toBe(ids.length);
  expect(ADVISORIES.filter(({ rule, note }) => (rule === null) === (note === null))).toEqual([]);
  const bounds = ADVISORIES.flatMap(({ affectedUpTo, fixedIn }) => [affectedUpTo, fixedIn]);
  expect(bounds.filter((bound) => bound !== null && compareReleases(bound, bound) !== 0)).toEqual([]);
  expect(ADVISORIES.filter(({ reference }) => !reference.startsWith("https://"))).toEqual([]);
});
