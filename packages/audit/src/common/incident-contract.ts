import { call, Id, Incident, IncidentClass, type Contract } from "@casemate/contract";
import * as z from "zod";

/** What happened to an incident: the log's record of it is `incident.<step>`. */
const IncidentStep = z.enum([
  "opened",
  "repeated",
  "escalated",
  "reminded",
  "contained",
  "containment_failed",
  "acknowledged",
  "reattested",
  "voided",
  "resolved",
  "dismissed",
  "carried",
  "restored",
]);

/** What the log says last of an incident. `at`: of the last record; `openedAt`: at the latest, where that is of an earlier version. */
export const ToldIncident = Incident.pick({
  class: true,
  severity: true,
  state: true,
  count: true,
  openedAt: true,
}).extend({ subject: Incident.shape.subject.nullable(), at: Incident.shape.openedAt });
export type ToldIncident = z.output<typeof ToldIncident>;

/** Most incidents of one answer: each may hold some kilobytes of evidence. */
export const MAX_INCIDENT_PAGE = 50;

/** Incidents are kept beside the log, by the same process, each change in one transaction with its record. */
export const incidentContract = {
  /** Durable when it answers. Throws what `ledger.append` throws. */
  "incident.keep": call(
    "act",
    z.strictObject({ incident: Incident, step: IncidentStep }),
    z.strictObject({ seq: z.int() }),
  ),
  /** Newest first. Also of a damaged log that can be read. Throws `damaged`. */
  "incident.page": call(
    "read",
    z.strictObject({
      ended: z.boolean(),
      class: IncidentClass.nullable(),
      after: Id.nullable(),
      limit: z.int().min(1).max(MAX_INCIDENT_PAGE),
    }),
    z.strictObject({ incidents: z.array(Incident), total: z.int().nonnegative(), next: Id.nullable() }),
  ),
  /** Throws `not_found`, `damaged`. */
  "incident.get": call("read", z.strictObject({ id: Id }), Incident),
  /** Rows that are not as the log says, and open incidents of the newest records that have no row. Throws `damaged`. */
  "incident.check": call(
    "read",
    z.strictObject({}),
    z.strictObject({
      altered: z
        .array(
          z.strictObject({
            id: z.string().max(100),
            problem: z.enum(["missing", "changed", "unreadable"]),
            /** Null where the log does not know it. */
            told: ToldIncident.nullable(),
          }),
        )
        .max(100),
    }),
  ),
} as const satisfies Contract;
