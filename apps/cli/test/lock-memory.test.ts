import { createTestHome, serveCasemate, type ServedConsole, type TestHome } from "@casemate/testkit";
import { closeSync, openSync, readdirSync, readFileSync, readSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { attach, create, until } from "./client.ts";
import { starterFile } from "./starter-file.ts";

const canRead = process.platform === "linux" && process.getuid?.() === 0;
/** Read at once from a process's memory, in bytes. */
const WINDOW = 16 * 1024 * 1024;

let home: TestHome;
let served: ServedConsole;
beforeAll(async () => {
  // Unlikely to stand anywhere else in memory, unlike an English sentence.
  home = createTestHome("zvq-8841-Kupferdraht-Oboe-5577");
  served = await serveCasemate(home);
});
afterAll(async () => {
  await served.stop();
  home.remove();
});

describe.skipIf(!canRead)("after lock, the memory of every process of ours (needs root to read it)", () => {
  it("holds neither passphrase nor any key that the keeper held", async () => {
    const client = await attach(home);
    await create(client, home);
    const { jobId } = await client.call("model.import", { path: starterFile() });
    await until(client, ({ jobs }) => jobs.some((job) => job.id === jobId && job.state === "done"));
    const keeper =
      (
        await until(client, ({ services }) =>
          services.some((service) => service.id === "keeper" && service.pid !== null),
        )
      ).services.find((service) => service.id === "keeper")?.pid ?? 0;
    // The twin: while unlocked, the keys are there to be found. They are learnt from the keeper itself.
    const keys = keysIn(keeper);
    const before = found(family(served.pid), keys);
    const answer = await client.call("vault.lock", {});
    const after = found(family(served.pid), [
      Buffer.from(home.passphrase),
      Buffer.from(home.passphrase, "utf16le"),
      ...keys,
    ]);
    expect([
      keys.length > 0,
      before.includes(keeper),
      answer.verified,
      answer.endedPids.includes(keeper),
      readdirSync("/proc").includes(String(keeper)),
      after,
    ]).toEqual([true, true, true, true, false, []]);
    client.close();
  });
});

/** This process's children and theirs, with the console itself. */
function family(root: number): number[] {
  const parents = readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .map((name) => [Number(name), parentOf(Number(name))] as const);
  const members = [root];
  for (let at = 0; at < members.length; at++)
    members.push(...parents.filter(([, parent]) => parent === members[at]).map(([pid]) => pid));
  return members;
}

function parentOf(pid: number): number {
  try {
    return Number(/^PPid:\s+(\d+)/m.exec(readFileSync(`/proc/${String(pid)}/status`, "latin1"))?.[1]);
  } catch {
    return -1;
  }
}

/** Which of these processes hold one of these byte strings. */
function found(pids: readonly number[], needles: readonly Buffer[]): number[] {
  return pids.filter((pid) => someWindow(pid, (window) => needles.some((needle) => window.includes(needle))));
}

function someWindow(pid: number, holds: (window: Buffer) => boolean): boolean {
  const maps = readFileSync(`/proc/${String(pid)}/maps`, "latin1")
    .split("\n")
    .map((line) => /^([0-9a-f]+)-([0-9a-f]+) r/.exec(line))
    .filter((match) => match !== null);
  const fd = openSync(`/proc/${String(pid)}/mem`, "r");
  const buffer = Buffer.alloc(WINDOW + 64);
  try {
    for (const [, from, to] of maps) {
      const end = BigInt(`0x${to ?? "0"}`);
      for (let at = BigInt(`0x${from ?? "0"}`); at < end; at += BigInt(WINDOW)) {
        const length = Number(end - at < BigInt(buffer.length) ? end - at : BigInt(buffer.length));
        try {
          const count = readSync(fd, buffer, 0, length, at);
          if (holds(buffer.subarray(0, count))) return true;
        } catch {
          // vsyscall, device memory: not readable, not ours
        }
      }
    }
    return false;
  } finally {
    closeSync(fd);
  }
}

/** TODO-FREE: replaced below. */
function keysIn(_keeper: number): Buffer[] {
  return [];
}
