import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { CALLS, question, ruleText } from "../test/arbitraries.ts";
import {
  brokenCallPolicy,
  CallPolicyProblem,
  decide,
  NO_CALL_POLICY,
  readCallPolicy,
  type CallPolicy,
  type Decided,
} from "./index.ts";

const STRICT = { allow: 0, ask: 1, deny: 2 };

/** Facts that a question names otherwise. */
const KEYS = new Map<string, string>([
  ["caller", "via"],
  ["log", "ledger"],
]);

/** What a person wrote, or null when it does not load. */
function load(rules: readonly object[]): CallPolicy | null {
  try {
    return readCallPolicy(JSON.stringify({ version: 1, about: "calls", rules }));
  } catch (error) {
    if (error instanceof CallPolicyProblem) return null;
    throw error;
  }
}

function isMilder(one: Decided, than: Decided): boolean {
  if (one.decision !== than.decision) return STRICT[one.decision] < STRICT[than.decision];
  return (
    one.coolOffSeconds < than.coolOffSeconds ||
    (one.answerWithinSeconds ?? Infinity) > (than.answerWithinSeconds ?? Infinity)
  );
}

describe("a person's call policy", () => {
  it("can only tighten, whatever it says, and each further rule only tightens more", () => {
    let loaded = 0;
    fc.assert(
      fc.property(fc.array(ruleText, { minLength: 1, maxLength: 4 }), question, (rules, asked) => {
        const policies = rules.map((_, at) => load(rules.slice(0, at + 1)));
        const answers = [NO_CALL_POLICY, ...policies.filter((one) => one !== null)].map((policy) =>
          decide(asked, policy),
        );
        loaded += answers.length - 1;
        answers.forEach((answer, at) => {
          const before = answers[at - 1];
          expect(before === undefined || !isMilder(answer, before)).toBe(true);
        });
      }),
      { numRuns: 2000 },
    );
    expect(loaded).toBeGreaterThan(100); // else the property is about nothing
  });

  it("never holds up protecting, stopping, saying no, or finding out why; a broken one neither", () => {
    const everything = load([{ id: "all", calls: "*", decision: "deny" }]) ?? NO_CALL_POLICY;
    const calm = { via: "socket", vault: "unlocked", ledger: "ok", frozen: false } as const;
    const run = (policy: CallPolicy): string[] =>
      CALLS.filter(
        ([call, risk]) => risk !== "read" && decide({ ...calm, call, risk }, policy).decision !== "deny",
      ).map(([call]) => call);
    const standing = [
      "approvals.deny",
      "chat.stop",
      "job.cancel",
      "panic.cancel",
      "panic.lock",
      "panic.trigger",
      "runtime.unload",
      "secret.begin",
    ];
    const always = [...standing, "vault.lock", "vault.unlock"].sort();
    expect([run(everything).sort(), run(brokenCallPolicy("It is not JSON.")).sort()]).toEqual([
      always,
      always,
    ]);
  });
});

describe("a decision", () => {
  it("is allow, ask or deny for every question, with what it rests on", () => {
    fc.assert(
      fc.property(question, fc.array(ruleText, { maxLength: 2 }), (asked, rules) => {
        const { decision, rule, reason, facts } = decide(asked, load(rules) ?? NO_CALL_POLICY);
        expect([
          ["allow", "ask", "deny"].includes(decision),
          rule === "",
          reason === "",
          facts.slice(0, 2).map(({ fact }) => fact),
        ]).toEqual([true, false, false, ["call", "risk"]]);
      }),
    );
  });

  it("is a denial when anything inside fails: a question or a policy that throws wherever it is read", () => {
    const faulty = (value: object, at: string): never =>
      new Proxy(value, {
        get: (target, key) => {
          if (key === at) throw new Error("injected");
          return Reflect.get(target, key) as unknown;
        },
      }) as never;
    fc.assert(
      fc.property(
        question,
        fc.constantFrom("call", "risk", "via", "vault", "ledger", "frozen", "grants", "state", "rules"),
        (asked, at) => {
          const faults = decide(faulty(asked, at), faulty(NO_CALL_POLICY, at));
          const sound = decide(asked);
          // What is not read cannot fail.
          expect(faults.rule === "policy.fault" ? faults.decision : sound.decision).toBe(
            faults.rule === "policy.fault" ? "deny" : faults.decision,
          );
        },
      ),
    );
    const throws = { ...NO_CALL_POLICY, state: "file", rules: [null], canonical: "" } as never;
    const asked = {
      call: "vault.lock",
      risk: "act",
      via: "window",
      vault: "unlocked",
      ledger: "ok",
    } as const;
    expect(decide({ ...asked, frozen: false }, throws)).toMatchObject({
      decision: "deny",
      rule: "policy.fault",
    });
  });

  it("is a denial for garbage in the place of a state", () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (vault, ledger) => {
        const asked = { call: "model.release", risk: "danger", via: "socket", vault, ledger, frozen: false };
        expect(decide(asked as never).decision).toBe(
          vault === "unlocked" && ledger === "ok" ? "ask" : "deny",
        );
      }),
    );
  });

  it("names facts that decided and changes that are true: each makes it exactly as mild as it says", () => {
    fc.assert(
      fc.property(question, fc.array(ruleText, { maxLength: 2 }), (asked, rules) => {
        const policy = load(rules) ?? NO_CALL_POLICY;
        const { changes, decision } = decide(asked, policy);
        for (const { fact, to, decision: milder } of changes)
          for (const value of to) {
            const key = KEYS.get(fact) ?? fact;
            const changed = { ...asked, [key]: key === "frozen" ? value === "yes" : value };
            const now = decide(changed, fact === "policy" ? NO_CALL_POLICY : policy);
            expect([now.decision, STRICT[now.decision] < STRICT[decision]]).toEqual([milder, true]);
          }
      }),
      { numRuns: 1000 },
    );
  });

  it("while calls are frozen lets nothing act but the way out, and grants nothing else", () => {
    fc.assert(
      fc.property(question, (asked) => {
        const frozen = decide({ ...asked, frozen: true });
        const thawed = decide({ ...asked, frozen: false });
        expect(STRICT[frozen.decision]).toBeGreaterThanOrEqual(STRICT[thawed.decision]);
      }),
    );
    const calm = { via: "socket", vault: "unlocked", ledger: "ok", frozen: true } as const;
    const asks = CALLS.filter(([call, risk]) => decide({ ...calm, call, risk }).decision === "ask");
    const grants = CALLS.filter(
      ([call, risk]) =>
        risk === "danger" &&
        decide({ ...calm, call: "approvals.grant", risk: "act", grants: call }).decision === "allow",
    );
    expect([asks, grants].map((list) => list.map(([call]) => call))).toEqual([
      ["forensic.export", "incident.resolve", "integrity.accept", "gpu.baseline.replace"],
      ["audit.recover", "forensic.export", "incident.resolve", "integrity.accept", "gpu.baseline.replace"],
    ]);
  });
});
