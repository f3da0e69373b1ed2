import { contract } from "@casemate/contract";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { CallPolicyProblem, readCallPolicy } from "./index.ts";
import { CANNOT_WAIT } from "./common/standing.ts";

const rule = { id: "slow-release", calls: ["model.release"], decision: "ask", coolOffSeconds: 300 };
const limit = { id: "page", calls: ["chat.create"], from: ["browser"], atMost: 5, inSeconds: 60 };

function text(change: object): string {
  return JSON.stringify({ version: 1, about: "calls", ...change });
}

function problem(given: string): string {
  try {
    readCallPolicy(given);
    return "it loads";
  } catch (error) {
    if (error instanceof CallPolicyProblem) return error.message;
    throw error;
  }
}

describe("readCallPolicy", () => {
  it("reads a good one; spelling and order do not change what it says", () => {
    const one = readCallPolicy(text({ note: "Slowly", rules: [rule], limits: [limit] }));
    const other = readCallPolicy(
      `{ "limits": [${JSON.stringify(limit)}],\n "rules":[{"decision":"ask","calls":["model.release"],"coolOffSeconds":300,"id":"slow-release"}], "about":"calls","version":1 }`,
    );
    expect([one.state, one.rules.length, one.limits.length, one.canonical]).toEqual([
      "file",
      1,
      1,
      other.canonical,
    ]);
  });

  it.each<[string, string, RegExp]>([
    ["no JSON", "{", /not JSON/],
    ["no object", "[]", /must be an object/],
    ["a key that stands twice", '{"version":1,"version":1,"about":"calls","rules":[]}', /stands twice/],
    [
      "a key that stands twice, spelled otherwise",
      text({ rules: [rule] }).replace('"id"', '"i\\u0064":"a","id"'),
      /stands twice/,
    ],
    ["an unknown key", text({ rule: [rule] }), /unknown key "rule"/],
    ["an unknown key of a rule", text({ rules: [{ ...rule, cooloff: 1 }] }), /unknown key "cooloff"/],
    ["a prototype", '{"version":1,"about":"calls","__proto__":{}}', /unknown key "__proto__"/],
    ["another version", text({ version: 2, rules: [rule] }), /version must be 1/],
    ["another kind", text({ about: "models", rules: [rule] }), /about must be/],
    ["nothing", text({}), /sets nothing/],
    ["an empty list", text({ rules: [] }), /1 to 64/],
    ["what would loosen", text({ rules: [{ ...rule, decision: "allow" }] }), /can only tighten/],
    ["an unknown call", text({ rules: [{ ...rule, calls: ["model.relase"] }] }), /no such call/],
    ["an unknown caller", text({ rules: [{ ...rule, from: ["phone"] }] }), /there are window/],
    ["what is never held up", text({ rules: [{ ...rule, calls: ["vault.lock"] }] }), /never held up/],
    ["asking about reading", text({ rules: [{ ...rule, calls: ["audit.tail"] }] }), /cannot wait/],
    ["asking with a passphrase", text({ rules: [{ ...rule, calls: ["vault.passwd"] }] }), /cannot wait/],
    [
      "a rule that holds already",
      text({ rules: [{ id: "a", calls: ["model.release"], decision: "ask" }] }),
      /could never fire/,
    ],
    [
      "a rule behind a stricter one",
      text({ rules: [{ id: "a", calls: ["model.release"], decision: "deny" }, rule] }),
      /"slow-release" could never fire/,
    ],
    [
      "a rule for a caller who is denied anyway",
      text({ rules: [{ id: "a", calls: ["model.import"], from: ["browser"], decision: "deny" }] }),
      /could never fire/,
    ],
    [
      "a time that can never be met",
      text({ rules: [{ ...rule, answerWithinSeconds: 300 }] }),
      /never be granted/,
    ],
    ["a wait for a denial", text({ rules: [{ ...rule, decision: "deny" }] }), /cannot set a time/],
    ["an id that stands twice", text({ rules: [rule], limits: [{ ...limit, id: rule.id }] }), /stands twice/],
    ["a fraction", text({ rules: [{ ...rule, coolOffSeconds: 0.5 }] }), /whole number/],
    ["too long a wait", text({ rules: [{ ...rule, coolOffSeconds: 86_401 }] }), /whole number/],
    ["a reason that hides", text({ rules: [{ ...rule, reason: "fine\u202e" }] }), /visible/],
    ["a limit of none", text({ limits: [{ ...limit, atMost: 0 }] }), /whole number/],
  ])("refuses %s", (_, given, wanted) => {
    expect(problem(given)).toMatch(wanted);
  });

  it("answers every text with a policy or one sentence", () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.json(),
          fc.json().map((rules) => `{"rules":${rules}}`),
        ),
        (given) => {
          expect(problem(given)).toMatch(/^[^\n]+\.$|^it loads$/);
        },
      ),
    );
  });
});

it("knows every call that comes with a passphrase as one that cannot wait", () => {
  const withSecret = Object.entries(contract).flatMap(([name, spec]) =>
    spec.kind === "call" && "shape" in spec.input && "secretId" in spec.input.shape ? [name] : [],
  );
  expect(withSecret.filter((name) => !CANNOT_WAIT.some((one) => one === name))).toEqual([]);
});
