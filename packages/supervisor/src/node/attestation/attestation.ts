import type { Arg, AppContract, Out, State } from "@casemate/contract";
import { randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import { Attestor } from "../../common/attestation/attestor.ts";
import type { Part } from "../../common/attestation/reading.ts";
import type { Clock } from "../../common/clock.ts";
import type { StateStore } from "../../common/state/store.ts";
import type { LedgerLink } from "../console/ledger-link.ts";
import type { ServiceSpec } from "../hosts/service-types.ts";
import type { Spawner } from "../hosts/spawn-service.ts";
import type { Incidents } from "../incidents/incidents.ts";
import { createParts, type PartSources } from "./parts.ts";
import { createSeal } from "./seal.ts";

/**
 * Services that act on models: nothing of these runs unless the programs, the engine, the policies and the log are as they should be. Not held up:
 * opening the vault, since the way back (approvals, recovering the log, restoring) needs it, and its programs are checked whenever they start; the
 * inspector, which only reads and finds; the log, panic, health and the watchers, which are for the day when something is wrong.
 */
export const GATED_SERVICES: readonly ServiceSpec["id"][] = ["intake", "unsealer", "runtime"];

type Answer = Out<AppContract["attestation.show"]>;

/** What Casemate finds when it looks at itself, and the gate that rests on it. */
export interface Attestation {
  /** `session`: looks by itself from now on; a single command looks when something wants to start. */
  start(session: boolean): void;
  stop(): void;
  /** Throws `not_attested` for a service that acts, while what it rests on is not well. */
  expect(service: string): Promise<void>;
  show(): Answer;
  refresh(wanted: Arg<AppContract["attestation.refresh"]>): Promise<Answer>;
  /** The same parts for the ceremony of an incident. */
  readonly parts: readonly Part[];
}

export interface AttestationOptions extends PartSources {
  readonly clock: Clock;
  readonly ledger: LedgerLink;
  readonly incidents: () => Pick<Incidents, "report" | "register">;
}

export function createAttestation(options: AttestationOptions): Attestation {
  const { state, clock, ledger, incidents } = options;
  const parts = createParts(options);
  const newNonce = (): string => randomBytes(32).toString("hex");
  const attestor = new Attestor({
    clock,
    parts,
    version: state.get("app").version,
    boot: bootId(),
    newNonce,
    ...createSeal(ledger),
    show: (change) => {
      state.update("attestation", (slice) => ({ ...slice, ...change }));
    },
    report: (report) => {
      incidents().report(report);
    },
    isTold: ({ kind, id }) =>
      incidents()
        .register.openOnes()
        .some(({ subject }) => subject.kind === kind && subject.id === id),
    note: (now, unwell) => {
      ledger.note(now === "failed" ? "attestation.failed" : "attestation.passed", null, {
        state: now,
        unwell,
      });
    },
  });
  const show = (): Answer => ({ attestation: state.get("attestation"), file: attestor.file() });
  let unsubscribe = (): void => undefined;
  /** Until it is known whether this is a session nothing is looked at ahead. */
  let byItself = true;
  return {
    parts,
    show,
    start: (session) => {
      byItself = session;
      if (!session) return;
      unsubscribe = followChanges(state, attestor);
      attestor.start();
    },
    stop: () => {
      unsubscribe();
      attestor.stop();
    },
    expect: async (service) => {
      // While a key is derived nothing else is to do: what a command starts afterwards then does not wait for its first look.
      if (!byItself && service === "kdf") void attestor.look();
      if (GATED_SERVICES.includes(service)) await attestor.expect();
    },
    refresh: async ({ nonce }) => {
      const { file, made } = await attestor.make(nonce ?? newNonce());
      return { attestation: { ...state.get("attestation"), made }, file };
    },
  };
}

/** A spawner that starts what acts only while the gate lets it. */
export function gatedSpawner(spawner: Spawner, gate: () => Pick<Attestation, "expect">): Spawner {
  return {
    ...spawner,
    spawn: async (spec) => {
      await gate().expect(spec.id);
      return spawner.spawn(spec);
    },
  };
}

/** Looks again whenever something that a part rests on is another. */
function followChanges(state: StateStore, attestor: Attestor): () => void {
  let vault = state.get("vault").state;
  let known = restsOn(state, vault);
  return state.subscribe(() => {
    const stands = state.get("vault").state;
    // A vault that is on its way says something only when it has arrived.
    if (stands !== "locking" && stands !== "unlocking") vault = stands;
    const now = restsOn(state, vault);
    if (now === known) return;
    known = now;
    attestor.changed();
  });
}

/** Slices in a word; what changes all the time is not in it. */
function restsOn(state: StateStore, vault: State["vault"]["state"]): string {
  const { state: log, log: id, recovered } = state.get("ledger");
  const { state: admission, policy, pins, blocks } = state.get("admission");
  const { kept, open } = state.get("incidents");
  return JSON.stringify([
    [log, id, recovered, vault],
    [admission, policy, pins, blocks, state.get("callPolicy").digest],
    [kept, open.critical, state.get("integrity").state],
    [state.get("app").isolation.level, state.get("machine").gpu?.verdict],
  ]);
}

/** Linux's id of this start of the machine; null elsewhere. */
function bootId(): string | null {
  try {
    const id = readFileSync("/proc/sys/kernel/random/boot_id", "latin1").trim();
    return /^[0-9a-f-]{36}$/.test(id) ? id : null;
  } catch {
    return null;
  }
}
