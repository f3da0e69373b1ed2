import type { ConsoleClient } from "@casemate/supervisor";
import {
  createTestHome,
  repositoryRoot,
  runCasemate,
  serveCasemate,
  type ServedConsole,
  type TestHome,
} from "@casemate/testkit";
import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { attach, create, secret, stateOf, unlock, until } from "./client.ts";
import { openVault } from "./kill-table/vault-reader.ts";
import { starterFile } from "./starter-file.ts";

const FOLDER = join(repositoryRoot, "docs", "runbooks");
const NEXT = "the next rather long passphrase";
const isLinux = process.platform === "linux";

// Each follows up to ten commands, each a process with children of its own.
vi.setConfig({ testTimeout: 180_000 });

let home: TestHome;
let served: ServedConsole | null = null;
let client: ConsoleClient | null = null;
/** What a person types where a runbook has a word in capitals. */
let words: Record<string, string>;

beforeEach(() => {
  home = createTestHome();
  words = {};
});
afterEach(async () => {
  client?.close();
  await served?.kill();
  home.remove();
});

const beside = (name: string): string => join(dirname(home.root), name);

/** A console with an open vault. */
async function openConsole(make = true): Promise<ConsoleClient> {
  served = await serveCasemate(home);
  client = await attach(home);
  if (make) await create(client, home);
  else await unlock(client, home);
  return client;
}

async function closeConsole(): Promise<void> {
  client?.close();
  client = null;
  await served?.stop();
}

async function casemate(...args: string[]): Promise<{ code: number | null; stdout: string; stderr: string }> {
  return runCasemate(home, args, { env: { CASEMATE_NEW_PASSPHRASE_FILE: beside("next") } });
}

