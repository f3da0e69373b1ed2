import { contract } from "@casemate/contract";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import {
  decide,
  LEDGER_STATES,
  NO_CALL_POLICY,
  POLICY_ROWS,
  policyText,
  readCallPolicy,
  VAULT_STATES,
  VIAS,
  type Question,
} from "./index.ts";

const FROZEN = [false, true];
const TABLE = join(import.meta.dirname, "..", "policy-table.txt");

const CALLS = Object.entries(contract).flatMap(([name, spec]) =>
  spec.kind === "call" ? [[name, spec.risk] as const] : [],
);

const OWN = readCallPolicy(
  '{"version":1,"about":"calls","rules":[{"id":"slow","calls":["model.release"],"decision":"ask","coolOffSeconds":60}]}',
);
const CALM = { vault: "unlocked", ledger: "ok", frozen: false } as const;

function answer(question: Question): string {
  const { decision, rule } = decide(question);
  return decision === "allow" ? "allow" : `${decision} (${rule})`;
}

/** "answer when all vault states agree, else answer: states; answer: states". */
function overVaults(question: Omit<Question, "vault">): string {
  const groups = Map.groupBy(VAULT_STATES, (vault) => answer({ ...question, vault }));
  if (groups.size === 1) return [...groups.keys()].join("");
  return [...groups].map(([text, vaults]) => `${text}: ${vaults.join(" ")}`).join("; ");
}

/** Every call × caller × vault state with a working log, then what differs with any other state of the log, and while calls are frozen. */
function table(): string {
  const lines = (ledger: Question["ledger"], frozen = false): string[] =>
    CALLS.flatMap(([call, risk]) => {
      const groups = Map.groupBy(VIAS, (via) => overVaults({ call, risk, via, ledger, frozen }));
      return [...groups].map(
        ([text, vias]) =>
          `${call} [${risk}] · ${groups.size === 1 ? "everybody" : vias.join(", ")} · ${text}`,
      );
    });
  const usual = lines("ok");
  const rest = LEDGER_STATES.slice(1).map((ledger) => [
    `# log ${ledger}: only what differs`,
    ...lines(ledger).filter((line) => !usual.includes(line)),
  ]);
  rest.push([
    "# calls frozen, log ok: only what differs",
    ...lines("ok", true).filter((line) => !usual.includes(line)),
  ]);
  return [
    ["# call [risk] · callers · decision, by vault state where it matters", "# log ok", ...usual],
    ...rest,
  ]
    .map((part) => `${part.join("\n")}\n`)
    .join("\n");
}

describe("decide", () => {
  it("decides every call, caller and state as the table says", () => {
    const now = table();
    // UPDATE_POLICY_TABLE=1 writes the table anew; read the difference before committing it.
    if (process.env["UPDATE_POLICY_TABLE"] === "1") writeFileSync(TABLE, now);
    expect(now.split("\n")).toEqual(readFileSync(TABLE, "utf8").split("\n"));
  });

  it("has a row that names each call of the contract, and names no other", () => {
    const named = new Set(POLICY_ROWS.flatMap(({ calls }) => (calls === "*" ? [] : calls)));
    expect([...named].sort()).toEqual(CALLS.map(([name]) => name).sort());
  });

  it("has no row that can never be reached", () => {
    const reached = new Set<string>();
    for (const [call, risk] of [...CALLS, ["vault.open-sesame", "read"] as const]) {
      for (const via of VIAS)
        for (const vault of VAULT_STATES)
          for (const ledger of LEDGER_STATES)
            for (const frozen of FROZEN)
              reached.add(decide({ call, risk, via, vault, ledger, frozen }).reason);
    }
    expect(POLICY_ROWS.map(({ reason }) => reason).filter((reason) => !reached.has(reason))).toEqual([]);
  });

  it.each(["vault.open-sesame", "toString", "__proto__", "", "VAULT.LOCK", "vault.lock "])(
    "denies the unknown call %j to everybody",
    (call) => {
      const answers = VIAS.map(
        (via) => decide({ call, risk: "read", via, vault: "unlocked", ledger: "ok", frozen: false }).decision,
      );
      expect(new Set(answers)).toEqual(new Set(["deny"]));
    },
  );

  it("denies a danger call that has no row of its own", () => {
    expect(decide({ ...CALM, call: "model.explode", risk: "danger", via: "in-process" })).toMatchObject({
      decision: "deny",
      rule: "default.deny",
      reason: "No rule allows this.",
    });
  });

  it("holds its promises in every state", () => {
    const broken: string[] = [];
    for (const [call, risk] of CALLS) {
      for (const via of VIAS)
        for (const vault of VAULT_STATES)
          for (const ledger of LEDGER_STATES) {
            const { decision } = decide({ call, risk, via, vault, ledger, frozen: false });
            const at = `${call} ${via} ${vault} ${ledger}`;
            if (risk === "danger" && decision === "allow") broken.push(`danger without asking: ${at}`);
            const recovery = call === "audit.recover" && ledger === "damaged";
            if (risk === "danger" && ledger !== "ok" && decision !== "deny" && !recovery)
              broken.push(`danger without a record: ${at}`);
            if (/^(model|chat)\.|^runtime\.load$/.test(call) && vault !== "unlocked" && decision !== "deny")
              broken.push(`needs the vault: ${at}`);
            if (/^vault\.(lock|unlock)$/.test(call) && via !== "approval" && decision !== "allow")
              broken.push(`held up: ${at}`);
          }
    }
    expect(broken).toEqual([]);
  });
});

describe("granting with a log that takes no records", () => {
  it("is for the damaged log's recovery only", () => {
    const allowed = LEDGER_STATES.flatMap((ledger) =>
      CALLS.flatMap(([grants]) => {
        const grant = {
          call: "approvals.grant",
          risk: "act",
          via: "socket",
          vault: "locked",
          frozen: false,
        } as const;
        return ledger !== "ok" && decide({ ...grant, ledger, grants }).decision === "allow"
          ? [`${ledger} ${grants}`]
          : [];
      }),
    );
    expect(allowed).toEqual(["damaged audit.recover"]);
  });
});

describe("policyText", () => {
  it("names every row, and is another with a person's own policy", () => {
    const bare = policyText(NO_CALL_POLICY);
    const missing = POLICY_ROWS.filter(({ reason }) => !bare.includes(JSON.stringify(reason)));
    expect([missing, bare === policyText({ ...NO_CALL_POLICY }), bare === policyText(OWN)]).toEqual([
      [],
      true,
      false,
    ]);
  });
});
