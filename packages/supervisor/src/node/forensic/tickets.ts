import type { Caller } from "@casemate/contract";
import type { Clock } from "../../common/clock.ts";

/** A ticket is used at once by the page that asked for it; one that lies around longer is nobody's. */
const LIFETIME_MS = 60_000;

/** A bundle on its way out. */
export interface TakenBundle {
  /** Who asked for the ticket: the transport gives the bytes to nobody else. */
  readonly caller: Caller;
  /** What the file is called, if nobody gives it another name. */
  readonly name: string;
  /** Null when it was let go meanwhile: the vault was locked, or its time is over. */
  bytes(): Uint8Array | null;
}

export interface Tickets {
  /** Replaces the one before: there is one bundle at a time, and one way out of it. */
  issue(bundle: TakenBundle): string;
  /** The bundle, once. */
  take(ticket: string): TakenBundle | null;
}

/** One-use names for the bundle that may be fetched: 128 random bits each, so that a name in an address is worth nothing afterwards. */
export function createTickets(clock: Clock, newId: () => string): Tickets {
  let open: { readonly ticket: string; readonly expires: number; readonly bundle: TakenBundle } | null = null;
  return {
    issue: (bundle) => {
      const ticket = newId();
      open = { ticket, expires: clock.monotonic() + LIFETIME_MS, bundle };
      return ticket;
    },
    take: (ticket) => {
      if (open?.ticket !== ticket) return null;
      const { expires, bundle } = open;
      open = null;
      return clock.monotonic() <= expires ? bundle : null;
    },
  };
}
