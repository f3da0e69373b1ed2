import { hash, argon2id } from "argon2";
import { mkdirSync, mkdtempSync, renameSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import type { KdfParams } from "../common/keeper-contract.ts";
import { checkHere } from "./check-here.ts";
import { diskFs } from "./disk-fs.ts";
import { KeyMemory } from "./key-memory.ts";
import { createContainer, openContainer } from "./open-container.ts";
import { addSlot } from "./slot-changes.ts";

const KDF: KdfParams = {
  salt: Buffer.alloc(32, 5).toString("base64"),
  memoryKiB: 65_536,
  passes: 3,
  lanes: 1,
};
const WORDS = Array.from({ length: 24 }, () => "abandon").join(" ");
const NOW = "2026-11-01T00:00:00.000Z";

let home: string;
let uptime: number;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), "casemate-check-here-"));
  for (const place of ["vault", "quarantine"]) mkdirSync(join(home, place));
  uptime = 0;
});
afterEach(() => {
  rmSync(home, { recursive: true });
});

const parts = () => ({ home, fs: diskFs, keys: new KeyMemory() });

/** As the process that derives keys does it, with another library. */
function derive(text: string): Promise<Buffer> {
  const salt = Buffer.from(KDF.salt, "base64");
  return hash(text, {
    raw: true,
    type: argon2id,
    hashLength: 32,
    salt,
    memoryCost: 65_536,
    timeCost: 3,
    parallelism: 1,
  });
}

function check(text: string): string {
  uptime += 10 * 60_000;
  const clock = { wall: () => uptime, uptime: () => uptime, bootId: () => "boot" };
  return checkHere(diskFs, home, clock, Buffer.from(text)).result;
}

it("opens with what the key process opens, counts what does not, acts under duress, and follows no link", async () => {
  const container = createContainer(parts(), await derive("right"), KDF, 900);
  addSlot(container, { derived: await derive(WORDS), kind: "recovery", label: "" }, NOW);
  addSlot(container, { derived: await derive("forced"), kind: "duress", label: "", level: 2 }, NOW);
  check("right"); // a missing count of attempts is the longest wait, once
  const before = ["right", ` ${WORDS.toUpperCase()} `, "wrong"].map(check);
  const clock = { wall: () => uptime, uptime: () => uptime, bootId: () => "boot" };
  for (let n = 0; n < 3; n++) checkHere(diskFs, home, clock, Buffer.from("wrong"));
  const waiting = checkHere(diskFs, home, clock, Buffer.from("right")).result;
  const after = ["forced", "right", WORDS].map(check);
  const words = openContainer(parts(), await derive(WORDS)).result;
  renameSync(join(home, "vault"), join(home, "elsewhere"));
  symlinkSync(join(home, "elsewhere"), join(home, "vault"));
  expect([before, waiting, after, words, check(WORDS)]).toEqual([
    ["match", "match", "wrong"],
    "wait",
    ["wrong", "wrong", "match"],
    "unlocked",
    "linked",
  ]);
});
