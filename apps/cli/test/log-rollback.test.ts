import { createTestHome, serveCasemate, type TestHome } from "@casemate/testkit";
import { cpSync, mkdirSync, readdirSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { attach, create, secret, stateOf, unlock, until } from "./client.ts";

let home: TestHome;
beforeAll(() => {
  home = createTestHome();
});
afterAll(() => {
  home.remove();
});

/** Copies every file of the log, keys and head included. */
function copyLog(from: string, to: string): void {
  mkdirSync(to, { recursive: true });
  for (const name of readdirSync(to).filter((one) => one.startsWith("ledger."))) rmSync(join(to, name));
  for (const name of readdirSync(from).filter((one) => one.startsWith("ledger.")))
    cpSync(join(from, name), join(to, name));
}

async function session(work: (client: Awaited<ReturnType<typeof attach>>) => Promise<void>): Promise<void> {
  const served = await serveCasemate(home);
  const client = await attach(home);
  await work(client);
  client.close();
  await served.stop();
}

it("an older copy of the whole log, put back with its keys, is noticed when the vault opens", async () => {
  const kept = join(dirname(home.root), "kept");
  await session((client) => create(client, home));
  copyLog(home.root, kept);
  await session(async (client) => {
    await unlock(client, home);
    await client.call("vault.lock", {});
  });
  let untouched: string | null = null;
  await session(async (client) => {
    await unlock(client, home);
    untouched = (await stateOf(client)).ledger.state;
  });
  copyLog(kept, home.root);
  await session(async (client) => {
    expect(await unlock(client, home)).toBe("unlocked");
    const { ledger, health } = await until(
      client,
      (state) => state.ledger.state === "damaged" && state.health.level === "recovery_required",
    );
    const verification = await client.call("audit.verify", {});
    expect([untouched, ledger.error?.code, health.level, verification.ok, verification.problem]).toEqual([
      "ok",
      "ledger_rolled_back",
      "recovery_required",
      false,
      "rolled_back",
    ]);
  });
});

it("such a log can be set aside by a person who has the vault open, and the next one is believed", async () => {
  const codeOf = (call: Promise<unknown>): Promise<string> =>
    call.then(
      () => "done",
      (error: unknown) => (error as { code: string }).code,
    );
  await session(async (client) => {
    await unlock(client, home);
    await until(client, ({ ledger }) => ledger.state === "damaged");
    const asked = await codeOf(client.call("audit.recover", { reason: "an older copy was put back" }));
    const waiting = (await stateOf(client)).approvals.find(({ state }) => state === "pending");
    const secretId = await secret(client, home, "approve");
    const { outcome } = await client.call("approvals.grant", { id: waiting?.id ?? "", secretId });
    const { ledger } = await stateOf(client);
    const { records } = await client.call("audit.tail", { text: "audit.recover" });
    const { ok } = await client.call("audit.verify", {});
    expect([asked, outcome, ledger.state, records.map(({ kind }) => kind), ok]).toEqual([
      "approval_required",
      "Done.",
      "ok",
      ["note"],
      true,
    ]);
  });
  await session(async (client) => {
    await unlock(client, home);
    expect((await stateOf(client)).ledger.state).toBe("ok");
  });
});
