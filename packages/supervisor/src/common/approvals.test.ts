import { Approval, RpcError } from "@casemate/contract";
import { beforeEach, describe, expect, it } from "vitest";
import type { Request } from "./approval-request.ts";
import type { Ticket } from "./tickets.ts";
import { createApprovalWorld, requestIn, type ApprovalWorld } from "../../test/approval-world.ts";

let world: ApprovalWorld;
let runs: string[] = [];

beforeEach(() => {
  runs = [];
  world = createApprovalWorld();
});

/** A request whose call does what the router does: it uses its ticket for exactly this call. */
function request(hash: string, change: Partial<Request> = {}): Request {
  return requestIn(world, hash, {
    execute: (ticket) =>
      Promise.resolve(runs.push(`${hash}:${String(world.approvals.redeem(ticket, world.bound(hash)))}`)),
    ...change,
  });
}
function withTimes(coolOffSeconds: number, answerWithinSeconds: number | null): Pick<Request, "decided"> {
  return { decided: { ...request("a").decided, coolOffSeconds, answerWithinSeconds } };
}
const code = (promise: Promise<unknown>): Promise<string> =>
  promise.then(
    () => "done",
    (error: unknown) => (error as RpcError).code,
  );
const states = (): string[] => world.state.get("approvals").map((one) => one.state);

describe("a dangerous call", () => {
  it("runs once, with a ticket that only it can use, and never again", async () => {
    const id = world.approvals.ask(request("a"));
    expect(await Promise.all([code(world.approvals.grant(id)), code(world.approvals.grant(id))])).toEqual([
      "done",
      "not_found",
    ]);
    expect([runs, states()]).toEqual([["a:true"], ["granted"]]);
  });

  it("asked twice is one request; asked for something else, or by somebody else, is another", () => {
    const browser = { caller: { via: "browser", session: "s" } } as const;
    expect([
      world.approvals.ask(request("a")) === world.approvals.ask(request("a")),
      world.approvals.ask(request("a")) === world.approvals.ask(request("b")),
      world.approvals.ask(request("a")) === world.approvals.ask(request("a", browser)),
      states(),
    ]).toEqual([true, false, false, ["pending", "pending", "pending"]]);
  });

  it.each(["subject", "policy", "log"] as const)("is void when its %s changed", async (what) => {
    const id = world.approvals.ask(request("a"));
    world.now[what] = "another";
    expect([await code(world.approvals.grant(id)), runs, states()]).toEqual(["changed", [], ["void"]]);
  });

  it("is void when the log became shorter, and not when it grew", async () => {
    const [shorter, longer] = [world.approvals.ask(request("a")), world.approvals.ask(request("b"))];
    world.now.size = 11;
    const grown = await code(world.approvals.grant(longer));
    world.now.size = 9;
    expect([grown, await code(world.approvals.grant(shorter)), runs]).toEqual([
      "done",
      "changed",
      ["b:true"],
    ]);
  });

  it("is void at once, without being asked for, when policy or log are another; nothing is while the log cannot be read", () => {
    const shows = (change: Partial<{ policy: string; log: string }>): string[] => {
      world = createApprovalWorld();
      world.approvals.ask(request("a"));
      Object.assign(world.now, change);
      world.state.update("ledger", (ledger) => ({ ...ledger, size: 99 }));
      return states();
    };
    expect([
      shows({}),
      shows({ policy: "b".repeat(64) }),
      shows({ log: "two" }),
      shows({ log: null as never }),
    ]).toEqual([["pending"], ["void"], ["void"], ["pending"]]);
  });

  it("that was denied cannot be granted", async () => {
    const id = world.approvals.ask(request("a"));
    world.approvals.deny(id);
    expect([await code(world.approvals.grant(id)), runs, states()]).toEqual(["not_found", [], ["denied"]]);
  });

  it("that fails says why", async () => {
    const id = world.approvals.ask(
      request("a", { execute: () => Promise.reject(new RpcError("locked", "The vault is locked.")) }),
    );
    expect([await code(world.approvals.grant(id)), world.state.get("approvals")[0]?.outcome]).toEqual([
      "locked",
      "The vault is locked.",
    ]);
  });

  it("whose arguments are too long to be shown in full is not asked about at all", () => {
    expect(() => world.approvals.ask(request("a", { input: `"${"a".repeat(10_000)}"` }))).toThrow(
      "too long to be shown in full",
    );
    expect(states()).toEqual([]);
  });

  it("beyond the 16th of one caller, or the 32nd of all, is refused", () => {
    const ask = (via: "socket" | "browser" | "window", hash: string): string =>
      world.approvals.ask(request(hash, { caller: { via, session: "s" } }));
    for (let index = 0; index < 16; index++) ask("browser", String(index));
    expect(() => ask("browser", "more")).toThrow("16 requests already wait");
    for (let index = 0; index < 16; index++) ask("socket", String(index));
    expect(() => ask("window", "more")).toThrow("32 requests already wait");
  });

  it("is shown with everything that a person needs, in the contract's shape", () => {
    const id = world.approvals.ask(
      request("a", { ...withTimes(60, 600), diff: [{ what: "m", before: "held", after: "admitted" }] }),
    );
    expect(Approval.parse(world.approvals.show(id))).toMatchObject({
      sentence: "Casemate's command line wants to release it.",
      risk: "It may be a bad one.",
      via: "socket",
      rule: "danger.release",
      reason: "It was held.",
      facts: [{ fact: "call", value: "model.release" }],
      policy: world.now.policy,
      log: { id: "one", size: 10 },
      requestedAt: "2026-01-01T00:00:00.000Z",
      grantableFrom: "2026-01-01T00:01:00.000Z",
      expiresAt: "2026-01-01T00:10:00.000Z",
    });
  });
});

