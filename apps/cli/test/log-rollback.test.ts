import { createTestHome, serveCasemate, type TestHome } from "@casemate/testkit";
import { cpSync, mkdirSync, readdirSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { attach, create, stateOf, unlock, until } from "./client.ts";

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
