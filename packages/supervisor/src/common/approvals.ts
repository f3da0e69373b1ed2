import { MAX_APPROVAL_INPUT, RpcError, type Approval } from "@casemate/contract";
import { describeRequest, isSameRequest, type Request } from "./approval-request.ts";
import type { Clock } from "./clock.ts";
import type { StateStore } from "./state/store.ts";
import { createTickets, stillHolds, type Bound, type Ticket } from "./tickets.ts";

/** More waiting requests than a person can read are refused rather than queued. */
const MAX_PENDING = 32;
/** Of one kind of caller: a page that asks in a loop must not keep the command line from asking. */
const MAX_PENDING_OF_ONE = 16;
const KEEP_ENDED = 50;

export interface Approvals {
  /** Uses up a ticket for this call, as things are now. */
  redeem(ticket: Ticket, now: Bound): boolean;
  /** Queues the request (or finds the same one) and returns its id. Throws `too_many_requests`, `too_large`. */
  ask(request: Request): string;
  /** Grants, runs the call, records the outcome. Throws `not_found`, `too_early`, `changed`, or what the call throws. */
  grant(id: string): Promise<string>;
  deny(id: string): void;
  /** Nothing that waits can be granted any more. */
  voidAll(why: string): void;
  /** Throws what `grant` would before it runs anything: `not_found`, `changed`, `too_early`. */
  expectGrantable(id: string): void;
  show(id: string): Approval;
}

const CHANGED = "What it was about, the policy, or the log changed in the meantime. Ask again.";

interface Entry {
  approval: Approval;
  readonly request: Request;
  /** On the running clock, ms. */
  readonly grantableFrom: number;
  stopTimer: () => void;
}

/** Pending requests live until answered, their subject, policy or log changes, or restart; tickets are single-use and live 60 s. */
export function createApprovals(options: {
  state: StateStore;
  clock: Clock;
  newId: () => string;
  subjectOf: (request: Request) => string;
  /** What a request made now would be bound to. */
  boundNow: () => Omit<Bound, "hash">;
  /** A request was denied because nobody answered. */
  onExpired: (approval: Approval) => void;
}): Approvals {
  const { state, clock, newId, subjectOf, boundNow, onExpired } = options;
  const entries = new Map<string, Entry>();
  const tickets = createTickets(clock);

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
    entry.stopTimer();
    entry.approval = { ...entry.approval, state: outcome, outcome: text };
    show();
  };
  const pending = (id: string): Entry => {
    const entry = entries.get(id);
    if (entry?.approval.state === "void") throw changed();
    if (entry?.approval.state !== "pending")
      throw new RpcError(
        "not_found",
        "This request is no longer waiting. It was answered or the console was restarted.",
      );
    return entry;
  };
  /** What changed in the meantime is found before anything else: then no pause is waited out and no passphrase typed in vain. */
  const grantable = (id: string): Entry => {
    const entry = pending(id);
    const { request, grantableFrom } = entry;
    if (subjectOf(request) !== request.subject || !stillHolds(request.bound, boundNow())) {
      end(entry, "void", CHANGED);
      throw changed();
    }
    const left = grantableFrom - clock.monotonic();
    if (left <= 0) return entry;
    throw new RpcError(
      "too_early",
      `Nothing was approved: this request can be allowed in ${String(Math.ceil(left / 1000))} s, so that nobody is hurried. It can be denied at once.`,
    );
  };
  const add = (request: Request): string => {
    const id = newId();
    const { coolOffSeconds, answerWithinSeconds } = request.decided;
    const entry: Entry = {
      approval: describeRequest(id, request, clock),
      request,
      grantableFrom: clock.monotonic() + coolOffSeconds * 1000,
      stopTimer: () => undefined,
    };
    entries.set(id, entry);
    if (answerWithinSeconds !== null)
      entry.stopTimer = clock.after(answerWithinSeconds * 1000, () => {
        end(entry, "denied", "Nobody answered in time, so it was denied. Nothing was done.");
        onExpired(entry.approval);
      });
    show();
    return id;
  };

  /** What waits under another policy or log is void at once: nobody should read what cannot be granted. An unreadable log is none yet. */
  const sweep = (): void => {
    const waiting = [...entries.values()].filter(({ approval }) => approval.state === "pending");
    if (waiting.length === 0) return;
    const { policy, log } = boundNow();
    for (const entry of waiting) {
      const { bound } = entry.request;
      if (bound.policy !== policy || (log !== null && bound.log !== log)) end(entry, "void", CHANGED);
    }
  };
  state.subscribe(({ slice }) => {
    if (slice === "callPolicy" || slice === "ledger") sweep();
  });

  return {
    redeem: (ticket, now) => tickets.redeem(ticket, now),
    ask: (request) => {
      const waiting = [...entries.values()].filter((entry) => entry.approval.state === "pending");
      const same = waiting.find((entry) => isSameRequest(entry.request, request));
      if (same) return same.approval.id;
      expectRoom(waiting, request);
      return add(request);
    },
    grant: async (id) => {
      const entry = grantable(id);
      const { request } = entry;
      // From here a second grant of the same request finds it answered: exactly once.
      end(entry, "granted", null);
      const ticket = tickets.issue(request.bound);
      try {
        await request.execute(ticket);
        end(entry, "granted", "Done.");
        return "Done.";
      } catch (error) {
        const text = error instanceof RpcError ? error.message : "Something inside Casemate failed.";
        end(entry, "failed", text.slice(0, 1000));
        throw error;
      } finally {
        tickets.revoke(ticket);
      }
    },
    deny: (id) => {
      end(pending(id), "denied", "Denied.");
    },
    voidAll: (why) => {
      for (const entry of entries.values()) if (entry.approval.state === "pending") end(entry, "void", why);
      tickets.revokeAll();
    },
    expectGrantable: (id) => {
      grantable(id);
    },
    show: (id) => {
      const entry = entries.get(id);
      if (!entry) throw new RpcError("not_found", "There is no such request.");
      return entry.approval;
    },
  };
}

function changed(): RpcError {
  return new RpcError(
    "changed",
    "What this request is about, the policy, or the log changed in the meantime. Nothing was done. Ask again.",
  );
}

function expectRoom(waiting: readonly Entry[], request: Request): void {
  if (request.input.length > MAX_APPROVAL_INPUT)
    throw new RpcError(
      "too_large",
      `Nothing was done: this needs your approval, and its arguments are too long to be shown in full (${String(request.input.length)} characters, ${String(MAX_APPROVAL_INPUT)} can be). Do it in smaller parts.`,
    );
  const ofOne = waiting.filter(({ approval }) => approval.via === request.caller.via).length;
  const [count, most] =
    ofOne >= MAX_PENDING_OF_ONE ? [ofOne, MAX_PENDING_OF_ONE] : [waiting.length, MAX_PENDING];
  if (count >= most)
    throw new RpcError(
      "too_many_requests",
      `${String(count)} requests already wait for an answer. Answer some of them first.`,
    );
}
