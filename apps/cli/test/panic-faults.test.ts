import { nodeCrypto, verifyErasure } from "@casemate/audit";
import { sealEnvelope, type PanicOutcome, type State } from "@casemate/contract";
import type { ConsoleClient } from "@casemate/supervisor";
import {
  createTestHome,
  runCasemate,
  serveCasemate,
  type ServedConsole,
  type TestHome,
} from "@casemate/testkit";
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmdirSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { attach, create, secret, stateOf, unlock, until } from "./client.ts";
import { endProcess, family, serviceOf } from "./kill-table/processes.ts";
import { openVault } from "./kill-table/vault-reader.ts";
import { canReadMemory, scan, type Secrets } from "./memory-scan.ts";
import { starterFile } from "./starter-file.ts";

const WORDS = "these words open what the passphrase does not open any more";
/** Every mapping of every process is read, twice: half a minute on a busy machine, several on an overloaded one. */
const READING_MS = 240_000;
const isRoot = process.platform === "linux" && process.getuid?.() === 0;

let home: TestHome;
let served: ServedConsole;
let client: ConsoleClient;
const stopped: number[] = [];
beforeEach(() => {
  home = createTestHome("zvq-8841-Kupferdraht-Oboe-5577");
});
afterEach(async () => {
  client.close();
  await served.kill();
  for (const pid of stopped.splice(0)) signal(pid, "SIGKILL");
  home.remove();
});

async function begin(): Promise<void> {
  served = await serveCasemate(home);
  client = await attach(home);
  await create(client, home);
  const { secretId: newSecretId, publicKey } = await client.call("secret.begin", { purpose: "new" });
  const words = await sealEnvelope(Buffer.from(publicKey, "base64"), Buffer.from(WORDS), "passphrase");
  client.sendSecret(newSecretId, words);
  const secretId = await secret(client, home, "approve");
  await client.call("vault.addSlot", { secretId, newSecretId, kind: "recovery", level: null, label: "" });
}

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch {
    // gone
  }
}

function hang(service: string): void {
  const pid = serviceOf(served.pid, service);
  if (pid === null) throw new Error(`there is no ${service}`);
  stopped.push(pid);
  process.kill(pid, "SIGSTOP");
}

function opens(passphrase: string): boolean {
  try {
    openVault(home.root, passphrase);
    return true;
  } catch {
    return false;
  }
}

async function trigger(level: 2 | 3): Promise<void> {
  const { phrase } = await client.call("panic.prepare", { level });
  await client.call("panic.trigger", { level, phrase, secretId: await secret(client, home, "approve") });
}

async function ended(level: number): Promise<PanicOutcome> {
  const done = ({ panic: { state, last } }: State): boolean => state === "idle" && last?.level === level;
  return (await until(client, done)).panic.last!;
}

function failures({ steps }: PanicOutcome): string[] {
  return steps.filter(({ state }) => state === "failed").map(({ id, detail }) => `${id}: ${detail}`);
}

function certificates(): boolean[] {
  return readdirSync(home.root)
    .filter((name) => name.startsWith("erasure-"))
    .map((name) => verifyErasure(nodeCrypto, readFileSync(join(home.root, name))).ok);
}

/** What happens to each child before the panic, and what is different then. */
const CHILDREN: readonly [string, () => void, { logged: boolean }][] = [
  [
    "the keeper hung",
    () => {
      hang("keeper");
    },
    { logged: true },
  ],
  [
    "the keeper dead",
    () => {
      endProcess(serviceOf(served.pid, "keeper"));
    },
    { logged: true },
  ],
  [
    "the log's process hung",
    () => {
      hang("ledger");
    },
    { logged: false },
  ],
  [
    "keeper and log hung",
    () => {
      hang("keeper");
      hang("ledger");
    },
    { logged: false },
  ],
];

