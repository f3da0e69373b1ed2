import { contract } from "@casemate/contract";
import * as fc from "fast-check";
import { callNames, LEDGER_STATES, VAULT_STATES, VIAS, type Question } from "../src/index.ts";

/** Every call of the contract with its risk. */
export const CALLS = Object.entries(contract).flatMap(([name, spec]) =>
  spec.kind === "call" ? [[name, spec.risk] as const] : [],
);

/** A question as the supervisor can ask it; unknown calls too. */
export const question: fc.Arbitrary<Question> = fc
  .record({
    call: fc.oneof(
      fc.constantFrom(...CALLS),
      fc.tuple(fc.string(), fc.constantFrom("read", "act", "danger")),
    ),
    via: fc.constantFrom(...VIAS),
    vault: fc.constantFrom(...VAULT_STATES),
    ledger: fc.constantFrom(...LEDGER_STATES),
    frozen: fc.boolean(),
    grants: fc.option(fc.constantFrom(...callNames())),
  })
  .map(({ call: [call, risk], ...rest }) => ({ call, risk, ...rest }));

/** A rule as a person could write it; many do not load. */
export const ruleText: fc.Arbitrary<object> = fc.record(
  {
    id: fc.stringMatching(/^[a-z][a-z0-9-]{0,8}$/),
    calls: fc.oneof(
      fc.constant("*"),
      fc.uniqueArray(fc.constantFrom(...callNames()), { minLength: 1, maxLength: 6 }),
    ),
    from: fc.uniqueArray(fc.constantFrom(...VIAS), { minLength: 1 }),
    decision: fc.constantFrom("ask", "deny", "allow"),
    coolOffSeconds: fc.nat({ max: 100 }),
    answerWithinSeconds: fc.nat({ max: 200 }),
  },
  { requiredKeys: ["id", "calls", "decision"] },
);
