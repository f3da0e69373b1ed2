import type { RecordContent } from "./fields.ts";

/** The records that the ledger writes about itself. Verifiers read them, so they are never pruned. */
export const OWN_PREFIX = "ledger.";
/** Opens every log; its detail names the keys. */
export const CREATED = "ledger.created";
/** Last of every epoch; its detail names the epoch and the next one's public key. */
export const SEALED = "ledger.sealed";
/** Second of a log that follows another one: which, how large it was, and why. */
export const CONTINUED = "ledger.continued";
/** Says that texts below a number were forgotten. */
export const PRUNED = "ledger.pruned";
/** A person took note of a log that was set up anew after damage. */
export const ACKNOWLEDGED = "ledger.acknowledged";
/** Last but one of a log that another one follows. */
export const CLOSED = "ledger.closed";

export type Detail = RecordContent["detail"];

/** A note of the ledger itself. `at` is ISO 8601 in UTC. */
export function ownNote(action: string, at: string, detail: Detail): RecordContent {
  return { at, kind: "note", actor: "casemate", action, subject: null, intent: null, result: null, detail };
}
