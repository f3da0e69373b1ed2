import type { AppContract, Caller, Handlers, Incident, IncidentSummary } from "@casemate/contract";
import { newestFirst, summaryOf } from "@casemate/incidents";
import { userInfo } from "node:os";
import { describeCaller } from "../../common/approval-request.ts";
import type { Context } from "../console/context.ts";
import type { Incidents } from "./incidents.ts";

type IncidentCall = Extract<keyof AppContract, `incident.${string}`>;
type Query = Parameters<Handlers<AppContract>["incident.list"]>[0];
interface Page {
  incidents: IncidentSummary[];
  total: number;
  next: string | null;
}

/** The calls about incidents. All of them work while the vault is locked. */
export function createIncidentCalls({
  incidents,
  attestation,
  report,
}: Pick<Context, "incidents" | "attestation" | "report">): Pick<Handlers<AppContract>, IncidentCall> {
  const { ceremony } = incidents;
  /** What the ceremony found is also signed, with its nonce: whoever wants to can check it later without Casemate. */
  const reattest = async (id: string, by: string): Promise<Incident> => {
    const incident = await ceremony.reattest(id, by);
    await attestation.refresh({ nonce: incident.attested?.nonce ?? null }).catch((error: unknown) => {
      report("attestation", error);
    });
    return incident;
  };
  return {
    "incident.list": (query) => list(incidents, query),
    "incident.show": async ({ id }) => incidents.register.peek(id) ?? (await incidents.store.get(id)),
    "incident.acknowledge": ({ id }, caller) => ceremony.acknowledge(id, who(caller)),
    "incident.reattest": ({ id }, caller) => reattest(id, who(caller)),
    "incident.resolve": ({ id }, caller) => ceremony.resolve(id, who(caller)),
    "incident.dismiss": ({ id, reason }, caller) => ceremony.dismiss(id, who(caller), reason),
  };
}

/** Which account of this machine, and through what. */
function who(caller: Caller): string {
  return `${userInfo().username}: ${describeCaller(caller)}`.slice(0, 80);
}

/** Open ones out of memory, which is never behind; then the ended ones as they are stored. */
async function list({ register, store }: Incidents, query: Query): Promise<Page> {
  const wanted = (incident: Incident): boolean => query.class === null || incident.class === query.class;
  const open = query.which === "ended" ? [] : register.openOnes().filter(wanted);
  const unsaved = query.which === "open" ? [] : register.unsavedEnded().filter(wanted).sort(newestFirst);
  const first = [...open, ...unsaved];
  const at = first.findIndex(({ id }) => id === query.after);
  const inStore = query.after !== null && at < 0;
  const shown = inStore ? [] : first.slice(at + 1, at + 1 + query.limit);
  const left = query.limit - shown.length;
  const stored =
    query.which === "open"
      ? NONE
      : await storedPage(store, query, inStore ? query.after : null, Math.max(1, left));
  // What was on its way when the first half was taken may be stored by now: each is told once.
  const ended = left > 0 ? stored.incidents.filter(({ id }) => !first.some((one) => one.id === id)) : [];
  const more = inStore ? false : first.length > at + 1 + query.limit;
  const all = [...shown, ...ended];
  const behind = left > 0 ? stored.next !== null : stored.total > 0;
  return {
    incidents: all.map(summaryOf),
    total: first.length + stored.total,
    next: more || behind ? (all.at(-1)?.id ?? null) : null,
  };
}

const NONE = { incidents: [] as Incident[], total: 0, next: null as string | null };

/** Where the log cannot be read there are only those in memory, and the slice says so. */
async function storedPage(
  store: Incidents["store"],
  query: Query,
  after: string | null,
  limit: number,
): Promise<typeof NONE> {
  return store.ended(query.class, after, limit).catch(() => NONE);
}
