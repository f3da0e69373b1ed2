import { sealEnvelope, type PanicOutcome, type State } from "@casemate/contract";
import { nodeCrypto, verifyErasure } from "@casemate/audit";
import type { ConsoleClient } from "@casemate/supervisor";
import { createTestHome, serveCasemate, type ServedConsole, type TestHome } from "@casemate/testkit";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { attach, create, secret, stateOf, unlock, until } from "./client.ts";
import { family, serviceOf } from "./kill-table/processes.ts";

const WORDS = "these words open what the passphrase does not open any more";

let home: TestHome;
let served: ServedConsole;
let client: ConsoleClient;
beforeEach(async () => {
  home = createTestHome();
  served = await serveCasemate(home);
  client = await attach(home);
  await create(client, home);
});
afterEach(async () => {
  client.close();
  await served.stop();
  home.remove();
});

async function send(purpose: "new" | "approve" | "unlock", text: string): Promise<string> {
  const { secretId, publicKey } = await client.call("secret.begin", { purpose });
  client.sendSecret(
    secretId,
    await sealEnvelope(Buffer.from(publicKey, "base64"), Buffer.from(text), "passphrase"),
  );
  return secretId;
}

async function addWords(): Promise<void> {
  const newSecretId = await send("new", WORDS);
  const secretId = await secret(client, home, "approve");
  await client.call("vault.addSlot", { secretId, newSecretId, kind: "recovery", level: null, label: "" });
}

/** Through the countdown to the end. */
async function panic(level: 2 | 3): Promise<PanicOutcome> {
  const { phrase } = await client.call("panic.prepare", { level });
  const secretId = await secret(client, home, "approve");
  await client.call("panic.trigger", { level, phrase, secretId });
  return ended(level);
}

async function ended(level: number): Promise<PanicOutcome> {
  const done = ({ panic: { state, last } }: State): boolean => state === "idle" && last?.level === level;
  const { last } = (await until(client, done)).panic;
  return last!;
}

function codeOf(call: Promise<unknown>): Promise<string> {
  return call.then(
    () => "done",
    (error: unknown) => (error as { code: string }).code,
  );
}

function stepsOf({ steps }: PanicOutcome): string[] {
  return steps.map(({ id, state }) => `${id} ${state}`);
}

