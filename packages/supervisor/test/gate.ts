import type { AuditRecord } from "@casemate/contract";
import { join } from "node:path";
import { createApprovals, type Approvals } from "../src/common/approvals.ts";
import { createCallLimits } from "../src/common/call-limits.ts";
import { systemClock } from "../src/common/clock.ts";
import { createFreeze, type Freeze } from "../src/common/freeze.ts";
import { initialState } from "../src/common/initial-state.ts";
import { createStateStore, type StateStore } from "../src/common/state/store.ts";
import { createCalls } from "../src/node/calls/call-policy.ts";
import { boundNow } from "../src/node/calls/question.ts";
import { createAuthoriser, type Authorise, type Explain } from "../src/node/console/authorise.ts";
import { createLedgerLink, type LedgerLink } from "../src/node/console/ledger-link.ts";
import { createIncidents } from "../src/node/incidents/incidents.ts";
import { readMachine } from "../src/node/health/machine.ts";
import type { Home } from "../src/node/home.ts";
import { createSpawner, type Spawner } from "../src/node/hosts/spawn-service.ts";
import { DEFAULT_SETTINGS } from "../src/node/settings.ts";
import { root } from "./bundle-probes.ts";

/** What every call passes, with a real log and without what calls do: policy, limits, approvals, records. */
export interface Gate {
  readonly state: StateStore;
  readonly spawner: Spawner;
  readonly ledger: LedgerLink;
  readonly authorise: Authorise;
  readonly approvals: Approvals;
  readonly freeze: Freeze;
  /** As a killed console ends: nothing is written any more. */
  end(): Promise<void>;
}

export async function startGate(home: Home): Promise<Gate> {
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
  const report = (): void => undefined;
  const ledger = createLedgerLink({ state, clock: systemClock, spawner, home, report });
  const calls = createCalls({ home, state, ledger });
  let ids = 0;
  const newId = (): string => (++ids).toString(16).padStart(32, "0");
  const approvals = createApprovals({
    state,
    clock: systemClock,
    newId,
    subjectOf: () => "subject",
    boundNow: () => boundNow({ state, calls }),
    onExpired: () => undefined,
  });
  const explain: Explain = () => ({
    sentence: "Remove it.",
    name: null,
    risk: "It is gone.",
    evidence: [],
    diff: [],
    subject: "subject",
  });
  const freeze = createFreeze(state);
  const incidents = createIncidents({ state, clock: systemClock, ledger, freeze, newId, report });
  const limits = createCallLimits(systemClock);
  const parts = { state, ledger, approvals, report, calls, limits, freeze, incidents };
  const authorise = createAuthoriser(parts as never, explain);
  await ledger.start();
  await incidents.start();
  const end = async (): Promise<void> => {
    await ledger.stop();
    await spawner.endAll(null);
  };
  return { state, spawner, ledger, authorise, approvals, freeze, end };
}

/** The newest records, newest first. */
export async function everything({ ledger }: Gate): Promise<AuditRecord[]> {
  await ledger.flush();
  const { records } = await ledger.tail({
    before: null,
    limit: 500,
    text: "",
    subjects: [],
    kind: null,
    result: null,
    action: "",
    own: true,
  });
  return records;
}
