import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterEach, expect, it } from "vitest";
import { systemClock } from "../src/common/clock.ts";
import { readHealth } from "../src/common/health/checks.ts";
import { initialState } from "../src/common/initial-state.ts";
import { createStateStore, type StateStore } from "../src/common/state/store.ts";
import { createLedgerLink, type LedgerLink } from "../src/node/console/ledger-link.ts";
import { readMachine } from "../src/node/health/machine.ts";
import { prepareHome } from "../src/node/home.ts";
import { createSpawner, type Spawner } from "../src/node/hosts/spawn-service.ts";
import { DEFAULT_SETTINGS } from "../src/node/settings.ts";
import { root } from "./bundle-probes.ts";

const folder = mkdtempSync(join(tmpdir(), "casemate-ledger-start-"));
const running: { ledger: LedgerLink; spawner: Spawner }[] = [];
afterEach(async () => {
  for (const { ledger, spawner } of running.splice(0)) {
    await ledger.stop();
    await spawner.endAll(null);
  }
  rmSync(folder, { recursive: true, force: true });
});

function link(): { ledger: LedgerLink; state: StateStore } {
  const app = {
    version: "0",
    engine: "0",
    node: "0",
    platform: "test",
    startedAt: "2026-11-01T00:00:00.000Z",
  };
  const state = createStateStore(
    initialState({ ...app, shell: "serve", settings: DEFAULT_SETTINGS }, readMachine()),
  );
  const spawner = createSpawner({
    node: process.execPath,
    servicesDir: join(root, "dist/services"),
    manifest: null,
    nodeModules: join(root, "node_modules"),
  });
  const home = prepareHome(folder);
  const ledger = createLedgerLink({ state, clock: systemClock, spawner, home, report: () => undefined });
  running.push({ ledger, spawner });
  return { ledger, state };
}

/** How the log stands, as soon as it stands like that. */
function when(state: StateStore, wanted: "ok" | "unavailable"): Promise<void> {
  return new Promise((resolve) => {
    const stop = state.subscribe(() => {
      if (state.get("ledger").state !== wanted) return;
      stop();
      resolve();
    });
  });
}

it("a log whose process does not start says why, in health and doctor, and is there when the cause is gone (after npm run build)", async () => {
  const first = link();
  await first.ledger.start();
  await first.ledger.stop();
  const holder = new DatabaseSync(join(folder, "ledger.db"));
  holder.exec("PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE");
  const { ledger, state } = link();
  const lost = when(state, "unavailable");
  const started = ledger.start();
  await lost;
  const check = readHealth(state.snapshot().state, "2026-11-01T00:00:00.000Z").checks.find(
    ({ id }) => id === "ledger",
  );
  holder.close();
  await started;
  expect([check?.status, check?.detail, state.get("ledger").state]).toEqual([
    "danger",
    "The log's process is not running (Another process has the log open. End it, then try again). Dangerous actions are denied until it is back.",
    "ok",
  ]);
});
