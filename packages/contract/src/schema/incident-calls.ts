import * as z from "zod";
import { call, type Contract } from "../rpc/spec.ts";
import { Id } from "./common.ts";
import { Incident, IncidentQuery, IncidentRef, IncidentSummary, MAX_REASON } from "./incident.ts";

/** What went wrong, and what a person does about it. */
export const incidentCalls = {
  /** Newest first; those that have not ended before all others. */
  "incident.list": call(
    "read",
    IncidentQuery,
    z.strictObject({
      incidents: z.array(IncidentSummary).max(200),
      total: z.int().nonnegative(),
      next: Id.nullable(),
    }),
  ),
  "incident.show": call("read", IncidentRef, Incident),
  /** A person has seen it: who and when is kept. Throws `wrong_state`, `not_found`. */
  "incident.acknowledge": call("act", IncidentRef, Incident),
  /** Looks at everything again, with a fresh nonce. What is found is in `attested`; only when all of it is well can it be resolved. Throws `wrong_state`. */
  "incident.reattest": call("act", IncidentRef, Incident),
  /** Ends it and lifts what contained it, when nothing has changed since the attestation. Throws `wrong_state`, `changed`. */
  "incident.resolve": call("danger", IncidentRef, Incident),
  /** Ends one that was none. Throws `latched`, `wrong_state`. */
  "incident.dismiss": call(
    "act",
    IncidentRef.extend({ reason: z.string().trim().min(1).max(MAX_REASON) }),
    Incident,
  ),
} as const satisfies Contract;