describe("level 1 with a part that does not work", () => {
  it.each(CHILDREN)("%s", async (_name, harm, { logged }) => {
    await begin();
    const keeper = serviceOf(served.pid, "keeper") ?? 0;
    harm();
    const outcome = await client.call("panic.lock", {});
    expect([
      failures(outcome),
      outcome.complete,
      outcome.logged,
      family(keeper).length,
      (await stateOf(client)).vault.state,
    ]).toEqual([[], true, logged, 0, "locked"]);
  });

  it("during an import, which then waits for the next unlock", async () => {
    await begin();
    await client.call("model.import", { paths: [starterFile()] });
    const outcome = await client.call("panic.lock", {});
    const { vault, jobs } = await stateOf(client);
    expect([failures(outcome), vault.state, jobs.every(({ state }) => state !== "running")]).toEqual([
      [],
      "locked",
      true,
    ]);
  });

  it("during another one: both hear of the same end; and during a countdown, which goes on", async () => {
    await begin();
    const [one, two] = await Promise.all([client.call("panic.lock", {}), client.call("panic.lock", {})]);
    expect(one.id).toBe(two.id);
    await unlock(client, home);
    await trigger(2);
    await client.call("panic.lock", {});
    expect((await stateOf(client)).panic.state).toBe("countdown");
    expect([failures(await ended(2)), opens(home.passphrase)]).toEqual([[], false]);
  });
});

describe("a console that hangs", () => {
  it.each(["1", "3"])("is ended by level %s of the command, with its children", async (level) => {
    await begin();
    const { phrase } = await client.call("panic.prepare", { level: 3 });
    const members = family(served.pid).map(({ pid }) => pid);
    stopped.push(served.pid);
    process.kill(served.pid, "SIGSTOP");
    const { code, stdout, stderr } = await runCasemate(home, [
      ...["panic", level, "--json"],
      ...(level === "3" ? ["--phrase", phrase] : []),
    ]);
    const outcome = JSON.parse(
      stdout === "" ? `{"steps":[],"stderr":${JSON.stringify(stderr)}}` : stdout,
    ) as PanicOutcome;
    expect([
      code,
      failures(outcome),
      outcome.complete,
      members.filter((pid) => family(pid).length > 0),
      opens(home.passphrase),
      certificates(),
    ]).toEqual([0, [], true, [], level === "1", level === "1" ? [] : [true]]);
  });
});

describe("level 3 with a part that does not work", () => {
  it.each([
    [
      "the log's process hung",
      () => {
        hang("ledger");
      },
    ],
    [
      "the log's process dead",
      () => {
        endProcess(serviceOf(served.pid, "ledger"));
      },
    ],
    [
      "the log damaged",
      () => {
        writeFileSync(join(home.root, "ledger.db"), "this is no database");
      },
    ],
  ])("%s: erased, and the certificate is signed all the same", async (_name, harm) => {
    await begin();
    harm();
    await trigger(3);
    const outcome = await ended(3);
    expect([
      failures(outcome),
      opens(home.passphrase),
      certificates(),
      (await stateOf(client)).vault.state,
    ]).toEqual([[], false, [true], "absent"]);
  });

  it("the header damaged: the phrase alone suffices, and the certificate says so", async () => {
    await begin();
    await client.call("vault.lock", {});
    writeFileSync(join(home.root, "vault", "header"), Buffer.alloc(8192, 1));
    const plan = await client.call("panic.prepare", { level: 3 });
    const second = await client.call("panic.prepare", { level: 2 });
    await client.call("panic.trigger", { level: 3, phrase: plan.phrase, secretId: null });
    const outcome = await ended(3);
    expect([
      plan.needsPassphrase,
      second.refused?.code,
      failures(outcome),
      outcome.cause,
      existsSync(join(home.root, "vault", "header")),
    ]).toEqual([false, "header_unreadable", [], "phrase", false]);
  });

  it("a header that cannot be overwritten: nothing is unlocked until the next start has ended it", async () => {
    await begin();
    await client.call("vault.lock", {});
    const header = join(home.root, "vault", "header");
    rmSync(header);
    mkdirSync(header);
    const { phrase } = await client.call("panic.prepare", { level: 3 });
    await client.call("panic.trigger", { level: 3, phrase, secretId: null });
    const { panic } = await until(client, ({ panic: { state } }) => state === "half_done");
    const failed = panic.last?.steps.filter(({ state }) => state === "failed").map(({ id }) => id);
    await client.call("panic.lock", {}); // a lower level does not end it
    await expect(unlock(client, home)).rejects.toMatchObject({ code: "panic" });
    client.close();
    await served.stop();
    rmdirSync(header);
    served = await serveCasemate(home);
    client = await attach(home);
    const now = await stateOf(client);
    expect([
      failed,
      now.panic.state,
      now.panic.last?.resumed,
      now.vault.state,
      now.ledger.state,
      certificates(),
    ]).toEqual([["header", "contents"], "idle", true, "absent", "ok", [true]]);
  });

  it.skipIf(!isRoot)("the disk full (needs root to mount a small disk)", async () => {
    mkdirSync(home.root, { mode: 0o700 });
    execFileSync("mount", ["-t", "tmpfs", "-o", "size=24m,mode=700", "tmpfs", home.root], {
      stdio: "ignore",
    });
    try {
      await begin();
      fill(join(home.root, "filler"));
      await trigger(3);
      const outcome = await ended(3);
      expect([failures(outcome), certificates(), opens(home.passphrase)]).toEqual([[], [true], false]);
    } finally {
      client.close();
      await served.kill();
      execFileSync("umount", ["-l", home.root]);
    }
  });
});

