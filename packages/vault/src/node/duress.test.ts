import { randomBytes } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { basename, join } from "node:path";
import { tmpdir } from "node:os";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { RECOVERY_SLOT, SLOT_BYTES, SLOTS_AT } from "../common/header-layout.ts";
import type { KdfParams } from "../common/keeper-contract.ts";
import type { Container } from "./container.ts";
import { diskFs, type DiskFs } from "./disk-fs.ts";
import { Crash, faultFs } from "./fault-fs.test-support.ts";
import { KeyMemory } from "./key-memory.ts";
import type { DuressLevel } from "./key-slots.ts";
import { headerPath } from "./load-index.ts";
import { createContainer, openContainer } from "./open-container.ts";
import { addSlot, listSlots, removeSlot } from "./slot-changes.ts";
import { getRecord, putRecord } from "./vault-records.ts";

const KDF: KdfParams = {
  salt: Buffer.alloc(32, 5).toString("base64"),
  memoryKiB: 65_536,
  passes: 3,
  lanes: 1,
};
const NOW = "2026-11-01T00:00:00.000Z";
const [RIGHT, WORDS, DURESS, WRONG] = [1, 2, 3, 4].map((number) => Buffer.alloc(32, number)) as [
  Buffer,
  Buffer,
  Buffer,
  Buffer,
];
const ID = "a".repeat(32);
const LEVELS: readonly DuressLevel[] = [1, 2, 3];

let home: string;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), "casemate-duress-"));
});
afterEach(() => {
  rmSync(home, { recursive: true });
});

function parts(fs: DiskFs = diskFs): { home: string; fs: DiskFs; keys: KeyMemory } {
  return { home, fs, keys: new KeyMemory() };
}

/** A vault with a passphrase, recovery words and a duress passphrase of the given level. */
function make(level: DuressLevel): Container {
  rmSync(home, { recursive: true });
  for (const place of ["vault", "quarantine"]) diskFs.makeFolder(join(home, place));
  const container = createContainer(parts(), RIGHT, KDF, 900);
  putRecord(container, { id: ID, kind: "chat", meta: "", data: "kept" });
  addSlot(container, { derived: WORDS, kind: "recovery", label: "" }, NOW);
  addSlot(container, { derived: DURESS, kind: "duress", level, label: "" }, NOW);
  return container;
}

/** Which secrets open the vault and find what is in it. */
function opening(): string[] {
  return Object.entries({ RIGHT, WORDS, DURESS })
    .filter(([, secret]) => {
      const opened = openContainer(parts(), secret);
      return opened.result === "unlocked" && getRecord(opened.container, ID)?.data === "kept";
    })
    .map(([name]) => name);
}

/** Every call to the file system, with sizes and positions: what somebody who watches the process sees. */
function traced(secret: Uint8Array): { trace: string[]; result: string } {
  const trace: string[] = [];
  const fs = Object.fromEntries(
    Object.entries(diskFs).map(([name, run]) => [
      name,
      (...args: readonly unknown[]): unknown => {
        const shown = args.map((arg) =>
          arg instanceof Uint8Array ? arg.length : typeof arg === "string" ? basename(arg) : arg,
        );
        trace.push(`${name} ${shown.join(" ")}`);
        return (run as (...all: readonly unknown[]) => unknown)(...args);
      },
    ]),
  ) as unknown as DiskFs;
  return { result: openContainer(parts(fs), secret).result, trace };
}

