import { MAX_INCIDENT_PAGE } from "@casemate/audit";
import type { Incident, IncidentClass } from "@casemate/contract";
import { restored, type IncidentStore, type IncidentStep } from "@casemate/incidents";
import { createHash } from "node:crypto";
import { isoTime, type Clock } from "../../common/clock.ts";
import type { LedgerLink } from "../console/ledger-link.ts";

/** One page of incidents, newest first. */
interface Page {
  readonly incidents: Incident[];
  readonly total: number;
  readonly next: string | null;
}

export interface LedgerIncidents extends IncidentStore {
  /** Throws `ledger_unavailable`, `damaged`. */
  ended(wanted: IncidentClass | null, after: string | null, limit: number): Promise<Page>;
  /** Throws `not_found`, `ledger_unavailable`, `damaged`. */
  get(id: string): Promise<Incident>;
}

/** Incidents are kept by the log's process, beside the log: that works while the vault is locked. */
export function createIncidentStore(ledger: LedgerLink, clock: Clock): LedgerIncidents {
  const open = async (): Promise<Incident[]> => {
    const all: Incident[] = [];
    for (let after: string | null = null; ;) {
      const wanted = { ended: false, class: null, after, limit: MAX_INCIDENT_PAGE };
      const page: Page = await ledger.reader().call("incident.page", wanted);
      all.push(...page.incidents);
      if (page.next === null) return all;
      after = page.next;
    }
  };
  const save = async (incident: Incident, step: IncidentStep): Promise<void> => {
    await ledger.write((client) => client.call("incident.keep", { incident, step }));
  };
  return {
    load: async () => {
      const { altered } = await ledger.reader().call("incident.check", {});
      const back = altered.flatMap(({ told, ...one }) =>
        told ? [restored(one, told, { now: isoTime(clock), digest })] : [],
      );
      // Stored anew, so that the next start finds them as the log says. What cannot be written now counts all the same.
      await Promise.allSettled(back.map((incident) => save(incident, "restored")));
      const stored = await open();
      const others = stored.filter(({ id }) => !back.some((one) => one.id === id));
      return { open: [...others, ...back.filter(({ ended }) => ended === null)], altered };
    },
    save,
    ended: (wanted, after, limit) =>
      ledger.reader().call("incident.page", {
        ended: true,
        class: wanted,
        after,
        limit: Math.min(limit, MAX_INCIDENT_PAGE),
      }),
    get: (id) => ledger.reader().call("incident.get", { id }),
  };
}

function digest(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}
