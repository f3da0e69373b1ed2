import {
  cpSync,
  existsSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { KdfParams } from "../common/keeper-contract.ts";
import { RECOVERY_SLOT, REGION_BYTES } from "../common/header-layout.ts";
import { checkSecret } from "./check-secret.ts";
import {
  contentsLeft,
  destroyContents,
  destroyFactors,
  destroyHeader,
  headerHolds,
  isSharedHeader,
  linkedFolders,
  vaultOnDisk,
} from "./destroy.ts";
import { diskFs, type DiskFs } from "./disk-fs.ts";
import { readHeader } from "./header-file.ts";
import { changedRegion } from "./header-region.ts";
import { KeyMemory } from "./key-memory.ts";
import { clearSlot } from "./key-slots.ts";
import { createContainer, openContainer } from "./open-container.ts";
import { addSlot, removeSlot } from "./slot-changes.ts";
import { putRecord } from "./vault-records.ts";

const KDF: KdfParams = {
  salt: Buffer.alloc(32, 5).toString("base64"),
  memoryKiB: 65_536,
  passes: 3,
  lanes: 1,
};
const NOW = "2026-11-01T00:00:00.000Z";
const one = (number: number): Buffer => Buffer.alloc(32, number);
const [PASSPHRASE, SECOND, WORDS, DURESS] = [one(1), one(2), one(9), one(4)];

let home: string;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), "casemate-destroy-"));
  for (const place of ["vault", "quarantine"]) diskFs.makeFolder(join(home, place));
  const container = createContainer(parts(), PASSPHRASE, KDF, 900);
  addSlot(container, { derived: SECOND, kind: "passphrase", label: "" }, NOW);
  addSlot(container, { derived: WORDS, kind: "recovery", label: "" }, NOW);
  addSlot(container, { derived: DURESS, kind: "duress", label: "", level: 3 }, NOW);
  putRecord(container, { id: "a".repeat(32), kind: "chat", meta: "{}", data: "what was said" });
});
afterEach(() => {
  rmSync(home, { recursive: true });
});

function parts(root = home): { home: string; fs: DiskFs; keys: KeyMemory } {
  return { home: root, fs: diskFs, keys: new KeyMemory() };
}

function opens(...secrets: readonly Buffer[]): string[] {
  return secrets.map((secret) => openContainer(parts(), secret).result);
}

const header = (): string => join(home, "vault", "header");

describe("destroying every way in but the recovery words", () => {
  it("leaves those alone, in both copies, and everything inside", () => {
    const written = destroyFactors(diskFs, home);
    expect([headerHolds(diskFs, home, written), opens(PASSPHRASE, SECOND, DURESS, WORDS)]).toEqual([
      true,
      ["wrong", "wrong", "wrong", "unlocked"],
    ]);
    for (const place of [0, 1]) {
      const bytes = readFileSync(header());
      bytes.fill(0, place * REGION_BYTES, (place + 1) * REGION_BYTES);
      writeFileSync(header(), bytes);
      expect(opens(PASSPHRASE, WORDS)).toEqual(["wrong", "unlocked"]);
    }
  });

  it("works with one whole copy, is the same twice, and takes a draft of the header along", () => {
    const bytes = readFileSync(header());
    writeFileSync(`${header()}.new`, bytes);
    writeFileSync(header(), bytes.fill(7, 0, 100));
    destroyFactors(diskFs, home);
    destroyFactors(diskFs, home);
    expect([opens(PASSPHRASE, WORDS), existsSync(`${header()}.new`)]).toEqual([["wrong", "unlocked"], false]);
  });

  it("touches nothing where no copy is whole: nobody could say which bytes are the words", () => {
    const torn = Buffer.alloc(8192, 1);
    writeFileSync(header(), torn);
    expect(() => destroyFactors(diskFs, home)).toThrow("cannot be read");
    expect(readFileSync(header()).equals(torn)).toBe(true);
  });

  it("cut off between the two copies, the recovery words open and the passphrase still may, never neither", () => {
    let writes = 0;
    const failing: DiskFs = {
      ...diskFs,
      write: (fd, bytes, position) => {
        if (++writes === 2) throw new Error("cut off");
        return diskFs.write(fd, bytes, position);
      },
    };
    expect(() => destroyFactors(failing, home)).toThrow("cut off");
    expect(opens(WORDS)).toEqual(["unlocked"]);
  });
});

describe("the mark of the recovery words", () => {
  const mark = (): string | null => vaultOnDisk(diskFs, home).recoveryMark;

  it("stays through wrong passphrases, other ways in and level 2, and changes with the words", () => {
    const opened = openContainer(parts(), PASSPHRASE);
    if (opened.result !== "unlocked") throw new Error(opened.result);
    const before = mark();
    addSlot(opened.container, { derived: one(5), kind: "passphrase", label: "" }, NOW);
    openContainer(parts(), one(77));
    const same = mark() === before;
    removeSlot(opened.container, RECOVERY_SLOT);
    const without = mark();
    addSlot(opened.container, { derived: one(8), kind: "recovery", label: "" }, NOW);
    const again = mark();
    destroyFactors(diskFs, home);
    expect([same, new Set([before, without, again]).size, mark()]).toEqual([true, 3, again]);
  });
});

