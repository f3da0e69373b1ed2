import { RpcError } from "@casemate/contract";
import { createFakeClock } from "@casemate/testkit";
import { beforeEach, describe, expect, it } from "vitest";
import { createApprovals, type Approvals, type Request } from "./approvals.ts";
import { testState } from "./state/test-state.ts";

const clock = createFakeClock();
let subject = "held";
let runs: string[] = [];
let approvals: Approvals;
let state: ReturnType<typeof testState>;

beforeEach(() => {
  subject = "held";
  runs = [];
  let next = 0;
  state = testState();
  approvals = createApprovals({
    state,
    clock,
    newId: () => String(++next).padStart(32, "0"),
    subjectOf: () => subject,
  });
});

function request(
  hash: string,
  execute: () => Promise<unknown> = () =>
    Promise.resolve(runs.push(`${hash}:${String(approvals.takeTicket(hash))}`)),
): Request {
  return {
    call: "model.release",
    input: "{}",
    hash,
    rule: "danger.ask",
    sentence: "wants to release it.",
    evidence: [],
    caller: { via: "socket", session: "s" },
    subject,
    execute,
  };
}
const code = (promise: Promise<unknown>): Promise<string> =>
  promise.then(
    () => "done",
    (error: unknown) => (error as RpcError).code,
  );
const states = (): string[] => state.get("approvals").map((one) => one.state);

describe("a dangerous call", () => {
  it("runs once, with a ticket that only it can use, and never again", async () => {
    const id = approvals.ask(request("a"));
    expect(await Promise.all([code(approvals.grant(id)), code(approvals.grant(id))])).toEqual([
      "done",
      "not_found",
    ]);
    expect([runs, approvals.takeTicket("a"), states()]).toEqual([["a:true"], false, ["granted"]]);
  });

  it("asked twice is one request; asked for something else is another", () => {
    expect([
      approvals.ask(request("a")) === approvals.ask(request("a")),
      approvals.ask(request("a")) === approvals.ask(request("b")),
      states(),
    ]).toEqual([true, false, ["pending", "pending"]]);
  });

  it("is void when what it is about changed", async () => {
    const id = approvals.ask(request("a"));
    subject = "refused";
    expect([await code(approvals.grant(id)), runs, states()]).toEqual(["changed", [], ["void"]]);
  });

  it("that was denied cannot be granted", async () => {
    const id = approvals.ask(request("a"));
    approvals.deny(id);
    expect([await code(approvals.grant(id)), runs, states()]).toEqual(["not_found", [], ["denied"]]);
  });

  it("that fails says why, and its ticket is gone", async () => {
    const id = approvals.ask(
      request("a", () => Promise.reject(new RpcError("locked", "The vault is locked."))),
    );
    expect([
      await code(approvals.grant(id)),
      approvals.takeTicket("a"),
      state.get("approvals")[0]?.outcome,
    ]).toEqual(["locked", false, "The vault is locked."]);
  });

  it("whose ticket is older than 60 s is not let through", async () => {
    let through: boolean | null = null;
    const id = approvals.ask(
      request("a", () => {
        clock.advance(60_001);
        through = approvals.takeTicket("a");
        return Promise.resolve();
      }),
    );
    await approvals.grant(id);
    expect(through).toBe(false);
  });

  it("beyond the 32nd waiting one is refused", () => {
    for (let index = 0; index < 32; index++) approvals.ask(request(String(index)));
    expect(() => approvals.ask(request("more"))).toThrow("32 requests already wait");
  });
});