describe("a ticket", () => {
  it("is gone after 60 s", async () => {
    const id = world.approvals.ask(
      request("a", {
        execute: (ticket) => {
          world.clock.advance(60_001);
          return Promise.resolve(runs.push(String(world.approvals.redeem(ticket, world.bound("a")))));
        },
      }),
    );
    await world.approvals.grant(id);
    expect(runs).toEqual(["false"]);
  });

  it("is for one call, one policy, one log, once; after its call, and in another run, it is nothing", async () => {
    const tries: boolean[] = [];
    const kept: Ticket[] = [];
    const id = world.approvals.ask(
      request("a", {
        execute: (ticket) => {
          kept.push(ticket);
          tries.push(
            createApprovalWorld().approvals.redeem(ticket, world.bound("a")),
            world.approvals.redeem({ ...ticket }, world.bound("a")),
            world.approvals.redeem(ticket, world.bound("b")),
            world.approvals.redeem(ticket, world.bound("a")),
          );
          return Promise.resolve();
        },
      }),
    );
    await world.approvals.grant(id);
    // A wrong use uses it up: nobody may try which call it is for.
    expect([tries, kept.map((ticket) => world.approvals.redeem(ticket, world.bound("a")))]).toEqual([
      [false, false, false, false],
      [false],
    ]);
  });
});

describe("times", () => {
  it("a cool-off keeps a request from being granted, not from being denied", async () => {
    const [slow, denied] = [
      world.approvals.ask(request("a", withTimes(60, null))),
      world.approvals.ask(request("b", withTimes(60, null))),
    ];
    world.clock.advance(59_999);
    const early = await code(world.approvals.grant(slow));
    world.approvals.deny(denied);
    world.clock.advance(1);
    expect([early, await code(world.approvals.grant(slow)), runs, states()]).toEqual([
      "too_early",
      "done",
      ["a:true"],
      ["granted", "denied"],
    ]);
  });

  it("a cool-off is not shortened by moving the wall clock", async () => {
    const id = world.approvals.ask(request("a", withTimes(60, null)));
    world.clock.jumpWall(3_600_000);
    expect(await code(world.approvals.grant(id))).toBe("too_early");
  });

  it("an unanswered request is denied when its time is over, once, and recorded; an answered one is not", async () => {
    const [late, answered] = [
      world.approvals.ask(request("a", withTimes(0, 10))),
      world.approvals.ask(request("b", withTimes(0, 10))),
    ];
    await world.approvals.grant(answered);
    world.clock.advance(10_000);
    expect([await code(world.approvals.grant(late)), world.expired, states(), runs]).toEqual([
      "not_found",
      [late],
      ["denied", "granted"],
      ["b:true"],
    ]);
  });
});