describe("panic in a running console", () => {
  it("level 1 ends the keeper, locks, and is undone by the passphrase", async () => {
    const keeper = serviceOf(served.pid, "keeper") ?? 0;
    const outcome = await client.call("panic.lock", {});
    const { vault, panic: shown } = await stateOf(client);
    expect([
      stepsOf(outcome),
      family(served.pid).some(({ pid }) => pid === keeper),
      vault.state,
      shown.state,
      outcome.complete,
      outcome.logged,
      await unlock(client, home),
    ]).toEqual([
      ["keeper done", "page done", "sessions done", "work absent"],
      false,
      "locked",
      "idle",
      true,
      true,
      "unlocked",
    ]);
  });

  it("level 2 leaves the recovery words as the only way in", async () => {
    await addWords();
    const outcome = await panic(2);
    expect([stepsOf(outcome), outcome.complete, outcome.logged, await unlock(client, home)]).toEqual([
      ["keeper done", "page done", "sessions done", "work absent", "slots done", "device_key absent"],
      true,
      true,
      "wrong",
    ]);
    const answer = await client.call("vault.unlock", { secretId: await send("unlock", WORDS) });
    expect(answer.result).toBe("unlocked");
  });

  it("level 2 is refused without recovery words, open and locked, and says that it would be level 3", async () => {
    const open = await client.call("panic.prepare", { level: 2 });
    await client.call("vault.lock", {});
    const locked = await client.call("panic.prepare", { level: 2 });
    const trying = client.call("panic.trigger", {
      level: 2,
      phrase: locked.phrase,
      secretId: await secret(client, home, "approve"),
    });
    await expect(trying).rejects.toMatchObject({ code: "would_be_level_3" });
    expect([
      open.recovery,
      open.refused?.code,
      locked.recovery,
      locked.refused,
      await unlock(client, home),
    ]).toEqual(["absent", "would_be_level_3", "unknown", null, "unlocked"]);
  });

  it("level 3 leaves one file, which a stranger can verify, and a console as at the first start", async () => {
    const outcome = await panic(3);
    const { vault, ledger } = await stateOf(client);
    const left = readdirSync(home.root, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && !entry.parentPath.endsWith("/run"))
      .map(({ name }) => name)
      .sort();
    const verdict = verifyErasure(nodeCrypto, readFileSync(join(home.root, outcome.certificate ?? "")));
    expect([
      outcome.steps.filter(({ state }) => state === "failed"),
      vault.state,
      ledger.state,
      verdict.ok,
    ]).toEqual([[], "absent", "ok", true]);
    // The console goes on: it begins a log, and after its first look at the machine a history of that.
    const begun = (name: string): boolean => name.startsWith("ledger.") || name === "gpu-history.json";
    expect(left.filter((name) => !begun(name))).toEqual([outcome.certificate, "journal"]);
    await create(client, home);
    expect((await stateOf(client)).vault.state).toBe("unlocked");
  });

  it("nothing changes who opens the vault during a countdown", async () => {
    await addWords();
    const secretId = "0".repeat(32); // refused before anybody looks for it
    const { phrase } = await client.call("panic.prepare", { level: 2 });
    await client.call("panic.trigger", {
      level: 2,
      phrase,
      secretId: await secret(client, home, "approve"),
    });
    const refused = await Promise.all([
      codeOf(client.call("vault.removeSlot", { secretId, index: 7 })),
      codeOf(client.call("vault.rekey", { secretId })),
      codeOf(client.call("vault.disableDeviceKey", { secretId })),
    ]);
    await client.call("panic.cancel", {});
    const { slots } = await client.call("vault.slots", {});
    expect([refused, slots.map(({ kind }) => kind)]).toEqual([
      ["panic", "panic", "panic"],
      ["passphrase", "recovery"],
    ]);
  });

  it("level 2 does nothing when the recovery words are not those any more when it acts", async () => {
    const header = join(home.root, "vault", "header");
    const without = readFileSync(header);
    await addWords();
    await client.call("vault.lock", {});
    const { phrase } = await client.call("panic.prepare", { level: 2 });
    await client.call("panic.trigger", {
      level: 2,
      phrase,
      secretId: await secret(client, home, "approve"),
    });
    writeFileSync(header, without);
    const { panic: shown } = await until(client, ({ panic: { state } }) => state === "idle");
    expect([shown.refused?.code, shown.last, readFileSync(header).equals(without)]).toEqual([
      "needs_recovery",
      null,
      true,
    ]);
  });

  it("who asks again during a countdown is told which one runs", async () => {
    await client.call("vault.lock", {});
    writeFileSync(join(home.root, "vault", "header"), Buffer.alloc(8192, 1)); // the phrase alone suffices then
    const { phrase } = await client.call("panic.prepare", { level: 3 });
    const trigger = () => client.call("panic.trigger", { level: 3, phrase, secretId: null });
    const first = await trigger();
    expect([await trigger(), first.level, await client.call("panic.cancel", {})]).toEqual([
      first,
      3,
      { cancelled: true },
    ]);
  });

  it("can be cancelled during the countdown, and nothing is lost", async () => {
    const { phrase } = await client.call("panic.prepare", { level: 3 });
    await client.call("panic.trigger", { level: 3, phrase, secretId: await secret(client, home, "approve") });
    const during = (await stateOf(client)).panic;
    const first = await client.call("panic.cancel", {});
    const second = await client.call("panic.cancel", {});
    const after = (await stateOf(client)).panic;
    expect([
      during.state,
      during.level,
      first,
      second,
      after.state,
      existsSync(join(home.root, "vault/header")),
    ]).toEqual(["countdown", 3, { cancelled: true }, { cancelled: false }, "idle", true]);
  });

  it.each([
    ["another phrase", "erase something else", true, "wrong_phrase"],
    ["no passphrase", null, false, "passphrase_needed"],
  ])("does nothing with %s", async (_name, typed, withPassphrase, code) => {
    const { phrase } = await client.call("panic.prepare", { level: 3 });
    const secretId = withPassphrase ? await secret(client, home, "approve") : null;
    const trying = client.call("panic.trigger", { level: 3, phrase: typed ?? phrase, secretId });
    await expect(trying).rejects.toMatchObject({ code });
    expect((await stateOf(client)).panic.state).toBe("idle");
  });

  it("a wrong passphrase counts as a failed attempt and begins nothing", async () => {
    await client.call("vault.lock", {});
    const { phrase } = await client.call("panic.prepare", { level: 3 });
    const secretId = await send("approve", "not the passphrase at all");
    await expect(client.call("panic.trigger", { level: 3, phrase, secretId })).rejects.toMatchObject({
      code: "wrong_passphrase",
    });
    const { vault, panic: shown } = await stateOf(client);
    expect([vault.failures, vault.state, shown.state]).toEqual([1, "locked", "idle"]);
  });
});