describe.skipIf(!canReadMemory)("after level 3 (needs root to read memory)", () => {
  it(
    "no key is in any process of ours or in any file of the data directory",
    async () => {
      await begin();
      const { jobId } = await client.call("model.import", { paths: [starterFile()] });
      await until(client, ({ jobs }) => jobs.some((job) => job.id === jobId && job.state === "done"));
      const { masterKey, keys } = openVault(home.root, home.passphrase);
      const logKeys = /\nkey (\S+)\n[^]*?\nepochkey (\S+)\n/.exec(
        readFileSync(join(home.root, "ledger.key"), "latin1"),
      )!;
      const seeds = logKeys.slice(1).map((text) => Buffer.from(text, "base64"));
      const secrets: Secrets = {
        passphrase: [Buffer.from(home.passphrase), Buffer.from(home.passphrase, "utf16le")],
        "master key": [masterKey],
        "file keys": keys,
        "log keys": [...seeds, ...logKeys.slice(1).map((text) => Buffer.from(text))],
      };
      const before = scan(served.pid, secrets);
      await trigger(3);
      const outcome = await ended(3);
      const needles = Object.values(secrets).flat();
      const files = readdirSync(home.root, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) => join(entry.parentPath, entry.name))
        .filter((path) => needles.some((needle) => readFileSync(path).includes(needle)));
      expect([
        before.includes("keeper: master key"),
        failures(outcome),
        scan(served.pid, secrets),
        files,
      ]).toEqual([true, [], [], []]);
    },
    READING_MS,
  );
});

/** Until nothing more fits, in ever smaller pieces. */
function fill(path: string): void {
  const parts: number[] = [1024 * 1024, 64 * 1024, 4096];
  let at = 0;
  for (const size of parts)
    for (;;) {
      try {
        writeFileSync(`${path}-${String(at++)}`, Buffer.alloc(size));
      } catch {
        break;
      }
    }
}

it("a listener that never answers in the console's place holds nothing up", async () => {
  await begin();
  const { phrase } = await client.call("panic.prepare", { level: 3 });
  await served.kill();
  const socket = join(home.root, "run", "casemate.sock");
  rmSync(socket, { force: true });
  const silent = createServer(() => undefined).listen(socket);
  try {
    const [lock, erase] = [
      await runCasemate(home, ["panic", "1"]),
      await runCasemate(home, ["panic", "3", "--phrase", phrase]),
    ];
    expect([lock.code, erase.code, opens(home.passphrase), certificates()]).toEqual([0, 0, false, [true]]);
  } finally {
    silent.close();
  }
});
