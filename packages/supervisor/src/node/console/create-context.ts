import { randomBytes } from "node:crypto";
import { createApprovals } from "../../common/approvals.ts";
import { createCallLimits } from "../../common/call-limits.ts";
import { isoTime } from "../../common/clock.ts";
import { createFreeze } from "../../common/freeze.ts";
import { initialState } from "../../common/initial-state.ts";
import { createJobs } from "../../common/jobs.ts";
import { createStateStore } from "../../common/state/store.ts";
import { readMachine } from "../health/machine.ts";
import { createAdmission } from "../admission/admission.ts";
import { createAttestation, gatedSpawner } from "../attestation/attestation.ts";
import { createCalls } from "../calls/call-policy.ts";
import { boundNow } from "../calls/question.ts";
import type { Home } from "../home.ts";
import { DEFAULT_SETTINGS } from "../settings.ts";
import type { ConsoleOptions } from "./console-options.ts";
import type { Context } from "./context.ts";
import type { Explain } from "./authorise.ts";
import { createIncidents } from "../incidents/incidents.ts";
import { watchPrograms } from "../incidents/watch-state.ts";
import { createLedgerLink } from "./ledger-link.ts";

/** What every part of the supervisor may use. */
export function createContext(options: ConsoleOptions, home: Home, explain: Explain): Context {
  const { clock, report, runtimeDirs, starterModel, verifiers, engineRelease } = options;
  const state = createStateStore(initialState(appFacts(options), readMachine()));
  const newId = (): string => randomBytes(16).toString("hex");
  const jobs = createJobs(state, clock, newId);
  const watched = watchPrograms(options.spawner, () => incidents);
  const spawner = gatedSpawner(watched, () => attestation);
  const ledger = createLedgerLink({ state, clock, spawner, home, report });
  const freeze = createFreeze(state);
  const incidents = createIncidents({ clock, state, ledger, freeze, newId, report });
  const admission = createAdmission({ home, state, ledger, report });
  const calls = createCalls({ home, state, ledger });
  const attestation = createAttestation({
    ...{ state, clock, home, spawner, admission, calls, ledger, engineRelease },
    incidents: () => incidents,
  });
  const approvals = createApprovals({
    state,
    clock,
    newId,
    subjectOf: ({ call, input }) => {
      try {
        return explain(call, JSON.parse(input)).subject;
      } catch {
        return "gone";
      }
    },
    boundNow: () => boundNow({ state, calls }),
    onExpired: ({ id, call, rule }) => {
      ledger.note("approval.expired", null, { approval: id, call, rule });
    },
  });
  return {
    clock,
    state,
    jobs,
    approvals,
    home,
    spawner,
    ledger,
    admission,
    calls,
    limits: createCallLimits(clock),
    freeze,
    incidents,
    attestation,
    newId,
    report,
    hiddenPage: options.hiddenPage ?? null,
    runtimeDirs,
    starterModel,
    verifiers,
    engineRelease,
  };
}

function appFacts({
  version,
  engine,
  clock,
  shell,
  nodeVersion,
}: ConsoleOptions): Parameters<typeof initialState>[0] {
  return {
    version,
    engine,
    node: nodeVersion,
    platform: `${process.platform} ${process.arch}`,
    startedAt: isoTime(clock),
    shell,
    settings: DEFAULT_SETTINGS,
  };
}
