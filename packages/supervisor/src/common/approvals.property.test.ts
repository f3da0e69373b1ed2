import * as fc from "fast-check";
import { expect, it } from "vitest";
import { createApprovalWorld, requestIn, type ApprovalWorld } from "../../test/approval-world.ts";
import type { Ticket } from "./tickets.ts";

const HASHES = ["a", "b", "c"] as const;
const WHAT = ["subject", "policy", "log"] as const;

type Step =
  | { readonly do: "ask"; readonly hash: string; readonly coolOff: number }
  | { readonly do: "grant" | "deny"; readonly nth: number }
  | { readonly do: "change"; readonly what: (typeof WHAT)[number] }
  | { readonly do: "wait"; readonly ms: number }
  | { readonly do: "reuse"; readonly nth: number; readonly hash: string }
  | { readonly do: "restart" };

const step = fc.oneof<fc.MaybeWeightedArbitrary<Step>[]>(
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant("ask" as const),
      hash: fc.constantFrom(...HASHES),
      coolOff: fc.constantFrom(0, 0, 30),
    }),
  },
  {
    weight: 6,
    arbitrary: fc.record({ do: fc.constantFrom("grant" as const, "deny" as const), nth: fc.nat(5) }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("change" as const), what: fc.constantFrom(...WHAT) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant("wait" as const), ms: fc.nat(40_000) }) },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant("reuse" as const),
      nth: fc.nat(5),
      hash: fc.constantFrom(...HASHES),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("restart" as const) }) },
);

/** What one run did, as the outside sees it. */
interface History {
  world: ApprovalWorld;
  /** Requests of this run that may still be answered with yes. */
  live: Set<string>;
  readonly ids: string[];
  /** Runs so far: ids begin anew with each. */
  run: number;
  readonly tickets: {
    readonly ticket: Ticket;
    readonly hash: string;
    readonly id: string;
    readonly run: number;
  }[];
  /** Calls that ran: which request, and whether a person had said yes to it while it was live. */
  readonly ran: { readonly id: string; readonly allowed: boolean }[];
}

function ask(history: History, s: fc.Scheduler, hash: string, coolOff: number): void {
  const { world } = history;
  const { decided } = requestIn(world, hash);
  const { run } = history;
  const id = world.approvals.ask(
    requestIn(world, hash, {
      decided: { ...decided, coolOffSeconds: coolOff },
      execute: async (ticket) => {
        history.tickets.push({ ticket, hash, id, run });
        // Whatever else is going on happens before or after this point, in every order.
        await s.schedule(Promise.resolve());
        const { approvals, bound } = history.world;
        if (approvals.redeem(ticket, bound(hash)))
          history.ran.push({
            id: `${String(run)}:${id}`,
            allowed: run === history.run && history.live.has(id),
          });
      },
    }),
  );
  history.live.add(id);
  history.ids.push(id);
}

async function take(history: History, s: fc.Scheduler, now: Step): Promise<void> {
  const { world } = history;
  const id = "nth" in now ? (history.ids[now.nth % Math.max(1, history.ids.length)] ?? "none") : "none";
  if (now.do === "ask") ask(history, s, now.hash, now.coolOff);
  else if (now.do === "grant") await world.approvals.grant(id).catch(() => undefined);
  else if (now.do === "wait") world.clock.advance(now.ms);
  else if (now.do === "change") world.now[now.what] += "'";
  else if (now.do === "reuse") {
    // Somebody got hold of a ticket and tries it for a call of their own: only for what was granted, and then instead of it.
    const found = history.tickets[now.nth];
    if (found === undefined || !world.approvals.redeem(found.ticket, world.bound(now.hash))) return;
    const allowed = found.hash === now.hash && found.run === history.run && history.live.has(found.id);
    history.ran.push({ id: `${String(found.run)}:${found.id}`, allowed });
  } else if (now.do === "deny") {
    try {
      world.approvals.deny(id);
      history.live.delete(id);
    } catch {
      // It was answered already.
    }
  } else {
    history.world = createApprovalWorld();
    history.run++;
    history.live = new Set();
    history.ids.length = 0;
  }
}

it("under any interleaving a call runs at most once, only granted, never after a denial, a change or a restart", async () => {
  let ran = 0;
  await fc.assert(
    fc.asyncProperty(fc.scheduler(), fc.array(step, { minLength: 2, maxLength: 30 }), async (s, steps) => {
      const world = createApprovalWorld();
      const history: History = { world, live: new Set(), ids: [], run: 0, tickets: [], ran: [] };
      const all = steps.map((one) => s.schedule(Promise.resolve()).then(() => take(history, s, one)));
      await s.waitFor(Promise.all(all));
      ran += history.ran.length;
      expect(history.ran.filter(({ allowed }) => !allowed)).toEqual([]);
      const requests = history.ran.map(({ id }) => id);
      expect(requests).toEqual([...new Set(requests)]);
    }),
    { numRuns: 500 },
  );
  expect(ran).toBeGreaterThan(50); // else nothing was ever granted
});
