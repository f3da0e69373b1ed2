import { createTestHome, serveCasemate, type ServedConsole, type TestHome } from "@casemate/testkit";
import { closeSync, existsSync, openSync, readFileSync, readSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { attach, create, until } from "./client.ts";
import { family, serviceOf } from "./kill-table/processes.ts";
import { openVault } from "./kill-table/vault-reader.ts";
import { starterFile } from "./starter-file.ts";

const canRead = process.platform === "linux" && process.getuid?.() === 0;
/** Read at once from a process's memory, in bytes. */
const WINDOW = 16 * 1024 * 1024;
/** Windows overlap by this much, so that nothing is cut in two. Longer than anything that is looked for. */
const OVERLAP = 64;

type Secrets = Readonly<Record<string, readonly Buffer[]>>;

describe.skipIf(!canRead)("the memory of every process of ours (needs root to read memory)", () => {
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

  it("holds keys in the keeper alone while unlocked, and after lock neither passphrase nor key", async () => {
    const client = await attach(home);
    await create(client, home);
    const { modelId, jobId } = await client.call("model.import", { path: starterFile() });
    await until(client, ({ jobs }) => jobs.some((job) => job.id === jobId && job.state === "done"));
    const { id: chatId } = await client.call("chat.create", { modelId });
    const done = new Promise<void>((resolve) => {
      client.on("chat.done", () => {
        resolve();
      });
    });
    await client.call("chat.send", { chatId, text: "Hello", options: { maxTokens: 8, temperature: 0 } });
    await done;

    const { masterKey, keys } = openVault(home.root, home.passphrase);
    const secrets: Secrets = {
      passphrase: [Buffer.from(home.passphrase), Buffer.from(home.passphrase, "utf16le")],
      "master key": [masterKey],
      "file keys": keys,
    };
    const keeper = serviceOf(served.pid, "keeper") ?? 0;
    const unlocked = scan(served.pid, secrets);
    const { verified, endedPids } = await client.call("vault.lock", {});
    const locked = scan(served.pid, secrets);
    client.close();

    expect({
      unlocked,
      verified,
      ended: endedPids.includes(keeper),
      gone: !existsSync(`/proc/${String(keeper)}`),
      locked,
    }).toEqual({
      unlocked: ["keeper: master key", "keeper: file keys"],
      verified: true,
      ended: true,
      gone: true,
      locked: [],
    });
  });
});

/** Which process of ours holds what, by service. */
function scan(root: number, secrets: Secrets): string[] {
  return family(root).flatMap(({ pid, command }) => {
    const who = /\/services\/([a-z-]+)\.mjs/.exec(command)?.[1] ?? "console";
    const held = new Set<string>();
    forEachWindow(pid, (window) => {
      for (const [name, needles] of Object.entries(secrets))
        if (!held.has(name) && needles.some((needle) => window.includes(needle))) held.add(name);
    });
    return Object.keys(secrets)
      .filter((name) => held.has(name))
      .map((name) => `${who}: ${name}`);
  });
}

/** Every mapping, also those that the process itself may not read: root sees them through /proc. */
function forEachWindow(pid: number, look: (window: Buffer) => void): void {
  const ranges = readFileSync(`/proc/${String(pid)}/maps`, "latin1")
    .split("\n")
    .map((line) => /^([0-9a-f]+)-([0-9a-f]+) /.exec(line))
    .filter((match) => match !== null)
    .map(([, from, to]) => [BigInt(`0x${from ?? "0"}`), BigInt(`0x${to ?? "0"}`)] as const);
  const fd = openSync(`/proc/${String(pid)}/mem`, "r");
  const buffer = Buffer.alloc(WINDOW + OVERLAP);
  try {
    for (const [from, to] of ranges)
      for (let at = from; at < to;) {
        const length = to - at < BigInt(buffer.length) ? Number(to - at) : buffer.length;
        const count = readSome(fd, buffer, length, at);
        look(buffer.subarray(0, count));
        at += BigInt(count === 0 || count === length ? WINDOW : count);
      }
  } finally {
    closeSync(fd);
  }
}

/** 0 for what nobody can read: the kernel's own pages, device memory, address space that was only reserved. */
function readSome(fd: number, buffer: Buffer, length: number, at: bigint): number {
  try {
    return readSync(fd, buffer, 0, length, at);
  } catch {
    return 0;
  }
}
