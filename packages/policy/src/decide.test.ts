import { contract, type Caller, type Risk } from "@casemate/contract";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { decide, FROZEN_CALLS, POLICY_ROWS, policyDigest, type Question } from "./index.ts";

const VIAS = [
  "window",
  "browser",
  "approval",
  "socket",
  "in-process",
] as const satisfies readonly Caller["via"][];
const VAULTS = [
  "absent",
  "locked",
  "unlocking",
  "unlocked",
  "locking",
  "error",
] as const satisfies readonly Question["vault"][];
const LEDGERS = ["ok", "starting", "unavailable", "damaged"] as const satisfies readonly Question["ledger"][];
const TABLE = join(import.meta.dirname, "..", "policy-table.txt");

const CALLS = Object.entries(contract).flatMap(([name, spec]) =>
  spec.kind === "call" ? [[name, spec.risk] as const] : [],
);

function answer(
  call: string,
  risk: Risk,
  via: Question["via"],
  vault: Question["vault"],
  ledger: Question["ledger"],
): string {
  const { decision, rule } = decide({ call, risk, via, vault, ledger });
  return decision === "allow" ? "allow" : `${decision} (${rule})`;
}

/** "answer when all vault states agree, else answer: states; answer: states". */
function overVaults(call: string, risk: Risk, via: Question["via"], ledger: Question["ledger"]): string {
  const groups = Map.groupBy(VAULTS, (vault) => answer(call, risk, via, vault, ledger));
  if (groups.size === 1) return [...groups.keys()].join("");
  return [...groups].map(([text, vaults]) => `${text}: ${vaults.join(" ")}`).join("; ");
}

/** Every call × caller × vault state with a working log, then what differs with any other state of the log. */
function table(): string {
  const lines = (ledger: Question["ledger"]): string[] =>
    CALLS.flatMap(([call, risk]) => {
      const groups = Map.groupBy(VIAS, (via) => overVaults(call, risk, via, ledger));
      return [...groups].map(
        ([text, vias]) =>
          `${call} [${risk}] · ${groups.size === 1 ? "everybody" : vias.join(", ")} · ${text}`,
      );
    });
  const usual = lines("ok");
  const rest = LEDGERS.slice(1).map((ledger) => [
    `# log ${ledger}: only what differs`,
    ...lines(ledger).filter((line) => !usual.includes(line)),
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
        for (const vault of VAULTS)
          for (const ledger of LEDGERS)
            for (const frozen of [false, true])
              reached.add(decide({ call, risk, via, vault, ledger, frozen }).reason);
    }
    expect(POLICY_ROWS.map(({ reason }) => reason).filter((reason) => !reached.has(reason))).toEqual([]);
  });

  it.each(["vault.open-sesame", "toString", "__proto__", "", "VAULT.LOCK", "vault.lock "])(
    "denies the unknown call %j to everybody",
    (call) => {
      const answers = VIAS.map(
        (via) => decide({ call, risk: "read", via, vault: "unlocked", ledger: "ok" }).decision,
      );
      expect(new Set(answers)).toEqual(new Set(["deny"]));
    },
  );

  it("denies a danger call that has no row of its own", () => {
    expect(
      decide({ call: "model.explode", risk: "danger", via: "in-process", vault: "unlocked", ledger: "ok" }),
    ).toEqual({
      decision: "deny",
      rule: "default.deny",
      reason: "No rule allows this.",
    });
  });

  it("holds its promises in every state", () => {
    const broken: string[] = [];
    for (const [call, risk] of CALLS) {
      for (const via of VIAS)
        for (const vault of VAULTS)
          for (const ledger of LEDGERS) {
            const { decision } = decide({ call, risk, via, vault, ledger });
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

describe("a freeze", () => {
  it("only ever denies more: what runs a model or lets something in, and nothing else", () => {
    const changed = new Set<string>();
    for (const [call, risk] of CALLS)
      for (const via of VIAS)
        for (const vault of VAULTS)
          for (const ledger of LEDGERS) {
            const question = { call, risk, via, vault, ledger };
            const [before, after] = [decide(question), decide({ ...question, frozen: true })];
            if (before.decision !== after.decision) changed.add(`${call} ${after.decision} ${after.rule}`);
          }
    expect([...changed].sort()).toEqual(FROZEN_CALLS.map((call) => `${call} deny incident.frozen`).sort());
  });
});

describe("granting with a log that takes no records", () => {
  it("is for the damaged log's recovery only", () => {
    const allowed = LEDGERS.flatMap((ledger) =>
      CALLS.flatMap(([grants]) => {
        const grant = { call: "approvals.grant", risk: "act", via: "socket", vault: "locked" } as const;
        return ledger !== "ok" && decide({ ...grant, ledger, grants }).decision === "allow"
          ? [`${ledger} ${grants}`]
          : [];
      }),
    );
    expect(allowed).toEqual(["damaged audit.recover"]);
  });
});

describe("policyDigest", () => {
  it("is one line of hexadecimal, the same every time", async () => {
    const first = await policyDigest();
    expect([first, /^[0-9a-f]{64}$/.test(first)]).toEqual([await policyDigest(), true]);
  });
});
