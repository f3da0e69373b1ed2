import { existsSync, rmSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import {
  boot,
  ceremony,
  code,
  contained,
  install,
  type Installation,
  type Started,
} from "./incident-console.ts";

/** Every test starts a console with all its children, some twice. */
const LONG_MS = 60_000;
const TRAP = "quarantine/recovery-key.txt";

let installation: Installation;
let running: Started | null = null;
beforeEach(() => {
  installation = install();
});
afterEach(async () => {
  await running?.stop();
  running = null;
  installation.remove();
});
async function start(): Promise<Started> {
  await running?.stop();
  running = await boot(installation);
  return running;
}

describe("what is watched and was changed", { timeout: LONG_MS }, () => {
  it("a trap that is gone: not well until fresh ones are planted, which works while calls are frozen", async () => {
    const console = await start();
    await console.until(({ integrity }) => integrity.state === "intact");
    rmSync(join(installation.home, TRAP));
    await console.client.call("integrity.look", {});
    const { id } = await contained(console);
    const early = await ceremony(console, id);
    const words = await subjectWords(console, id);
    const { frozen } = console.state().incidents;
    const accepted = await acceptFiles(console);
    await console.client.call("incident.reattest", { id });
    const { state, attested } = await console.client.call("incident.show", { id });
    expect({
      early,
      named: words.includes(TRAP),
      frozen,
      accepted,
      there: existsSync(join(installation.home, TRAP)),
      state,
      bad: (attested?.parts ?? []).filter(({ ok }) => ok !== true).map((part) => part.id),
    }).toEqual({
      early: ["acknowledged", "acknowledged", "subject"],
      named: true,
      frozen: true,
      accepted: "intact",
      there: true,
      state: "reattested",
      bad: [],
    });
  });

  it("a list that is gone: not well until a new one is signed", async () => {
    const first = await start();
    await first.until(({ integrity }) => integrity.state === "intact");
    await first.stop();
    running = null;
    rmSync(join(installation.home, "integrity.baseline"));
    const console = await start();
    const { id } = await contained(console);
    const early = await ceremony(console, id);
    const accepted = await acceptFiles(console);
    const { state } = await console.client.call("incident.reattest", { id });
    expect([early, accepted, state]).toEqual([
      ["acknowledged", "acknowledged", "subject"],
      "intact",
      "reattested",
    ]);
  });
});

async function subjectWords({ client }: Started, id: string): Promise<string> {
  const { attested } = await client.call("incident.show", { id });
  return attested?.parts.find((part) => part.id === "subject")?.words ?? "";
}

/** Says that the watched files are meant as they are, and allows it; answers how they stand then. */
async function acceptFiles(console: Started): Promise<string> {
  const { digest } = await console.client.call("integrity.offer", {});
  await code(console.client.call("integrity.accept", { digest }));
  const request = console.state().approvals.find(({ state }) => state === "pending");
  await console.client.call("approvals.grant", { id: request?.id ?? "", secretId: null });
  const { integrity } = await console.until(
    ({ integrity: { state } }) => state === "intact" || state === "changed",
  );
  return integrity.state;
}
