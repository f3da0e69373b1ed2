import { RpcError } from "@casemate/contract";
import { createHash } from "node:crypto";
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { CHECKSUM_AT, RECOVERY_SLOT, REGION_BYTES, SLOT_BYTES, SLOTS_AT } from "../common/header-layout.ts";
import type { KdfParams } from "../common/keeper-contract.ts";
import type { Container } from "./container.ts";
import { diskFs } from "./disk-fs.ts";
import { readHeader } from "./header-file.ts";
import { KeyMemory } from "./key-memory.ts";
import { headerPath } from "./load-index.ts";
import { createContainer, openContainer } from "./open-container.ts";
import { addSlot, listSlots, rekey, removeSlot, replaceSecret } from "./slot-changes.ts";
import { getRecord, putRecord } from "./vault-records.ts";

const NOW = "2026-11-01T00:00:00.000Z";
const kdf = (memoryKiB: number): KdfParams => ({
  salt: Buffer.alloc(32, memoryKiB & 255).toString("base64"),
  memoryKiB,
  passes: 3,
  lanes: 1,
});
const secret = (number: number): Buffer => Buffer.alloc(32, number);
const ID = "a".repeat(32);

let home: string;
let container: Container;

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), "casemate-slots-"));
  for (const place of ["vault", "quarantine"]) diskFs.makeFolder(join(home, place));
  container = createContainer(parts(), secret(1), kdf(65_536), 900);
  putRecord(container, { id: ID, kind: "chat", meta: "", data: "kept" });
});
afterEach(() => {
  rmSync(home, { recursive: true });
});

function parts(): { home: string; fs: typeof diskFs; keys: KeyMemory } {
  return { home, fs: diskFs, keys: new KeyMemory() };
}

/** Numbers of the secrets that open the vault and find the record in it. */
function opening(highest = 12): number[] {
  return Array.from({ length: highest }, (_, at) => at + 1).filter((number) => {
    const opened = openContainer(parts(), secret(number));
    return opened.result === "unlocked" && getRecord(opened.container, ID)?.data === "kept";
  });
}

function codeOf(run: () => void): string {
  try {
    run();
    return "ok";
  } catch (error) {
    return error instanceof RpcError ? error.code : String(error);
  }
}

describe("ways into the vault", () => {
  it("takes seven passphrases and one set of recovery words, then refuses; a freed place is used again", () => {
    const add = (number: number, kind: "passphrase" | "recovery" = "passphrase"): string =>
      codeOf(() => addSlot(container, { derived: secret(number), kind, label: "" }, NOW));
    const added = [2, 3, 4, 5, 6, 7, 8].map((number) => add(number));
    const words = [add(9, "recovery"), add(10, "recovery")];
    removeSlot(container, 3);
    expect({ added, words, again: add(8), opening: opening() }).toEqual({
      added: [...Array<string>(RECOVERY_SLOT - 1).fill("ok"), "no_free_slot"],
      words: ["ok", "exists"],
      again: "ok",
      opening: [1, 2, 3, 5, 6, 7, 8, 9],
    });
  });

  it("refuses to add what opens it already, to remove what is not there, and to remove the last one", () => {
    expect([
      codeOf(() => addSlot(container, { derived: secret(1), kind: "recovery", label: "" }, NOW)),
      codeOf(() => {
        removeSlot(container, 5);
      }),
      codeOf(() => {
        removeSlot(container, 0);
      }),
      opening(),
    ]).toEqual(["same_secret", "no_slot", "last_slot", [1]]);
  });

  it("keeps what is written by a vault that was open the whole time", () => {
    replaceSecret(container, 0, secret(2), null, NOW);
    putRecord(container, { id: "b".repeat(32), kind: "chat", meta: "", data: "later" });
    rekey(container, 0, secret(2));
    putRecord(container, { id: "c".repeat(32), kind: "chat", meta: "", data: "latest" });
    const opened = openContainer(parts(), secret(2));
    expect(opened.result === "unlocked" && [...opened.container.index.records.keys()]).toEqual([
      ID,
      "b".repeat(32),
      "c".repeat(32),
    ]);
  });
});

