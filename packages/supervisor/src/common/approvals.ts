import { RpcError, type Approval, type Caller } from "@casemate/contract";
import { isoTime, type Clock } from "./clock.ts";
import type { StateStore } from "./state/store.ts";

/** A granted ticket must be used within this time (DESIGN §4). */
const TICKET_MS = 60_000;
/** More waiting requests than a person can read are refused rather than queued. */
const MAX_PENDING = 32;
const KEEP_ENDED = 50;

/** What the router knows about a dangerous call that needs a person. */
export interface Request {
  readonly call: string;
  /** Canonical JSON of the parsed input. */
  readonly input: string;
  /** SHA-256 over call name and canonical input: what a ticket is bound to. */
  readonly hash: string;
  readonly rule: string;
  /** Goes on after who asked: "wants to release the model x". */
  readonly sentence: string;
  readonly evidence: readonly string[];
  readonly caller: Caller;
  /** Identity of the subject's state at request time; a change voids the request. */
  readonly subject: string;
  /** Runs the call with a ticket. */
  readonly execute: () => Promise<unknown>;
}

export interface Approvals {
  /** Uses up a ticket for this call, if one was granted. */
  takeTicket(hash: string): boolean;
  /** Queues the request (or finds the same one) and returns its id. Throws `too_many_requests`. */
  ask(request: Request): string;
  /** Grants, runs the call, records the outcome. Throws `not_found`, `changed`, or what the call throws. */
  grant(id: string): Promise<string>;
  deny(id: string): void;
  /** Nothing that waits can be granted any more. */
  voidAll(why: string): void;
  /** Throws `not_found` unless it waits for an answer. */
  expectPending(id: string): void;
  show(id: string): Approval;
}

interface Entry {
  approval: Approval;
  readonly request: Request;
}

/** Pending requests live until answered, their subject changes, or restart; tickets are single-use and live 60 s. */
export function createApprovals(options: {
  state: StateStore;
  clock: Clock;
  newId: () => string;
  subjectOf: (request: Request) => string;
}): Approvals {
  const { state, clock, newId, subjectOf } = options;
  const entries = new Map<string, Entry>();
  const tickets = new Map<string, number>();

  const show = (): void => {
    const ended = [...entries.values()].filter((entry) => entry.approval.state !== "pending");
    ended
      .slice(0, Math.max(0, ended.length - KEEP_ENDED))
      .forEach((entry) => entries.delete(entry.approval.id));
    state.set(
      "approvals",
      [...entries.values()].map((entry) => entry.approval),
    );
  };
  const end = (entry: Entry, outcome: Approval["state"], text: string | null): void => {
    entry.approval = { ...entry.approval, state: outcome, outcome: text };
    show();
  };
  const pending = (id: string): Entry => {
    const entry = entries.get(id);
    if (entry?.approval.state !== "pending")
      throw new RpcError(
        "not_found",
        "This request is no longer waiting. It was answered or the console was restarted.",
      );
    return entry;
  };

  return {
    takeTicket: (hash) => {
      const expires = tickets.get(hash);
      tickets.delete(hash);
      return expires !== undefined && clock.monotonic() <= expires;
    },
    ask: (request) => {
      const waiting = [...entries.values()].filter((entry) => entry.approval.state === "pending");
      const same = waiting.find(
        (entry) => entry.request.hash === request.hash && entry.request.subject === request.subject,
      );
      if (same) return same.approval.id;
      if (waiting.length >= MAX_PENDING)
        throw new RpcError(
          "too_many_requests",
          `${String(MAX_PENDING)} requests already wait for an answer. Answer some of them first.`,
        );
      const id = newId();
      const approval: Approval = {
        id,
        call: request.call,
        sentence: `${describeCaller(request.caller)} ${request.sentence}`,
        input: request.input,
        evidence: [...request.evidence],
        rule: request.rule,
        requestedBy: describeCaller(request.caller),
        requestedAt: isoTime(clock),
        state: "pending",
        outcome: null,
      };
      entries.set(id, { approval, request });
      show();
      return id;
    },
    grant: async (id) => {
      const entry = pending(id);
      if (subjectOf(entry.request) !== entry.request.subject) {
        end(entry, "void", "What it was about changed in the meantime. Ask again.");
        throw new RpcError(
          "changed",
          "What this request is about changed in the meantime. Nothing was done. Ask again.",
        );
      }
      // From here a second grant of the same request finds it answered: exactly once.
      end(entry, "granted", null);
      tickets.set(entry.request.hash, clock.monotonic() + TICKET_MS);
      try {
        await entry.request.execute();
        end(entry, "granted", "Done.");
        return "Done.";
      } catch (error) {
        const text = error instanceof RpcError ? error.message : "Something inside Casemate failed.";
        end(entry, "failed", text);
        throw error;
      } finally {
        tickets.delete(entry.request.hash);
      }
    },
    deny: (id) => {
      end(pending(id), "denied", "Denied.");
    },
    voidAll: (why) => {
      for (const entry of entries.values()) if (entry.approval.state === "pending") end(entry, "void", why);
      tickets.clear();
    },
    expectPending: (id) => {
      pending(id);
    },
    show: (id) => {
      const entry = entries.get(id);
      if (!entry) throw new RpcError("not_found", "There is no such request.");
      return entry.approval;
    },
  };
}

/** Who asked, in words. */
export function describeCaller(caller: Caller): string {
  const names: Record<Caller["via"], string> = {
    window: "The Casemate window",
    approval: "The approval window",
    browser: "The browser page",
    socket: "Casemate's command line",
    "in-process": "Casemate's command line",
  };
  return names[caller.via];
}
