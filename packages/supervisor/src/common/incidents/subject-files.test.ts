import type { IntegrityChange } from "@casemate/contract";
import * as fc from "fast-check";
import { expect, it } from "vitest";
import { groupsOf, readFiles, type Standing } from "./subject-files.ts";

const SUBJECTS = [
  ["console", "canary", "canaries"],
  ["console", "policy", "policy"],
  ["console", "trust", "trust"],
  ["vault", "objects", "models"],
] as const;
const GROUPS: readonly IntegrityChange["group"][] = ["program", "policy", "trust", "models", "canaries"];

const change = fc.record({
  group: fc.constantFrom(...GROUPS),
  path: fc.stringMatching(/^[a-z]{1,12}$/),
  kind: fc.constantFrom("changed", "missing", "replaced" as const),
  expected: fc.constant(null),
  found: fc.constant(null),
  bytes: fc.constant(null),
  model: fc.constant(null),
});
const standing: fc.Arbitrary<Standing> = fc.record({
  trusted: fc.boolean(),
  unread: fc.record({ models: fc.nat(1), others: fc.nat(1) }),
  changes: fc.array(change, { maxLength: 9 }),
  more: fc.nat(1),
});

it("what an incident is about is well only when a list is signed and everything of its group was read and is as meant", () => {
  fc.assert(
    fc.property(fc.constantFrom(...SUBJECTS), standing, ([kind, id, group], now) => {
      const groups = groupsOf({ kind, id }) ?? [];
      const { ok, words } = readFiles(groups, now);
      const bad = now.changes.filter((one) => groups.includes(one.group));
      const unread = group === "models" ? now.unread.models : now.unread.others;
      const well = now.trusted && bad.length === 0 && unread === 0 && now.more === 0;
      expect([ok === true, ok === false]).toEqual([well, !now.trusted || bad.length > 0]);
      // Who reads it learns which file it is, and both ways on.
      if (now.trusted && bad.length > 0)
        expect(words).toMatch(
          new RegExp(`${bad[0]?.path ?? ""}.* back .*(integrity accept|import it again)`),
        );
      expect(words.length).toBeLessThanOrEqual(500);
    }),
  );
});

it("the list itself is well once one is signed, and nothing is when nobody could look", () => {
  const none: Standing = { trusted: false, unread: { models: 0, others: 0 }, changes: [], more: 0 };
  const list = groupsOf({ kind: "console", id: "baseline" }) ?? ["program"];
  const every = SUBJECTS.map(([kind, id]) => readFiles(groupsOf({ kind, id }) ?? [], null).ok);
  expect([
    readFiles(list, none).ok,
    readFiles(list, { ...none, trusted: true }).ok,
    readFiles(list, null).ok,
    every,
    groupsOf({ kind: "model", id: "canary" }),
  ]).toEqual([false, true, null, [null, null, null, null], null]);
});
