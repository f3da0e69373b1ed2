import { createTestHome, serveCasemate, type ServedConsole, type TestHome } from "@casemate/testkit";
import type { ConsoleClient } from "@casemate/supervisor";
import { existsSync, readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { WebSocket } from "ws";
import { attach, create, unlock, until } from "./client.ts";
import { mirror, type Mirror } from "./kill-table/mirror.ts";
import { endProcess, family, serviceOf } from "./kill-table/processes.ts";
import { openVault } from "./kill-table/vault-reader.ts";
import { hasBus, startLoginBus, type LoginBus } from "./login-manager.ts";
import { canReadMemory, scan, type Secrets } from "./memory-scan.ts";
import { starterFile } from "./starter-file.ts";

// Unlikely to stand anywhere else in memory, unlike an English sentence.
const PASSPHRASE = "zvq-8841-Kupferdraht-Oboe-5577";
/** The idle time is a whole minute, grace and notice come on top. */
const IDLE_LIMIT_MS = 120_000;

/** One console with a model in its vault. */
interface Running {
  readonly home: TestHome;
  served: ServedConsole;
  client: ConsoleClient;
  seen: Mirror;
}

async function begin(home: TestHome, env: Readonly<Record<string, string>> = {}): Promise<Running> {
  const served = await serveCasemate(home, env);
  const client = await attach(home);
  return { home, served, client, seen: await mirror(client) };
}

async function end({ home, served, client }: Running): Promise<void> {
  client.close();
  await served.stop();
  home.remove();
}

function secretsOf({ home }: Running): Secrets {
  const { masterKey, keys } = openVault(home.root, home.passphrase);
  return {
    passphrase: [Buffer.from(home.passphrase), Buffer.from(home.passphrase, "utf16le")],
    "master key": [masterKey],
    "file keys": keys,
  };
}

const KEEPER_HOLDS = ["keeper: master key", "keeper: file keys"];

describe.skipIf(!canReadMemory)("the memory of every process of ours (needs root to read memory)", () => {
  let bus: LoginBus | null = null;
  let one: Running;
  /** Left alone from the start, so that its minute is over when it is looked at. */
  let idle: Running;
  beforeAll(async () => {
    idle = await begin(createTestHome(PASSPHRASE));
    await create(idle.client, idle.home);
    await idle.client.call("settings.set", { autoLockMinutes: 1 });
    if (hasBus) bus = await startLoginBus();
    await bus?.appear();
    one = await begin(createTestHome(PASSPHRASE), bus?.env);
    await create(one.client, one.home);
    const { modelId, jobId } = await one.client.call("model.import", { paths: [starterFile()] });
    await until(one.client, ({ jobs }) => jobs.some((job) => job.id === jobId && job.state === "done"));
    const { id: chatId } = await one.client.call("chat.create", { modelId });
    const done = new Promise<void>((resolve) => {
      one.client.on("chat.done", () => {
        resolve();
      });
    });
    await one.client.call("chat.send", {
      chatId,
      text: "Hello",
      options: { maxTokens: 8, temperature: 0 },
    });
    await done;
  }, 60_000);
  afterAll(async () => {
    await end(idle);
    await end(one);
    bus?.stop();
  });

  it("holds keys in the keeper alone while unlocked, without the passphrase, never in a core dump", () => {
    const keeper = String(serviceOf(one.served.pid, "keeper"));
    const core = /Max core file size\s+(\S+)\s+(\S+)/.exec(readFileSync(`/proc/${keeper}/limits`, "utf8"));
    const locked = /VmLck:\s+(\d+) kB/.exec(readFileSync(`/proc/${keeper}/status`, "utf8"));
    expect([scan(one.served.pid, secretsOf(one)), core?.slice(1), Number(locked?.[1]) > 0]).toEqual([
      KEEPER_HOLDS,
      ["0", "0"],
      true,
    ]);
  });

  const WAYS: readonly [string, boolean, () => unknown][] = [
    ["the command", true, () => one.client.call("vault.lock", {})],
    ["the machine's sleep", hasBus, () => bus?.sleep(true)],
    ["the screen's lock", hasBus, () => bus?.lockScreen()],
    ["another session", hasBus, () => bus?.changed("Active", false)],
    ["the last window, closed for ten seconds", true, () => windowThatCloses(one)],
    [
      "the keeper's death",
      true,
      () => {
        endProcess(serviceOf(one.served.pid, "keeper"));
      },
    ],
  ];
  it.each(WAYS.filter(([, can]) => can))(
    "holds neither passphrase nor key after a lock by %s",
    async (_way, _can, lock) => {
      await unlock(one.client, one.home);
      const secrets = secretsOf(one);
      const keeper = serviceOf(one.served.pid, "keeper") ?? 0;
      await lock();
      const { vault } = await one.seen.when((state) => state.vault.state === "locked");
      expect([
        vault.lockVerified,
        existsSync(`/proc/${String(keeper)}`),
        scan(one.served.pid, secrets),
      ]).toEqual([true, false, []]);
    },
  );

  it(
    "holds neither passphrase nor key after nobody was there",
    async () => {
      const { vault } = await idle.seen.when((state) => state.vault.state === "locked");
      expect([vault.lockVerified, scan(idle.served.pid, secretsOf(idle))]).toEqual([true, []]);
    },
    IDLE_LIMIT_MS,
  );

  it.each(["stop", "kill"] as const)("is gone with every process after the console's %s", async (how) => {
    await unlock(one.client, one.home);
    const secrets = secretsOf(one);
    // It goes after its one answer, and the vault may be open a moment before.
    while (serviceOf(one.served.pid, "kdf") !== null) await new Promise((resolve) => setImmediate(resolve));
    const members = family(one.served.pid).map(({ pid }) => pid);
    const before = scan(one.served.pid, secrets);
    one.client.close();
    await one.served[how]();
    while (members.some(lives)) await new Promise((resolve) => setImmediate(resolve));
    one = await begin(one.home, bus?.env);
    expect([before, scan(one.served.pid, secrets)]).toEqual([KEEPER_HOLDS, []]);
  });
});

/** A process that ended and was not taken note of yet holds no memory. */
function lives(pid: number): boolean {
  return family(pid).length > 0;
}

/** A page that opens and goes. */
async function windowThatCloses({ served }: Running): Promise<void> {
  const { host, hash } = new URL(served.address);
  const origin = `http://${host}`;
  const answer = await fetch(`${origin}/session`, {
    method: "POST",
    headers: { Origin: origin, "Content-Type": "application/json" },
    body: JSON.stringify({ code: new URLSearchParams(hash.slice(1)).get("code") }),
  });
  const { token } = (await answer.json()) as { token: string };
  const socket = new WebSocket(`ws://${host}/ws`, ["casemate.v1", `token.${token}`], {
    headers: { Origin: origin },
  });
  await new Promise<void>((resolve, reject) => {
    socket.once("open", resolve);
    socket.once("error", reject);
  });
  socket.close();
}
