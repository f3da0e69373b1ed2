import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { eachConsole } from "./each-console.ts";
import {
  admitStarter,
  ceremony,
  code,
  contained,
  createVault,
  inspectAgain,
  largest,
  type Started,
} from "./incident-console.ts";

/** Every test starts a console with all its children, some twice. */
const LONG_MS = 60_000;
const TRAP = "quarantine/recovery-key.txt";

const own = eachConsole();
const { start } = own;

describe("what is watched and was changed", { timeout: LONG_MS }, () => {
  it("a trap that is gone: not well until fresh ones are planted, which works while calls are frozen", async () => {
    const console = await start();
    await console.until(({ integrity }) => integrity.state === "intact");
    rmSync(join(own.installation.home, TRAP));
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
      there: existsSync(join(own.installation.home, TRAP)),
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
    await own.stop();
    rmSync(join(own.installation.home, "integrity.baseline"));
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

  it("a stored model with another byte: not well by being held, only once its bytes are back and were read", async () => {
    const console = await start();
    await createVault(console);
    const modelId = await admitStarter(console);
    const path = largest(join(own.installation.home, "vault"));
    // Read once, so that the watch knows its digest; a change is told at the second look.
    await console.client.call("integrity.look", {});
    flip(path);
    for (let i = 0; i < 2; i++) await console.client.call("integrity.look", {});
    const { id } = await contained(console);
    await inspectAgain(console, modelId);
    const report = await console.client.call("model.show", { modelId });
    const early = await ceremony(console, id);
    flip(path);
    const unread = await console.client.call("incident.reattest", { id });
    await inspectAgain(console, modelId);
    const { state } = await console.client.call("incident.reattest", { id });
    expect({
      rules: report.findings.map(({ rule, message, remedy }) => [
        rule,
        message.includes("changed or damaged on the disk"),
        remedy.includes("import it again"),
      ]),
      early,
      unread: unread.state,
      state,
    }).toEqual({
      rules: [["store.changed", true, true]],
      early: ["acknowledged", "acknowledged", "subject"],
      unread: "acknowledged",
      state: "reattested",
    });
  });
});

/** One byte in the middle is another one; twice is as before. */
function flip(path: string): void {
  const bytes = readFileSync(path);
  const at = Math.floor(bytes.length / 2);
  bytes[at] = (bytes[at] ?? 0) ^ 1;
  writeFileSync(path, bytes);
}

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
