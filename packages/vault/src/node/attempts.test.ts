import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { Attempts, MAX_WAIT_MS, waitAfter, type MachineClock } from "./attempts.ts";
import { newHome } from "./children.test-support.ts";
import { diskFs, type DiskFs } from "./disk-fs.ts";

let home: string;
let remove: () => void;
let now: { wall: number; uptime: number; boot: string };
const clock: MachineClock = { wall: () => now.wall, uptime: () => now.uptime, bootId: () => now.boot };

beforeEach(() => {
  ({ home, remove } = newHome());
  now = { wall: 1_800_000_000_000, uptime: 50_000, boot: "a" };
});
afterEach(() => {
  remove();
});

function start(vaultExists = true, fs: DiskFs = diskFs): Attempts {
  return new Attempts(fs, home, clock, vaultExists);
}

/** A vault after `failures` wrong passphrases. */
function after(failures: number): Attempts {
  const attempts = start(false);
  for (let count = 0; count < failures; count++) attempts.count();
  return attempts;
}

it("waits longer and longer, at most five minutes", () => {
  expect([0, 1, 2, 3, 4, 5, 11, 12, 1000].map(waitAfter)).toEqual([
    0,
    0,
    0,
    1000,
    2000,
    4000,
    256_000,
    MAX_WAIT_MS,
    MAX_WAIT_MS,
  ]);
});

it("is not shortened by a restart or by any setting of the clock in the same boot", () => {
  after(7);
  const waits = [-1e12, 0, 1e12].map((change) => {
    now.wall += change;
    return start().waitMs();
  });
  now.uptime += 6_000;
  waits.push(start().waitMs());
  now.uptime += 100_000;
  waits.push(start().waitMs());
  expect(waits).toEqual([16_000, 16_000, 16_000, 10_000, 0]);
});

it("does not run by the wall clock within a process", () => {
  const attempts = after(7);
  now.wall += 1e12;
  const jumped = attempts.waitMs();
  now.uptime += 15_999;
  expect([jumped, attempts.waitMs()]).toEqual([16_000, 1]);
});

it("goes by the wall clock after a reboot, and a clock that went back shortens and lengthens nothing", () => {
  after(7);
  now = { wall: now.wall + 6_000, uptime: 3_000, boot: "b" };
  const later = start().waitMs();
  now.wall -= 100_000;
  expect([later, start().waitMs()]).toEqual([10_000, 16_000]);
});

it("takes a damaged, cut or missing file for unknown failures: the longest wait, once", () => {
  after(0).succeeded();
  const path = join(home, "vault", "attempts");
  const whole = readFileSync(path);
  const variants = [
    Buffer.alloc(0),
    Buffer.from("x"),
    whole.subarray(0, whole.length - 1),
    Buffer.concat([whole, Buffer.from("x")]),
    Buffer.alloc(whole.length),
  ];
  for (let at = 0; at < whole.length; at++) {
    const flipped = Buffer.from(whole);
    flipped[at] = (flipped[at] ?? 0) ^ 4;
    variants.push(flipped);
  }
  const waits = variants.map((bytes) => {
    now = { ...now, boot: "a", uptime: 50_000 };
    writeFileSync(path, bytes);
    const first = start().waitMs();
    now.uptime += 200_000;
    const second = start().waitMs();
    now.uptime += 200_000;
    return [first, second, start().waitMs()];
  });
  expect(waits).toEqual(variants.map(() => [MAX_WAIT_MS, MAX_WAIT_MS - 200_000, 0]));
});

it("takes something else in the file's place for unknown failures too, and tries nothing that it cannot count", () => {
  after(0).succeeded();
  const path = join(home, "vault", "attempts");
  rmSync(path);
  mkdirSync(path);
  const attempts = start();
  expect([attempts.waitMs(), attempts.failures]).toEqual([MAX_WAIT_MS, 13]);
  expect(() => {
    attempts.count();
  }).toThrow();
});

it("needs no file before there is a vault", () => {
  expect([start(false).failures, start(false).waitMs(), existsSync(join(home, "vault", "attempts"))]).toEqual(
    [0, 0, false],
  );
});

it("counts on a full disk too", () => {
  after(1);
  const full: DiskFs = {
    ...diskFs,
    create: () => {
      throw Object.assign(new Error("full"), { code: "ENOSPC" });
    },
  };
  start(true, full).count();
  expect(start().failures).toBe(2);
});

it("says how it found the count: kept, lost, or with failures of a later time; never a clock alone", () => {
  after(0).succeeded();
  const path = join(home, "vault", "attempts");
  const found = [start().found];
  now = { wall: now.wall - 3_600_000, uptime: 1, boot: "later" };
  found.push(start().found);
  start().count();
  found.push(start().found);
  now = { wall: now.wall - 3_600_000, uptime: 1, boot: "later still" };
  found.push(start().found);
  rmSync(path);
  found.push(start(false).found, start().found, start().found);
  expect(found).toEqual(["kept", "kept", "kept", "clock_back", "kept", "lost", "kept"]);
});
