import type { Incident } from "@casemate/contract";
import { isEnded } from "./fold.ts";
import type { IncidentStep, IncidentStore } from "../ports.ts";

/** Ended incidents that could not be stored yet; beyond this the oldest go. Open ones never do. */
const MAX_UNSAVED_ENDED = 100;

/** Brings incidents to the store in order, one after another, and remembers what could not be written. */
export interface Saver {
  /** Resolves when it was written or could not be; never rejects. */
  push(incident: Incident, step: IncidentStep): Promise<void>;
  /** Writes again what could not be written. `also`: and these, because the store is another one. */
  again(also: readonly Incident[]): Promise<void>;
  /** Why the last write failed; null when everything is stored. */
  problem(): string | null;
  /** The newest of each that is not stored: on its way, or could not be written. What the store has of these is older. */
  unsaved(): ReadonlyMap<string, Incident>;
  /** Resolves when nothing waits to be written. */
  idle(): Promise<void>;
}

interface Waiting {
  incident: Incident;
  readonly step: IncidentStep;
  readonly told: (() => void)[];
}

export function createSaver(
  store: IncidentStore,
  onChange: () => void,
  onError: (error: unknown) => void,
): Saver {
  const lost = new Map<string, Incident>();
  const onItsWay = new Map<string, Incident>();
  const waiting: Waiting[] = [];
  /** The last that waits for each incident, when it is a repetition. */
  const repeats = new Map<string, Waiting>();
  let problem: string | null = null;
  let running: Promise<void> | null = null;

  const failed = (incident: Incident, error: unknown): void => {
    problem = error instanceof Error ? error.message : "The log's process does not answer.";
    lost.delete(incident.id);
    lost.set(incident.id, incident);
    const ended = [...lost.values()].filter(isEnded);
    ended.slice(0, Math.max(0, ended.length - MAX_UNSAVED_ENDED)).forEach(({ id }) => lost.delete(id));
    onError(error);
  };
  const write = async (next: Waiting): Promise<void> => {
    const { incident, step, told } = next;
    if (repeats.get(incident.id) === next) repeats.delete(incident.id);
    const before = problem;
    try {
      await store.save(incident, step);
      lost.delete(incident.id);
      if (lost.size === 0) problem = null;
    } catch (error) {
      failed(incident, error);
    }
    if (onItsWay.get(incident.id) === incident) onItsWay.delete(incident.id);
    told.forEach((done) => {
      done();
    });
    if (problem !== before) onChange();
  };
  const pump = async (): Promise<void> => {
    for (let next = waiting.shift(); next; next = waiting.shift()) await write(next);
    running = null;
  };
  const push = (incident: Incident, step: IncidentStep): Promise<void> =>
    new Promise((resolve) => {
      onItsWay.set(incident.id, incident);
      const last = repeats.get(incident.id);
      if (step === "repeated" && last) {
        // Ten thousand repetitions that wait are one: the newest says how many there were.
        last.incident = incident;
        last.told.push(resolve);
        return;
      }
      const next = { incident, step, told: [resolve] };
      if (step === "repeated") repeats.set(incident.id, next);
      else repeats.delete(incident.id);
      waiting.push(next);
      running ??= pump();
    });
  return {
    push,
    again: async (also) => {
      const all = new Map([...also, ...lost.values()].map((incident) => [incident.id, incident]));
      await Promise.all([...all.values()].map((incident) => push(incident, "carried")));
    },
    problem: () => problem,
    unsaved: () => new Map([...lost, ...onItsWay]),
    idle: async () => {
      await running;
    },
  };
}