describe("a duress passphrase", () => {
  it.each(LEVELS)("of level %d reads and writes what a wrong passphrase reads and writes", (level) => {
    make(level);
    const wrong = traced(WRONG);
    const duress = traced(DURESS);
    expect({ results: [wrong.result, duress.result], trace: duress.trace }).toEqual({
      results: ["wrong", "duress"],
      trace: wrong.trace,
    });
    expect(wrong.trace.filter((step) => step.startsWith("write "))).toHaveLength(2);
  });

  it("leaves what its level says, again at every level when it is typed again", () => {
    const ways = LEVELS.map((level) => {
      make(level);
      openContainer(parts(), DURESS);
      const once = opening();
      openContainer(parts(), DURESS);
      return [once, opening()];
    });
    expect(ways).toEqual([
      [
        ["RIGHT", "WORDS"],
        ["RIGHT", "WORDS"],
      ],
      [["WORDS"], ["WORDS"]],
      [[], []],
    ]);
  });

  it("leaves no copy of a removed slot in the header, and nothing by which its level is seen", () => {
    for (const level of LEVELS) {
      make(level);
      const before = readFileSync(headerPath(home));
      openContainer(parts(), DURESS);
      const after = readFileSync(headerPath(home));
      const kept = Array.from({ length: RECOVERY_SLOT + 1 }, (_, index) => {
        const at = SLOTS_AT + index * SLOT_BYTES;
        return after.includes(before.subarray(at, at + SLOT_BYTES));
      });
      expect(kept).toEqual(kept.map((_, index) => level === 1 || (level === 2 && index === RECOVERY_SLOT)));
      expect(after.length).toBe(before.length);
    }
  });

  it("of level 2 is told once the recovery words have opened the vault", () => {
    make(2);
    openContainer(parts(), DURESS);
    const opened = openContainer(parts(), WORDS);
    expect(
      opened.result === "unlocked" && listSlots(opened.container).map(({ kind, works }) => [kind, works]),
    ).toEqual([
      ["passphrase", false],
      ["duress", false],
      ["recovery", true],
    ]);
  });

  it("killed at any step, the vault opens as before or as after, for every level and for a wrong one", () => {
    const seen = new Map<string, Set<string>>();
    for (const [level, secret] of [...LEVELS.map((one) => [one, DURESS] as const), [1, WRONG] as const]) {
      const name = secret === WRONG ? "wrong" : String(level);
      const states = new Set<string>();
      make(level);
      const rehearsed = faultFs(null);
      openContainer(parts(rehearsed), secret);
      for (let step = 0; step < rehearsed.steps.length; step++) {
        for (const kind of ["before", "after", "torn", "error", "saved"] as const) {
          make(level);
          const fs = faultFs({ step, kind, bytes: 2000 });
          try {
            openContainer(parts(fs), secret);
          } catch (error) {
            if (!(error instanceof Crash)) throw error;
          }
          fs.losePower("all");
          states.add(opening().join(" "));
        }
      }
      seen.set(name, states);
    }
    expect(Object.fromEntries(seen)).toEqual({
      "1": new Set(["RIGHT WORDS"]),
      "2": new Set(["RIGHT WORDS", "WORDS"]),
      "3": new Set(["RIGHT WORDS", ""]),
      wrong: new Set(["RIGHT WORDS"]),
    });
  });

  it("needs recovery words at level 2, and keeps them from being removed", () => {
    rmSync(home, { recursive: true });
    for (const place of ["vault", "quarantine"]) diskFs.makeFolder(join(home, place));
    const container = createContainer(parts(), RIGHT, KDF, 900);
    const add = (level: DuressLevel): unknown =>
      addSlot(container, { derived: DURESS, kind: "duress", level, label: "" }, NOW);
    expect(() => add(2)).toThrow("Add recovery words first");
    addSlot(container, { derived: WORDS, kind: "recovery", label: "" }, NOW);
    add(2);
    expect(() => {
      removeSlot(container, RECOVERY_SLOT);
    }).toThrow("Remove it first");
    expect(() => add(1)).toThrow("already");
  });

  it("is no way in: the last passphrase stays although a duress passphrase is there", () => {
    rmSync(home, { recursive: true });
    for (const place of ["vault", "quarantine"]) diskFs.makeFolder(join(home, place));
    const container = createContainer(parts(), RIGHT, KDF, 900);
    addSlot(container, { derived: DURESS, kind: "duress", level: 3, label: "" }, NOW);
    expect(() => {
      removeSlot(container, 0);
    }).toThrow("only way into the vault");
  });

  it("of any level, typed after many wrong ones, never opens anything", () => {
    make(3);
    const results = Array.from({ length: 20 }, () => openContainer(parts(), randomBytes(32)).result);
    expect([new Set(results), openContainer(parts(), RIGHT).result]).toEqual([
      new Set(["wrong"]),
      "unlocked",
    ]);
  });
});
