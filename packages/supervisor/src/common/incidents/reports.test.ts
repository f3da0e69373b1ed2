import type { State } from "@casemate/contract";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { testState } from "../state/test-state.ts";
import { bypassed, weaker } from "./other-reports.ts";
import { watchLog, watchVault } from "./slice-reports.ts";

const { ledger, vault } = testState().snapshot().state;
const damaged = (code: string, message = "Record 3 was changed."): State["ledger"] => ({
  ...ledger,
  state: "damaged",
  error: { code, message },
});

describe("the log's state", () => {
  it("is reported once for each thing that is found, with what was found", () => {
    const states = [
      { ...ledger, state: "ok" as const },
      damaged("ledger_edited"),
      damaged("ledger_tree", "Record 3 was changed. Still."),
      damaged("ledger_rolled_back"),
      { ...ledger, state: "unavailable" as const },
      { ...ledger, state: "ok" as const },
      damaged("ledger_edited"),
    ];
    const told = states.slice(1).map((now, i) => watchLog(states[i] ?? ledger, now)?.summary.code ?? null);
    expect(told).toEqual(["ledger_edited", null, "ledger_rolled_back", null, null, "ledger_edited"]);
  });
});

describe("the vault's state", () => {
  it("is reported from the tenth wrong passphrase in a row on, each time; what a start finds is not", () => {
    const at = (failures: number): State["vault"] => ({ ...vault, failures });
    const told = (from: number, to: number): number | null => {
      const [seen] = watchVault(at(from), at(to))?.evidence ?? [];
      return seen?.kind === "count" ? seen.count : null;
    };
    expect([told(8, 9), told(9, 10), told(10, 11), told(0, 13), told(11, 0), told(10, 10)]).toEqual([
      null,
      10,
      11,
      null,
      null,
      null,
    ]);
  });

  it("is reported when its header cannot be read, once", () => {
    const broken: State["vault"] = {
      ...vault,
      state: "error",
      error: { code: "vault_damaged", message: "The header was changed." },
    };
    expect([watchVault(vault, broken)?.class, watchVault(broken, broken)]).toEqual([
      "integrity_violation",
      null,
    ]);
  });
});

describe("confinement", () => {
  const levels = fc.constantFrom("none", "reduced", "full", "unknown");
  const layers = fc.subarray(["bubblewrap", "seccomp", "rlimits"]).map((list) => list.join(","));
  const one = fc.record({ level: levels, layers });

  it("is reported exactly when it is known and weaker: a lower level, or a layer that is gone", () => {
    fc.assert(
      fc.property(one, one, (before, now) => {
        const rank = ["none", "reduced", "full"];
        const known = before.level !== "unknown" && now.level !== "unknown";
        const lower = rank.indexOf(now.level) < rank.indexOf(before.level);
        const gone = before.layers.split(",").some((layer) => !now.layers.split(",").includes(layer));
        const lost = before.layers !== "" && gone;
        expect(weaker(before, now) !== null).toBe(known && (lower || lost));
      }),
    );
  });
});

describe("a denied call", () => {
  it("is reported for what only a page under other control asks for, not for an ordinary no", () => {
    const rules = ["import.path", "approval.only", "vault.locked", "incident.frozen", "danger.release"];
    expect(rules.map((rule) => bypassed("model.import", rule, "browser")?.class ?? null)).toEqual([
      "policy_bypass_attempt",
      "policy_bypass_attempt",
      null,
      null,
      null,
    ]);
  });
});
