import { expect, it } from "vitest";
import {
  FIRST_CHOICE,
  obstacle,
  rangeOf,
  recipientsOf,
  requestOf,
  type Choice,
} from "./log-export-choice.ts";

const choice = (change: Partial<Choice>): Choice => ({ ...FIRST_CHOICE, include: [], ...change });
const KEY = `age1${"q".repeat(58)}`;

it.each<[Partial<Choice>, object | null]>([
  [{}, { from: 0, to: null, since: null, hide: [] }],
  [{ hide: ["actor"] }, { from: 0, to: null, since: null, hide: ["actor"] }],
  [
    { range: "last", last: 30 },
    { from: 70, to: 100, since: null, hide: [] },
  ],
  [
    { range: "last", last: "500" },
    { from: 0, to: 100, since: null, hide: [] },
  ],
  [{ range: "last", last: 0 }, null],
  [{ range: "last", last: "" }, null],
  [{ range: "last", last: 1.5 }, null],
  [
    { range: "numbers", first: 3, final: 3 },
    { from: 3, to: 4, since: null, hide: [] },
  ],
  [
    { range: "numbers", first: 0, final: 99 },
    { from: 0, to: 100, since: null, hide: [] },
  ],
  [{ range: "numbers", first: 4, final: 3 }, null],
  [{ range: "numbers", first: 0, final: 100 }, null],
  [{ range: "numbers", first: -1, final: 5 }, null],
  [{ range: "numbers", first: 0, final: "" }, null],
  [{ range: "since", since: "" }, null],
  [{ range: "since", since: "yesterday" }, null],
  [
    { range: "since", since: "2026-11-01T08:30" },
    { from: 0, to: null, since: new Date("2026-11-01T08:30").toISOString(), hide: [] },
  ],
])("reads %j as a range of 100 records", (change, wanted) => {
  expect(rangeOf(choice(change), 100)).toEqual(wanted);
});

it.each([
  ["", { keys: [], wrong: null, tooMany: false }],
  [` ${KEY},\n${KEY} `, { keys: [KEY], wrong: null, tooMany: false }],
  [`${KEY} age1short`, { keys: [KEY, "age1short"], wrong: "age1short", tooMany: false }],
  [KEY.toUpperCase(), { keys: [KEY.toUpperCase()], wrong: KEY.toUpperCase(), tooMany: false }],
])("reads the keys in %j", (text, wanted) => {
  expect(recipientsOf(text)).toEqual(wanted);
});

it("takes eight keys and no more, and none only where nothing is encrypted", () => {
  const keys = (count: number): string =>
    Array.from({ length: count }, (_, i) => `age1${"q".repeat(57)}${"02345678acd"[i] ?? ""}`).join("\n");
  expect([
    obstacle(choice({ encrypt: true, recipients: keys(8) })),
    obstacle(choice({ encrypt: true, recipients: keys(9) })),
    obstacle(choice({ encrypt: true })),
    obstacle(choice({ recipients: "nonsense" })),
    obstacle(choice({ hide: Array.from({ length: 17 }, (_, i) => `detail.${String(i)}`) })),
  ]).toEqual([null, "recipients", "recipients", null, "hide"]);
});

it("asks for what was shown, and gives a reason only where something is hidden", () => {
  const said = { notes: "note", reason: "because", recipients: KEY };
  const shown = { from: 2, to: 9 };
  const request = { exportId: "id", ...shown, notes: "note" };
  expect([
    requestOf(choice(said), "id", shown),
    requestOf(choice({ ...said, encrypt: true, hide: ["actor"], include: ["gpu"] }), "id", shown),
  ]).toEqual([
    { ...request, hide: [], reason: "", recipients: [], include: [] },
    { ...request, hide: ["actor"], reason: "because", recipients: [KEY], include: ["gpu"] },
  ]);
});