describe("a changed passphrase", () => {
  it("opens it, the old one does not, and no copy of the old slot stays in the header", () => {
    const before = readFileSync(headerPath(home));
    replaceSecret(container, 0, secret(2), null, NOW);
    const after = readFileSync(headerPath(home));
    const oldSlot = before.subarray(128, 128 + 144);
    expect({ opening: opening(), oldSlot: after.includes(oldSlot), slots: listSlots(container) }).toEqual({
      opening: [2],
      oldSlot: false,
      slots: [{ index: 0, kind: "passphrase", level: null, label: "", addedAt: NOW, works: true }],
    });
  });

  it("can cost more from then on, while it is the only one", () => {
    replaceSecret(container, 0, secret(2), { kdf: kdf(131_072), measuredMs: 1000 }, NOW);
    const reading = readHeader(diskFs, headerPath(home));
    addSlot(container, { derived: secret(3), kind: "passphrase", label: "" }, NOW);
    expect({
      memory: reading.state === "ok" && reading.newest.kdf.memoryKiB,
      opening: opening(),
      again: codeOf(() => {
        replaceSecret(container, 0, secret(4), { kdf: kdf(65_536), measuredMs: 1 }, NOW);
      }),
    }).toEqual({ memory: 131_072, opening: [2, 3], again: "other_slots" });
  });
});

describe("recovery words", () => {
  it("give a new passphrase to who forgot the old one, and stay what they are", () => {
    addSlot(container, { derived: secret(9), kind: "recovery", label: "" }, NOW);
    replaceSecret(container, RECOVERY_SLOT, secret(2), null, NOW);
    const now = opening();
    addSlot(container, { derived: secret(3), kind: "passphrase", label: "" }, NOW);
    const unclear = codeOf(() => {
      replaceSecret(container, RECOVERY_SLOT, secret(4), null, NOW);
    });
    expect({ now, unclear, after: opening() }).toEqual({
      now: [2, 9],
      unclear: "which_slot",
      after: [2, 3, 9],
    });
  });
});

describe("a passphrase", () => {
  it("cannot become one that is there already, as passphrase, recovery words or duress passphrase", () => {
    addSlot(container, { derived: secret(2), kind: "passphrase", label: "" }, NOW);
    addSlot(container, { derived: secret(3), kind: "recovery", label: "" }, NOW);
    addSlot(container, { derived: secret(4), kind: "duress", level: 1, label: "" }, NOW);
    const codes = [1, 2, 3, 4].flatMap((number) => [
      codeOf(() => {
        replaceSecret(container, 0, secret(number), null, NOW);
      }),
      codeOf(() => addSlot(container, { derived: secret(number), kind: "passphrase", label: "" }, NOW)),
    ]);
    expect(codes).toEqual(Array(8).fill("same_secret"));
  });
});

describe("a removed way in", () => {
  it("does not open the vault when somebody copies its slot back into the header", () => {
    addSlot(container, { derived: secret(2), kind: "passphrase", label: "" }, NOW);
    const before = readFileSync(headerPath(home));
    removeSlot(container, 1);
    const forged = readFileSync(headerPath(home));
    for (const region of [0, REGION_BYTES]) {
      const at = region + SLOTS_AT + SLOT_BYTES;
      before.copy(forged, at, at, at + SLOT_BYTES);
      const sum = createHash("sha256")
        .update(forged.subarray(region, region + CHECKSUM_AT))
        .digest();
      forged.set(sum, region + CHECKSUM_AT);
    }
    writeFileSync(headerPath(home), forged);
    expect([openContainer(parts(), secret(2)).result, opening()]).toEqual(["damaged", [1]]);
  });

  it("still opens an older copy of the header put back, until rekey", () => {
    addSlot(container, { derived: secret(2), kind: "passphrase", label: "" }, NOW);
    const copied = join(home, "copied-header");
    cpSync(headerPath(home), copied);
    removeSlot(container, 1);
    const removed = opening();
    rekey(container, 0, secret(1));
    putRecord(container, { id: "d".repeat(32), kind: "chat", meta: "", data: "after" });
    const now = opening();
    // The copied header still unwraps the old master key; nothing that is written now opens with it.
    cpSync(copied, headerPath(home));
    const withCopy = openContainer(parts(), secret(2)).result;
    expect({ removed, now, withCopy }).toEqual({ removed: [1], now: [1], withCopy: "damaged" });
  });
});