describe("destroying the header", () => {
  it("leaves nothing of it that opens, and a backup from before as it was", () => {
    const backup = mkdtempSync(join(tmpdir(), "casemate-backup-"));
    cpSync(home, backup, { recursive: true });
    const before = readFileSync(header());
    const written = destroyHeader(diskFs, home);
    const after = readFileSync(header());
    const same = before.filter((byte, at) => byte === after[at] && byte !== 0).length;
    expect([
      headerHolds(diskFs, home, written),
      vaultOnDisk(diskFs, home),
      after.length,
      same < 60,
      opens(PASSPHRASE, WORDS),
      openContainer(parts(backup), PASSPHRASE).result,
    ]).toEqual([
      true,
      { state: "damaged", id: null, recoveryMark: null },
      8192,
      true,
      ["damaged", "damaged"],
      "unlocked",
    ]);
    rmSync(backup, { recursive: true });
  });

  it("does not follow a link in its place", () => {
    const elsewhere = join(home, "elsewhere");
    writeFileSync(elsewhere, "somebody else's");
    rmSync(header());
    symlinkSync(elsewhere, header());
    expect(() => destroyHeader(diskFs, home)).toThrow();
    expect(readFileSync(elsewhere, "utf8")).toBe("somebody else's");
  });
});

describe("removing what is in the vault", () => {
  it("takes what is ours, in a hurry too, and leaves somebody else's files", () => {
    writeFileSync(join(home, "vault", "notes.txt"), "mine");
    writeFileSync(join(home, "quarantine", `${"c".repeat(32)}.part`), "half");
    const objects = contentsLeft(diskFs, home).length;
    const removed = destroyContents(diskFs, home, () => true);
    expect([
      objects > 3,
      removed.removed,
      contentsLeft(diskFs, home),
      readdirSync(join(home, "vault")),
      readdirSync(join(home, "quarantine")),
    ]).toEqual([true, objects, [], ["notes.txt"], []]);
  });
});

describe("what leads out of the data directory", () => {
  const elsewhere = (): string => join(home, "elsewhere");
  const opensElsewhere = (): string => openContainer(parts(elsewhere()), PASSPHRASE).result;
  const destroyAll = (): ReturnType<typeof destroyContents> => {
    for (const destroy of [destroyFactors, destroyHeader])
      try {
        destroy(diskFs, home);
      } catch {
        // what is a link is refused
      }
    return destroyContents(diskFs, home, () => false);
  };

  it("a folder that is a link goes, and what it leads to stays whole", () => {
    for (const place of ["vault", "quarantine"]) {
      mkdirSync(elsewhere(), { recursive: true });
      renameSync(join(home, place), join(elsewhere(), place));
      symlinkSync(join(elsewhere(), place), join(home, place));
    }
    const before = readdirSync(elsewhere(), { recursive: true });
    const linked = linkedFolders(diskFs, home);
    const { removed } = destroyAll();
    expect([
      linked,
      removed,
      readdirSync(home),
      readdirSync(elsewhere(), { recursive: true }),
      opensElsewhere(),
    ]).toEqual([["vault", "quarantine"], 0, ["elsewhere"], before, "unlocked"]);
  });

  it("a copy made of hard links keeps every byte: those files are only removed, and counted", () => {
    for (const place of ["vault", "quarantine"]) {
      mkdirSync(join(elsewhere(), place), { recursive: true });
      for (const name of readdirSync(join(home, place)))
        linkSync(join(home, place, name), join(elsewhere(), place, name));
    }
    const shared = isSharedHeader(diskFs, home);
    destroyFactors(diskFs, home);
    const { removed, shared: counted } = destroyAll();
    expect([shared, opens(PASSPHRASE), removed - counted, opensElsewhere()]).toEqual([
      true,
      ["damaged"],
      1, // the header, which level 2 had written anew
      "unlocked",
    ]);
  });
});

describe("checking a passphrase while locked", () => {
  it("says whether it opens the vault and whether the recovery words work, and lets every key go", () => {
    const held = new Set<Buffer>();
    class Watched extends KeyMemory {
      override hold(key: Uint8Array): Buffer {
        const cell = super.hold(key);
        held.add(cell);
        return cell;
      }
      override release(cell: Buffer): void {
        super.release(cell);
        held.delete(cell);
      }
    }
    const check = (secret: Buffer): unknown => checkSecret({ ...parts(), keys: new Watched() }, secret);
    const before = [PASSPHRASE, WORDS, one(77)].map(check);
    destroyFactors(diskFs, home);
    expect([before, check(WORDS), check(PASSPHRASE), held.size]).toEqual([
      [{ result: "match", recovery: true }, { result: "match", recovery: true }, { result: "wrong" }],
      { result: "match", recovery: true },
      { result: "wrong" },
      0,
    ]);
  });

  it("a duress passphrase looks wrong and does what it does", () => {
    expect([checkSecret(parts(), DURESS), opens(PASSPHRASE, WORDS)]).toEqual([
      { result: "wrong" },
      ["wrong", "wrong"],
    ]);
  });

  it("does not take recovery words for present that are no longer in the header", () => {
    const reading = readHeader(diskFs, header());
    if (reading.state !== "ok") throw new Error("no header");
    const { newest } = reading;
    const slots = Buffer.from(newest.slots);
    clearSlot(slots, RECOVERY_SLOT);
    const file = readFileSync(header());
    for (const copy of [1, 2]) {
      const epoch = newest.epoch + copy;
      file.set(changedRegion(newest, { epoch, slots, state: newest.state }), (epoch % 2) * REGION_BYTES);
    }
    writeFileSync(header(), file);
    expect(checkSecret(parts(), PASSPHRASE)).toEqual({ result: "match", recovery: false });
  });
});
