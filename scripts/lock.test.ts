import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { root } from "./lib/paths.mjs";

let toy = "";

/** A copy, since the lock lies in the checkout its code is part of. */
beforeEach(() => {
  toy = mkdtempSync(join(tmpdir(), "casemate-lock-"));
  mkdirSync(join(toy, "scripts"));
  cpSync(join(root, "scripts", "lib"), join(toy, "scripts", "lib"), { recursive: true });
  writeFileSync(
    join(toy, "work.mjs"),
    `import { withLock } from "./scripts/lib/lock.mjs";
     import { readFileSync, writeFileSync } from "node:fs";
     const file = new URL("counter", import.meta.url);
     for (let round = 0; round < 5; round++) await withLock("x", async () => {
       const before = Number(readFileSync(file, "utf8"));
       await new Promise((resolve) => setImmediate(resolve));
       writeFileSync(file, String(before + 1));
     });`,
  );
  writeFileSync(join(toy, "counter"), "0");
});

afterEach(() => {
  rmSync(toy, { recursive: true, force: true });
});

/** What a process that ended while holding the lock leaves behind. */
function leaveLockBehind(owner: { pid: number; started: string }): void {
  mkdirSync(join(toy, ".cache", "x.lock"), { recursive: true });
  writeFileSync(join(toy, ".cache", "x.lock", "owner.json"), JSON.stringify({ ...owner, token: "gone" }));
}

async function work(processes: number): Promise<string> {
  const children = Array.from({ length: processes }, () => spawn(process.execPath, [join(toy, "work.mjs")]));
  await Promise.all(children.map((child) => once(child, "close")));
  return readFileSync(join(toy, "counter"), "utf8");
}

test("processes never hold a lock together", async () => {
  expect(await work(4)).toBe("20");
});

test("a lock whose owner has ended is taken over by exactly one of several", async () => {
  const pid = Number(execFileSync(process.execPath, ["-p", "process.pid"], { encoding: "utf8" }));
  leaveLockBehind({ pid, started: "1" });
  expect(await work(4)).toBe("20");
});

test.skipIf(!existsSync("/proc/self/stat"))(
  "a number given to another process does not keep a lock (needs /proc)",
  async () => {
    leaveLockBehind({ pid: process.pid, started: "1" });
    expect(await work(2)).toBe("10");
  },
);
