import { RpcError, type Incident } from "@casemate/contract";
import type { RegisterPorts } from "../ports.ts";
import { attest, look, whyVoid } from "./attest.ts";
import { isEnded, needsReattest, voided } from "./fold.ts";
import type { Register } from "./register.ts";

/** What a person does with an incident. Each answers it as it is then, stored where that is possible. */
export interface Ceremony {
  /** Throws `wrong_state`, `not_found`. */
  acknowledge(id: string, by: string): Promise<Incident>;
  /** What was found is in `attested`; only when all of it is well the state is `reattested`. Throws `wrong_state`, `changed`. */
  reattest(id: string, by: string): Promise<Incident>;
  /** Throws `wrong_state`, and `changed` when what was attested does not hold any more: then it has to be attested again. */
  resolve(id: string, by: string): Promise<Incident>;
  /** Throws `latched`, `wrong_state`. */
  dismiss(id: string, by: string, reason: string): Promise<Incident>;
}

export function createCeremony(register: Register, ports: RegisterPorts): Ceremony {
  const now = (): string => new Date(ports.clock.now()).toISOString();
  /** Looking takes a while; what was reported meanwhile counts. */
  const same = (before: Incident): Incident => {
    const after = register.peek(before.id);
    if (after === before) return after;
    throw new RpcError("changed", "The incident changed while Casemate looked. Look at it, then try again.");
  };
  return {
    acknowledge: async (id, by) => {
      const incident = expectOpen(register, id);
      if (incident.next !== "acknowledge") throw wrongState(incident, "acknowledged");
      return register.change(
        { ...incident, state: "acknowledged", acknowledged: { at: now(), by }, attested: null },
        "acknowledged",
      );
    },
    reattest: async (id, by) => {
      const incident = expectOpen(register, id);
      if (incident.state !== "acknowledged" && incident.state !== "reattested")
        throw wrongState(incident, "attested again");
      const found = await look(ports, incident);
      const still = same(incident);
      const attested = attest(ports, still, by, found);
      const state = found.ok ? "reattested" : "acknowledged";
      return register.change(
        { ...still, state, attested, voided: found.ok ? null : still.voided },
        "reattested",
      );
    },
    resolve: async (id, by) => {
      const incident = expectOpen(register, id);
      if (incident.next !== "resolve") throw wrongState(incident, "resolved");
      if (needsReattest(incident)) {
        const why = whyVoid(ports, incident, await look(ports, incident));
        if (why !== null) {
          await register.change(voided(same(incident), why, now(), "acknowledged"), "voided");
          throw new RpcError("changed", `Not resolved. ${why} Let Casemate look again, then resolve.`);
        }
      }
      return register.change(
        { ...same(incident), state: "resolved", ended: { at: now(), by, reason: null } },
        "resolved",
      );
    },
    dismiss: async (id, by, reason) => {
      const incident = expectOpen(register, id);
      if (incident.latched)
        throw new RpcError(
          "latched",
          "This kind of incident is not dismissed: acknowledge it, let Casemate look again, then resolve it.",
        );
      if (incident.state !== "open" || register.isContaining(id)) throw wrongState(incident, "dismissed");
      return register.change(
        { ...incident, state: "dismissed", ended: { at: now(), by, reason } },
        "dismissed",
      );
    },
  };
}

/** Throws `wrong_state` for one that has ended and while it is being contained; `not_found`. */
function expectOpen(register: Register, id: string): Incident {
  const incident = register.get(id);
  if (isEnded(incident)) throw wrongState(incident, "changed");
  if (register.isContaining(id))
    throw new RpcError(
      "wrong_state",
      "This incident is being contained at this moment. Try again in a few seconds.",
    );
  return incident;
}

const NOW: Readonly<Record<Incident["state"], string>> = {
  open: "open",
  contained: "contained and not acknowledged yet",
  containment_failed: "not contained (that failed) and not acknowledged yet",
  acknowledged: "acknowledged, and Casemate has not looked again yet",
  reattested: "acknowledged and attested",
  resolved: "resolved",
  dismissed: "dismissed",
};

function wrongState({ state, next }: Incident, wanted: string): RpcError {
  const step = next === null ? "" : ` Next: ${next}.`;
  return new RpcError("wrong_state", `This incident cannot be ${wanted} now: it is ${NOW[state]}.${step}`);
}
