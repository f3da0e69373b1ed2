import BetterSqlite3 from "better-sqlite3";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { intent, newHome, note, open, outcome, removeHome } from "../../test/log-fixture.ts";
import type { Ledger } from "./ledger.ts";

/** More than one reading looks at. */
const MANY = 5000;

let home = "";
let ledger: Ledger;
beforeAll(() => {
  home = newHome();
  ledger = open(BetterSqlite3, home);
  const { seq } = ledger.append({ ...intent("vault.unlock"), detail: { WHO: "Öl" } });
  ledger.append(outcome(seq, "vault.unlock", "failed"));
  ledger.append(note("model.admitted", { why: null, count: 12 }));
  ledger.seal();
});
afterAll(() => {
  ledger.close();
  removeHome(home);
});

function found(filter: Parameters<Ledger["tail"]>[2]): string[] {
  return ledger.tail(null, 500, filter).records.map(({ action, kind }) => `${kind} ${action}`);
}

const UNLOCK = ["outcome vault.unlock", "intent vault.unlock"];

describe("the tail", () => {
  it.each([
    [
      "nothing asked",
      {},
      ["note ledger.sealed", "note model.admitted", ...UNLOCK, "note ledger.sealed", "note ledger.created"],
    ],
    ["without its own records", { own: false }, ["note model.admitted", ...UNLOCK]],
    ["all words, any capitals", { text: " VAULT  öl " }, ["intent vault.unlock"]],
    ["a fact by its name", { text: "count 12" }, ["note model.admitted"]],
    ["words that no record holds all of", { text: "vault 12 count" }, []],
    ["a pattern of SQL's or JSON's is a word like any other", { text: '%" ' }, []],
    ["a kind", { kind: "intent" }, ["intent vault.unlock"]],
    ["a result", { result: "failed" }, ["outcome vault.unlock"]],
    ["the beginning of an action, not its middle", { action: "model." }, ["note model.admitted"]],
    ["the middle of an action", { action: "unlock" }, []],
    [
      "a subject beside words that do not stand there",
      { text: "stories", subjects: ["a".repeat(32)] },
      UNLOCK,
    ],
    [
      "a subject without words asks nothing",
      { subjects: ["b"], own: false },
      ["note model.admitted", ...UNLOCK],
    ],
  ] as const)("%s", (_, filter, records) => {
    expect(found({ ...filter, subjects: [...("subjects" in filter ? filter.subjects : [])] })).toEqual(
      records,
    );
  });

  it("reads a long log part by part and finds each record once", () => {
    const long = newHome();
    const big = open(BetterSqlite3, long);
    for (let i = 0; i < MANY; i += 1000)
      big.appendAll(
        Array.from({ length: 1000 }, (_, j) => note((i + j) % 2500 === 0 ? "rare.one" : "common.one")),
      );
    const all = big.tail(null, 500, { action: "rare." });
    const rest = big.tail(all.next, 500, { action: "rare." });
    const numbers = [...all.records, ...rest.records].map(({ seq }) => seq);
    expect([all.next === null, rest.next, numbers.length, new Set(numbers).size]).toEqual([
      false,
      null,
      2,
      2,
    ]);
    big.close();
    removeHome(long);
  });

  it("pages without a gap: `next` is the last one shown, and null at the beginning", () => {
    const first = ledger.tail(null, 2);
    const second = ledger.tail(first.next, 2);
    const third = ledger.tail(second.next, 500);
    expect([first, second, third].map(({ records, next }) => [records.map(({ seq }) => seq), next])).toEqual([
      [[5, 4], 4],
      [[3, 2], 2],
      [[1, 0], null],
    ]);
  });
});
