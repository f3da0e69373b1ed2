import type { ContainmentAction, Incident, IncidentsSlice } from "@casemate/contract";
import { createFakeClock, type FakeClock } from "@casemate/testkit";
import { createHash } from "node:crypto";
import {
  createCeremony,
  Register,
  type AlteredIncident,
  type Ceremony,
  type IncidentStep,
  type RegisterPorts,
  type Report,
} from "../src/index.ts";

/** Everything around a register that a test turns: what containing comes to, what is found, whether anything can be written. */
export interface World {
  readonly clock: FakeClock;
  /** What was written, newest state by id; outlives a register. */
  readonly disk: Map<string, Incident>;
  readonly steps: string[];
  writable: boolean;
  /** What a write waits for. */
  busy: Promise<unknown>;
  altered: AlteredIncident[];
  /** What each action comes to; "never" does not answer. */
  effect: (action: ContainmentAction) => "done" | "failed" | "throws" | "never";
  ran: ContainmentAction[];
  /** Of the one part there is. */
  part: { ok: boolean | null; facts: string };
  slice: IncidentsSlice | null;
  /** Consoles so far: only the newest is alive. */
  consoles: number;
}

export interface Console {
  readonly register: Register;
  readonly ceremony: Ceremony;
}

export function newWorld(): World {
  return {
    clock: createFakeClock(),
    disk: new Map(),
    steps: [],
    writable: true,
    busy: Promise.resolve(),
    altered: [],
    effect: () => "done",
    ran: [],
    part: { ok: true, facts: "well" },
    slice: null,
    consoles: 0,
  };
}

let ids = 0;

/** A console's register over this world; a second one is what a restart makes. */
export async function start(world: World): Promise<Console> {
  const mine = ++world.consoles;
  const alive = (): boolean => world.consoles === mine;
  const ports: RegisterPorts = {
    clock: {
      ...world.clock,
      // A process that has ended hears no clock and writes nothing.
      after: (ms, run) =>
        world.clock.after(ms, () => {
          if (alive()) run();
        }),
    },
    newId: () => (++ids).toString(16).padStart(32, "0"),
    newNonce: () => (++ids).toString(16).padStart(64, "0"),
    digest: (text) => createHash("sha256").update(text).digest("hex"),
    store: {
      load: () =>
        Promise.resolve({
          open: [...world.disk.values()].filter(({ ended }) => ended === null),
          altered: world.altered,
        }),
      save: async (incident: Incident, step: IncidentStep) => {
        await world.busy;
        if (!alive()) return new Promise<never>(() => undefined);
        if (!world.writable) throw new Error("The log cannot be written.");
        world.disk.set(incident.id, structuredClone(incident));
        world.steps.push(step);
      },
    },
    ready: () => Promise.resolve(),
    contain: (action) => {
      world.ran.push(action);
      const effect = world.effect(action);
      if (effect === "throws") return Promise.reject(new Error("broken"));
      if (effect === "never") return new Promise(() => undefined);
      return Promise.resolve({ done: effect === "done", detail: effect });
    },
    parts: () => [
      {
        id: "part",
        read: () => Promise.resolve({ ...world.part, words: "the part" }),
      },
    ],
    show: (slice) => {
      world.slice = slice;
    },
    onError: () => undefined,
  };
  const register = new Register(ports);
  await register.load();
  return { register, ceremony: createCeremony(register, ports) };
}

export function report(change: Partial<Report> = {}): Report {
  return {
    class: "manifest_mismatch",
    subject: { kind: "model", id: "m1" },
    summary: { code: "test", message: "Something happened." },
    evidence: [{ kind: "count", what: "things", count: 1 }],
    ...change,
  };
}

/** The one open incident. */
export function only({ register }: Console): Incident {
  const [incident, ...others] = register.openOnes();
  if (!incident || others.length > 0) throw new Error(`${String(others.length)} others are open`);
  return incident;
}