/** The commands of a runbook, in its order. */
function commandsOf(name: string): string[] {
  const text = readFileSync(join(FOLDER, `${name}.md`), "utf8");
  return [...text.matchAll(/```sh\n([^`]*)```/g)].flatMap(([, block]) =>
    (block ?? "")
      .split("\n")
      .map((line) => line.trim())
      .filter((line) => line !== ""),
  );
}

function argsOf(line: string): string[] {
  return [...line.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, plain]) => {
    const word = quoted ?? plain ?? "";
    return /^[A-Z]+$/.test(word) ? (words[word] ?? `nothing stands for ${word}`) : word;
  });
}

/** Runs one line as it stands. "allowed": it asked for approval and was allowed, as in another terminal. */
async function follow(line: string): Promise<number | null | "allowed"> {
  const [program = "", ...args] = argsOf(line);
  if (program !== "casemate") return spawnSync(program, args, { cwd: repositoryRoot }).status;
  const allowing = allow();
  const { code } = await casemate(...args);
  const allowed = await allowing.end();
  return code === 1 && allowed ? "allowed" : code;
}

/** Allows what waits for approval until `end`, which answers whether there was anything. */
function allow(): { end: () => Promise<boolean> } {
  const console = client;
  if (console === null) return { end: () => Promise.resolve(false) };
  const asked = new Set<string>();
  const look = async (): Promise<void> => {
    for (const { id, state } of (await stateOf(console)).approvals) {
      if (state !== "pending" || asked.has(id)) continue;
      asked.add(id);
      const secretId = await secret(console, home, "approve");
      await console.call("approvals.grant", { id, secretId });
    }
  };
  let looking = Promise.resolve();
  const lookAgain = (): void => {
    // A command may have ended the console; what was not allowed shows in what the command answers.
    looking = looking.then(look).catch(() => undefined);
  };
  const stop = console.on("state.changed", ({ slice }) => {
    if (slice === "approvals") lookAgain();
  });
  return {
    end: async () => {
      lookAgain();
      await looking;
      stop();
      return asked.size > 0;
    },
  };
}

/** Follows a runbook from its first command to its last; `before` changes what the person types from a line on. */
async function followAll(
  name: string,
  before: Record<string, () => void | Promise<void>> = {},
): Promise<unknown[]> {
  const results: unknown[] = [];
  for (const line of commandsOf(name)) {
    await before[line]?.();
    results.push([line, await follow(line)]);
  }
  return results;
}

/** As `followAll` answers when every command ends with 0, but those named. */
function expected(name: string, others: Record<string, unknown> = {}): unknown[] {
  return commandsOf(name).map((line) => [line, others[line] ?? 0]);
}

function opens(passphrase: string): boolean {
  try {
    openVault(home.root, passphrase);
    return true;
  } catch {
    return false;
  }
}

async function addWords(name = "words"): Promise<string> {
  const { code, stderr } = await casemate("vault", "add-slot", "--recovery", "--words-file", beside(name));
  if (code !== 0) throw new Error(stderr);
  return readFileSync(beside(name), "utf8").trim();
}

async function panic(level: 2 | 3): Promise<void> {
  const asked = await casemate("panic", String(level));
  const phrase = /--phrase "([^"]+)"/.exec(asked.stderr)?.[1] ?? "";
  const { code, stderr } = await casemate("panic", String(level), "--phrase", phrase);
  if (code !== 0) throw new Error(stderr);
}

it("names every runbook that there is, and nothing else", () => {
  const named = [...readFileSync(join(FOLDER, "README.md"), "utf8").matchAll(/\]\(([a-z0-9-]+\.md)\)/g)];
  const there = readdirSync(FOLDER).filter((name) => name !== "README.md");
  expect(named.map(([, name]) => name).sort()).toEqual(there.sort());
});

it("stolen-while-on: locked by one command; the copy gets another passphrase and master key", async () => {
  const console = await openConsole();
  writeFileSync(beside("next"), NEXT, { mode: 0o600 });
  const states: string[] = [];
  const results = await followAll("stolen-while-on", {
    "casemate vault unlock": async () => {
      states.push((await stateOf(console)).vault.state);
    },
    // The one that was just set.
    "casemate vault rekey": () => {
      writeFileSync(home.passphraseFile, NEXT);
    },
  });
  expect([results, states, opens(home.passphrase), opens(NEXT)]).toEqual([
    expected("stolen-while-on"),
    ["locked"],
    false,
    true,
  ]);
});

it("forced-to-unlock: words and a duress passphrase are there, wrong ones lock, and the log has it", async () => {
  const console = await openConsole();
  writeFileSync(beside("next"), NEXT, { mode: 0o600 });
  words = { WORDS: beside("words") };
  const results = await followAll("forced-to-unlock");
  const { panic: slice } = await stateOf(console);
  expect([results, slice.armed.failedUnlocks, slice.last?.level, existsSync(beside("words"))]).toEqual([
    expected("forced-to-unlock"),
    { count: 10, level: 1 },
    1,
    true,
  ]);
});

it("suspicious-model: looked at, evidence kept, removed", async () => {
  const console = await openConsole();
  await casemate("model", "import", starterFile());
  const { models } = await until(console, ({ models: { items } }) => items[0]?.state === "admitted");
  words = { MODEL: models.items[0]?.name ?? "", EVIDENCE: beside("evidence.tar") };
  const results = await followAll("suspicious-model");
  const left = (await until(console, ({ models: { items } }) => items.length === 0)).models.items;
  expect([results, left, existsSync(beside("evidence.tar"))]).toEqual([
    expected("suspicious-model", { "casemate model remove MODEL": "allowed", "casemate doctor": doctor }),
    [],
    true,
  ]);
});

it("log-damaged: copied, named, set aside, begun anew", async () => {
  await openConsole();
  const { stdout } = await casemate("audit", "checkpoint", "--json");
  await closeConsole();
  const database = new DatabaseSync(join(home.root, "ledger.db"));
  database.exec("UPDATE record SET body = replace(body, 'vault.create', 'vault.creatf')");
  database.close();
  await openConsole(false);
  const twelve = (JSON.parse(stdout) as { words: string }).words;
  words = { DATA: home.root, COPY: beside("copy"), WORDS: twelve, REASON: "a test changed it" };
  const lines = commandsOf("log-damaged");
  const results = await followAll("log-damaged");
  expect(results).toEqual(
    lines.map((line, at) => [
      line,
      line.startsWith("casemate audit recover")
        ? "allowed"
        : line.startsWith("casemate audit verify") && at < lines.length - 2
          ? 1
          : 0,
    ]),
  );
});

it("after-level-2: the words open it, a new passphrase and new words are added", async () => {
  await openConsole();
  const recovery = await addWords("old-words");
  await panic(2);
  writeFileSync(home.passphraseFile, recovery);
  writeFileSync(beside("next"), NEXT, { mode: 0o600 });
  words = { WORDS: beside("new-words") };
  const results = await followAll("after-level-2", {
    "casemate vault rekey": () => {
      writeFileSync(home.passphraseFile, NEXT);
    },
  });
  const fresh = readFileSync(beside("new-words"), "utf8").trim();
  expect([results, opens(home.passphrase), opens(recovery), opens(NEXT), opens(fresh)]).toEqual([
    expected("after-level-2"),
    false,
    false,
    true,
    true,
  ]);
});

it("after-level-3: the certificate verifies where it was kept, and a new vault is made", async () => {
  await openConsole();
  await panic(3);
  const [name = ""] = readdirSync(home.root).filter((one) => one.startsWith("erasure-"));
  words = { CERTIFICATE: join(home.root, name), KEPT: beside(name) };
  const results = await followAll("after-level-3");
  expect([results, opens(home.passphrase)]).toEqual([expected("after-level-3"), true]);
});

it.skipIf(!isLinux)("does-not-answer: a console that hangs is ended, and opens again", async () => {
  await openConsole();
  client?.close();
  client = null;
  process.kill(served?.pid ?? Number.NaN, "SIGSTOP");
  const results = await followAll("does-not-answer");
  expect([results, opens(home.passphrase)]).toEqual([
    expected("does-not-answer", { "casemate doctor": doctor }),
    true,
  ]);
});

/** It ends with 1 where this machine has something to say, for example swap that is not encrypted. */
const doctor = expect.toSatisfy((code: unknown) => code === 0 || code === 1) as unknown;
