import { TICKET_SECONDS } from "@casemate/contract";
import type { Clock } from "./clock.ts";

/** What a permission is for. All of it must be the same again when it is used. */
export interface Bound {
  /** SHA-256 over call name and canonical input. */
  readonly hash: string;
  /** Digest of the policy that asked. */
  readonly policy: string;
  /** The log in which the request stands, and how long that was then: it may grow, never shrink. */
  readonly log: string | null;
  readonly size: number;
}

/** A permission for one call. Only who holds this very object can use it: it cannot be guessed, sent, or found by its arguments. */
export interface Ticket {
  readonly kind: "ticket";
}

export interface Tickets {
  issue(bound: Bound): Ticket;
  /** Uses a ticket up. True once, within 60 s, for what it was issued for, under the same policy, in the same log. */
  redeem(ticket: Ticket, now: Bound): boolean;
  revoke(ticket: Ticket): void;
  revokeAll(): void;
}

/** Tickets live in memory alone: a restart ends them. */
export function createTickets(clock: Clock): Tickets {
  const live = new Map<Ticket, { readonly bound: Bound; readonly expires: number }>();
  return {
    issue: (bound) => {
      const ticket: Ticket = { kind: "ticket" };
      live.set(ticket, { bound, expires: clock.monotonic() + TICKET_SECONDS * 1000 });
      return ticket;
    },
    redeem: (ticket, now) => {
      const found = live.get(ticket);
      // Gone before anything is compared: a second look finds nothing.
      live.delete(ticket);
      return found !== undefined && clock.monotonic() <= found.expires && isSame(found.bound, now);
    },
    revoke: (ticket) => {
      live.delete(ticket);
    },
    revokeAll: () => {
      live.clear();
    },
  };
}

/** Whether what something was bound to still holds. */
export function stillHolds(bound: Omit<Bound, "hash">, now: Omit<Bound, "hash">): boolean {
  return bound.policy === now.policy && bound.log === now.log && now.size >= bound.size;
}

function isSame(bound: Bound, now: Bound): boolean {
  return bound.hash === now.hash && stillHolds(bound, now);
}
