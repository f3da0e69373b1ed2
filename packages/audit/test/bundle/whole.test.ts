import { afterAll, describe, expect, it } from "vitest";
import { verifyBundle } from "../../src/common/bundle/verify.ts";
import { nodeCrypto } from "../../src/node/bundle-crypto.ts";
import { linesIn } from "./edit.ts";
import { note, writeTestLog } from "./fixture.ts";

const log = writeTestLog();
afterAll(() => {
  log.close();
});

describe("a whole bundle", () => {
  it("is the same bytes for the same request", async () => {
    const [a, b] = [await log.build(), await log.build()];
    expect(Buffer.compare(a.archive, b.archive)).toBe(0);
  });

  it("verifies, and says what it holds and hides", async () => {
    const { archive, manifest } = await log.build();
    const verdict = verifyBundle(nodeCrypto, archive, null);
    if (!verdict.ok) throw new Error(`${verdict.problem}: ${verdict.message}`);
    const { facts } = verdict;
    expect(facts.manifest).toEqual(manifest);
    expect(manifest.records).toEqual({ shown: 22, forgotten: 0 });
    expect(facts.hiddenFields).toBe(manifest.hidden.reduce((sum, { count }) => sum + count, 0));
    expect(manifest.hidden.every(({ count }) => count > 0)).toBe(true);
    expect(verifyBundle(nodeCrypto, archive, ` ${facts.words.toUpperCase()}\n`).ok).toBe(true);
  });

  it("holds none of the hidden values, and the salts of none", async () => {
    const { archive } = await log.build();
    const verdict = verifyBundle(nodeCrypto, archive, null);
    const text = verdict.ok ? Buffer.from(verdict.facts.files["log/records.jsonl"]).toString() : "";
    const shown = linesIn(new Map([["log/records.jsonl", text]]), "log/records.jsonl")
      .flatMap((line) => (line["fields"] as { text?: string }[] | undefined) ?? [])
      .map(({ text: field }) => field)
      .filter((field) => field !== undefined);
    expect(shown.some((field) => /"(subject|detail\.ms)"|socket:/.test(field))).toBe(false);
  });

  it("verifies for every range of the log", async () => {
    const { size } = log.ledger.status();
    for (let from = 0; from < size; from += 3)
      for (let to = from + 1; to <= size; to += 5) {
        const { archive } = await log.build({ from, to, hide: [] });
        expect([from, to, verifyBundle(nodeCrypto, archive, null).ok]).toEqual([from, to, true]);
      }
  });

  it("refuses ranges that the log does not have", async () => {
    for (const [from, to] of [
      [5, 5],
      [9, 3],
      [0, 1_000_000],
      [1_000_000, null],
    ] as const)
      await expect(log.build({ from, to })).rejects.toMatchObject({ code: "bad_range" });
  });

  it("says which texts the log had forgotten", async () => {
    const other = writeTestLog();
    try {
      other.ledger.prune(12);
      other.ledger.append(note("vault.locked", {}));
      const { archive, manifest } = await other.build({ from: 4, to: 20 });
      expect(manifest.records.forgotten).toBeGreaterThan(3);
      expect(verifyBundle(nodeCrypto, archive, null)).toMatchObject({ ok: true });
    } finally {
      other.close();
    }
  });
});
