import { RpcError, type Incident } from "@casemate/contract";
import {
  createCeremony,
  Register,
  type Ceremony,
  type Contain,
  type RegisterPorts,
  type ReportIncident,
  type StatePart,
} from "@casemate/incidents";
import { createHash, randomBytes } from "node:crypto";
import type { Clock } from "../../common/clock.ts";
import type { Freeze } from "../../common/freeze.ts";
import type { StateStore } from "../../common/state/store.ts";
import type { LedgerLink } from "../console/ledger-link.ts";
import { createIncidentStore, type LedgerIncidents } from "./incident-store.ts";

/** What the parts of the console do when something is to be contained, and what they say about themselves. */
export interface IncidentEffects {
  readonly contain: Contain;
  readonly parts: () => readonly StatePart[];
}

export interface Incidents {
  /** For producers. Answers at once, never throws. */
  readonly report: ReportIncident;
  readonly register: Register;
  readonly ceremony: Ceremony;
  readonly store: LedgerIncidents;
  /** Once, when the parts exist. */
  bind(effects: IncidentEffects): void;
  /** Once, when the parts were started: what was reported before is contained from then on. */
  ready(): void;
  /** Reads what is stored, and goes on by itself whenever the log comes back or another one takes its place. */
  start(): Promise<void>;
  /** Resolves when nothing is being contained and nothing waits to be written. */
  stop(): Promise<void>;
  frozen(): boolean;
  /** An incident that is open forbids this model to run. */
  blocks(modelId: string): boolean;
  /** Open ones that forbid a model to run. */
  blocking(): Incident[];
}

export interface IncidentOptions {
  readonly clock: Clock;
  readonly state: StateStore;
  readonly ledger: LedgerLink;
  readonly freeze: Freeze;
  readonly newId: () => string;
  readonly report: (where: string, error: unknown) => void;
}

export function createIncidents({ clock, state, ledger, freeze, newId, report }: IncidentOptions): Incidents {
  const store = createIncidentStore(ledger, clock);
  const started = Promise.withResolvers<undefined>();
  let effects: IncidentEffects | null = null;
  const ports: RegisterPorts = {
    clock,
    newId,
    newNonce: () => randomBytes(32).toString("hex"),
    digest: (text) => createHash("sha256").update(text).digest("hex"),
    store,
    ready: async () => {
      await started.promise;
    },
    contain: async (action, incident) =>
      (await effects?.contain(action, incident)) ?? { done: false, detail: "Nothing is there to do it." },
    parts: () => effects?.parts() ?? [],
    show: (slice) => {
      state.set("incidents", slice);
      if (slice.frozen) freeze.hold("An incident that is not resolved has frozen what acts.");
      else freeze.release();
    },
    onError: (error) => {
      // A log that is away is told by itself, and incidents are stored when it is back.
      if (!(error instanceof RpcError)) report("incidents", error);
    },
  };
  const register = new Register(ports);
  const load = async (): Promise<void> => {
    (await register.load()).forEach(({ id, problem }) => {
      register.report(alteredReport(id, problem));
    });
  };
  let unsubscribe = (): void => undefined;
  /** Another log, or one that can be written again. */
  const follow = (): void => {
    let known = logOf(state);
    unsubscribe = state.subscribe(({ slice }) => {
      const now = slice === "ledger" ? logOf(state) : known;
      if (now === known) return;
      known = now;
      if (now === null) return;
      // What was reported meanwhile is written too; neither of the two rejects.
      void (register.loaded ? Promise.resolve() : load()).then(() => register.keepAgain());
    });
  };
  const blocking = (): Incident[] =>
    register.openOnes().filter(({ subject, containment }) => {
      return subject.kind === "model" && containment.some(({ action }) => action === "contain_model");
    });
  return {
    report: (seen) => {
      register.report(seen);
    },
    register,
    ceremony: createCeremony(register, ports),
    store,
    bind: (given) => {
      effects = given;
    },
    ready: () => {
      started.resolve(undefined);
    },
    start: async () => {
      await load();
      follow();
    },
    stop: async () => {
      unsubscribe();
      started.resolve(undefined);
      register.stop();
      await register.settled();
    },
    frozen: () => register.frozen(),
    blocks: (modelId) => blocking().some(({ subject }) => subject.id === modelId),
    blocking,
  };
}

/** Which log can be written now; null while none can. */
function logOf(state: StateStore): string | null {
  const ledger = state.get("ledger");
  return ledger.state === "ok" ? ledger.log : null;
}

const ALTERED = {
  missing: "is open according to the log, and its entry is gone",
  changed: "is not stored as the log says",
  unreadable: "cannot be read any more",
} as const;

function alteredReport(id: string, problem: keyof typeof ALTERED): Parameters<ReportIncident>[0] {
  return {
    class: "integrity_violation",
    subject: { kind: "log", id: "incidents" },
    summary: {
      code: "incident_altered",
      message: `An incident ${ALTERED[problem]}: somebody changed the log's database while Casemate was not running.`,
    },
    evidence: [{ kind: "change", what: `incident ${id}`, before: "as the log says", after: problem }],
  };
}
