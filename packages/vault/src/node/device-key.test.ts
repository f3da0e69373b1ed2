import { RpcError } from "@casemate/contract";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { RECOVERY_SLOT } from "../common/header-layout.ts";
import type { KdfParams } from "../common/keeper-contract.ts";
import type { Container } from "./container.ts";
import { diskFs } from "./disk-fs.ts";
import { KeyMemory } from "./key-memory.ts";
import { createContainer, openContainer } from "./open-container.ts";
import {
  addSlot,
  disableDevice,
  enableDevice,
  listSlots,
  rekey,
  removeSlot,
  replaceSecret,
} from "./slot-changes.ts";

const KDF: KdfParams = {
  salt: Buffer.alloc(32, 5).toString("base64"),
  memoryKiB: 65_536,
  passes: 3,
  lanes: 1,
};
const NOW = "2026-11-01T00:00:00.000Z";
const one = (number: number): Buffer => Buffer.alloc(32, number);
const withKey = (number: number, device = 100): Buffer => Buffer.concat([one(number), one(device)]);

let home: string;
let container: Container;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), "casemate-device-"));
  for (const place of ["vault", "quarantine"]) diskFs.makeFolder(join(home, place));
  container = createContainer(parts(), one(1), KDF, 900);
  addSlot(container, { derived: one(9), kind: "recovery", label: "" }, NOW);
});
afterEach(() => {
  rmSync(home, { recursive: true });
});

function parts(): { home: string; fs: typeof diskFs; keys: KeyMemory } {
  return { home, fs: diskFs, keys: new KeyMemory() };
}

function opens(...secrets: readonly Buffer[]): boolean[] {
  return secrets.map((secret) => openContainer(parts(), secret).result === "unlocked");
}

function codeOf(run: () => unknown): string {
  try {
    run();
    return "ok";
  } catch (error) {
    return error instanceof RpcError ? error.code : String(error);
  }
}

function kinds(): string[] {
  return listSlots(container).map(({ kind }) => kind);
}

describe("a passphrase that needs this machine's key", () => {
  beforeEach(() => {
    enableDevice(container, 0, withKey(1), false, NOW);
  });

  it("opens the vault with it alone; the recovery words need neither", () => {
    expect({
      without: opens(one(1), withKey(1, 101), withKey(2)),
      with: opens(withKey(1), one(9), withKey(9), withKey(9, 101)),
    }).toEqual({ without: [false, false, false], with: [true, true, true, true] });
  });

  it("makes every later passphrase need it too", () => {
    addSlot(container, { derived: withKey(2), kind: "passphrase", label: "" }, NOW);
    replaceSecret(container, 0, withKey(3), null, NOW);
    expect({ kinds: kinds(), opens: opens(one(2), one(3), withKey(2), withKey(3)) }).toEqual({
      kinds: ["device", "device", "recovery"],
      opens: [false, false, true, true],
    });
  });

  it("refuses a new passphrase without the key, rather than one that is weaker than the others", () => {
    expect([
      codeOf(() => addSlot(container, { derived: one(2), kind: "passphrase", label: "" }, NOW)),
      kinds(),
    ]).toEqual(["no_device_secret", ["device", "recovery"]]);
  });

  it("cannot lose the recovery words that a lost machine would need", () => {
    expect([
      codeOf(() => {
        removeSlot(container, RECOVERY_SLOT);
      }),
      codeOf(() => {
        rekey(container, 0, withKey(1));
      }),
    ]).toEqual(["needs_recovery", "device_key_on"]);
  });

  it("on another machine is replaced by who has the recovery words, and needs no key from then on", () => {
    replaceSecret(container, RECOVERY_SLOT, one(4), null, NOW);
    expect({ kinds: kinds(), opens: opens(one(4), withKey(1), one(9)) }).toEqual({
      kinds: ["passphrase", "recovery"],
      opens: [true, false, true],
    });
  });

  it("is a plain one again when that is turned off", () => {
    disableDevice(container, 0, withKey(1), NOW);
    expect({ kinds: kinds(), opens: opens(one(1), withKey(1), withKey(1, 101)) }).toEqual({
      kinds: ["passphrase", "recovery"],
      opens: [true, true, true],
    });
  });
});

describe("this machine's key", () => {
  it("is not asked for while another passphrase opens the vault without it", () => {
    addSlot(container, { derived: one(2), kind: "passphrase", label: "" }, NOW);
    expect(
      codeOf(() => {
        enableDevice(container, 0, withKey(1), false, NOW);
      }),
    ).toBe("other_slots");
  });

  it("needs recovery words, or somebody who takes the loss", () => {
    removeSlot(container, RECOVERY_SLOT);
    const enable = (accepted: boolean): string =>
      codeOf(() => {
        enableDevice(container, 0, withKey(1), accepted, NOW);
      });
    expect([enable(false), enable(true), kinds()]).toEqual(["needs_recovery", "ok", ["device"]]);
  });
});
