import { RpcError } from "@casemate/contract";
import { execFileSync } from "node:child_process";
import {
  cpSync,
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
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { REGION_BYTES } from "../common/header-layout.ts";
import type { KdfParams } from "../common/keeper-contract.ts";
import { diskFs } from "./disk-fs.ts";
import { readHeader } from "./header-file.ts";
import { KeyMemory } from "./key-memory.ts";
import { headerPath } from "./load-index.ts";
import { createContainer, openContainer } from "./open-container.ts";
import { getRecord, listRecords, putRecord } from "./vault-records.ts";

const KDF: KdfParams = {
  salt: Buffer.alloc(32, 5).toString("base64"),
  memoryKiB: 65_536,
  passes: 3,
  lanes: 1,
};
const SECRET = Buffer.alloc(32, 9);
const FIRST = "a".repeat(32);
const SECOND = "b".repeat(32);

const folder = mkdtempSync(join(tmpdir(), "casemate-damage-"));
const template = join(folder, "template");
const stranger = join(folder, "stranger");
let made = 0;

beforeAll(() => {
  for (const home of [template, stranger]) {
    for (const place of ["vault", "quarantine"]) diskFs.makeFolder(join(home, place));
    const container = createContainer(parts(home), SECRET, KDF, 900);
    putRecord(container, { id: FIRST, kind: "chat", meta: "", data: "first" });
    putRecord(container, { id: SECOND, kind: "chat", meta: "", data: "second" });
  }
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

function parts(home: string): { home: string; fs: typeof diskFs; keys: KeyMemory } {
  return { home, fs: diskFs, keys: new KeyMemory() };
}

function copy(): string {
  const home = join(folder, String((made += 1)));
  cpSync(template, home, { recursive: true });
  return home;
}

/** What a right passphrase gets: both records, or how it is refused. */
function look(home: string): string {
  const opened = openContainer(parts(home), SECRET);
  if (opened.result !== "unlocked")
    return opened.result === "damaged" ? `damaged: ${opened.message}` : opened.result;
  return listRecords(opened.container, "chat", null)
    .records.map(({ id }) => {
      try {
        return getRecord(opened.container, id)?.data ?? "gone";
      } catch (error) {
        return error instanceof RpcError ? error.code : String(error);
      }
    })
    .join(", ");
}

/** The object of the vault folder with the given content, found by trying: names are random. */
function objectOf(home: string, answer: string): string {
  const names = readdirSync(join(home, "vault")).filter((name) => /^[0-9a-f]{32}$/.test(name));
  const found = names.find((name) => {
    const trial = join(folder, "trial");
    cpSync(home, trial, { recursive: true });
    rmSync(join(trial, "vault", name));
    const seen = look(trial);
    rmSync(trial, { recursive: true });
    return seen === answer;
  });
  if (found === undefined) throw new Error(`no object whose loss gives "${answer}"`);
  return join(home, "vault", found);
}

const INDEX_LOST =
  "damaged: The passphrase is right, but the vault's index is missing or was changed. Put the vault folder back from a backup, or move the data directory away to start anew.";
const UNREADABLE =
  "damaged: The file vault/header cannot be read: it is a link, a folder or a pipe, it belongs to somebody else, or the disk fails. Nothing was changed. Put the file itself back there, then restart Casemate.";
const HEADER_LOST =
  "damaged: Both copies of the vault's header are damaged, so no passphrase can open it. Put the file vault/header back from a backup, or move the data directory away to start anew.";

describe("a damaged header", () => {
  it("with any one byte of one copy changed still opens, from the other copy", () => {
    const home = copy();
    const whole = readFileSync(headerPath(home));
    const [read, seen] = [new Set<string>(), new Set<string>()];
    for (let at = 0; at < whole.length; at++) {
      writeFileSync(headerPath(home), flipped(whole, at));
      read.add(readHeader(diskFs, headerPath(home)).state);
      // Opening repairs the copy, with two syncs: a sample of all kinds of fields is enough.
      if (at % 97 === 0) seen.add(look(home));
    }
    expect([[...read], [...seen]]).toEqual([["ok"], ["first, second"]]);
  });

  it("with the same byte of both copies changed is told as damage, never as a wrong passphrase", () => {
    const home = copy();
    const whole = readFileSync(headerPath(home));
    const seen = new Set<string>();
    for (let at = 0; at < REGION_BYTES; at++) {
      writeFileSync(headerPath(home), flipped(flipped(whole, at), REGION_BYTES + at));
      seen.add(look(home));
    }
    expect([...seen]).toEqual([HEADER_LOST]);
  });

  it.each([
    [
      "a link",
      UNREADABLE,
      (path: string): void => {
        renameSync(path, `${path}.elsewhere`);
        symlinkSync(`${path}.elsewhere`, path);
      },
    ],
    [
      "a folder",
      UNREADABLE,
      (path: string): void => {
        rmSync(path);
        mkdirSync(path);
      },
    ],
    [
      "a pipe that nobody writes",
      UNREADABLE,
      (path: string): void => {
        rmSync(path);
        execFileSync("mkfifo", [path]);
      },
    ],
  ])("or %s in its place is told as what it is, and waits for nobody", (_what, expected, replace) => {
    const home = copy();
    replace(headerPath(home));
    expect(look(home)).toBe(expected);
  });

  it("of another vault with the same passphrase opens nothing of this one", () => {
    const home = copy();
    cpSync(headerPath(stranger), headerPath(home));
    expect(look(home)).toBe(INDEX_LOST);
  });
});

describe("objects", () => {
  it.each([
    [
      "a missing index",
      INDEX_LOST,
      (path: string): void => {
        rmSync(path);
      },
    ],
    [
      "a cut index",
      INDEX_LOST,
      (path: string): void => {
        writeFileSync(path, readFileSync(path).subarray(0, 200));
      },
    ],
    [
      "an empty index",
      INDEX_LOST,
      (path: string): void => {
        writeFileSync(path, "");
      },
    ],
  ])("%s is told as damage", (_what, expected, damage) => {
    const home = copy();
    damage(objectOf(home, INDEX_LOST));
    expect(look(home)).toBe(expected);
  });

  it.each([
    [
      "missing",
      "missing, second",
      (path: string): void => {
        rmSync(path);
      },
    ],
    [
      "with a changed byte",
      "damaged, second",
      (path: string): void => {
        writeFileSync(path, flipped(readFileSync(path), 200));
      },
    ],
    [
      "exchanged for another one",
      "damaged, second",
      (path: string, other: string): void => {
        cpSync(other, path);
      },
    ],
  ])("one record %s is told alone; the rest stays readable", (_what, expected, damage) => {
    const home = copy();
    const first = objectOf(home, "missing, second");
    const second = objectOf(home, "first, missing");
    damage(first, second);
    expect(look(home)).toBe(expected);
  });

  it("that nobody knows are removed, and change nothing", () => {
    const home = copy();
    const foreign = join(home, "vault", "f".repeat(32));
    writeFileSync(foreign, "who am I");
    const seen = look(home);
    expect([seen, readdirSync(join(home, "vault")).includes("f".repeat(32))]).toEqual([
      "first, second",
      false,
    ]);
  });
});

function flipped(bytes: Buffer, at: number): Buffer {
  const changed = Buffer.from(bytes);
  changed[at] = (changed[at] ?? 0) ^ 0x10;
  return changed;
}
