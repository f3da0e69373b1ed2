import { IncidentClass } from "@casemate/contract";
import { readdirSync } from "node:fs";
import { expect, it } from "vitest";
import { actionsOf } from "../incident-class.ts";
import { CLASSES } from "./index.ts";

it("every class of the contract is one file and one line, under its own name", () => {
  const files = readdirSync(import.meta.dirname)
    .filter((name) => !["index.ts", "classes.test.ts"].includes(name))
    .map((name) => name.replace(/\.ts$/, "").replaceAll("-", "_"));
  expect([files.sort(), Object.keys(CLASSES).sort(), Object.values(CLASSES).map(({ id }) => id)]).toEqual([
    [...IncidentClass.options].sort(),
    [...IncidentClass.options].sort(),
    Object.keys(CLASSES),
  ]);
});

it("says what each class does by itself, and what only a ceremony ends", () => {
  const table = Object.values(CLASSES).map((rule) => {
    const { id, severity, latched, escalation } = rule;
    const escalates = escalation
      ? ` ${String(escalation.count)}/${String(escalation.windowMs / 1000)}s→${escalation.to}: ${actionsOf(rule, escalation.to).join(",")}`
      : "";
    return `${id} ${severity}${latched ? " latched" : ""}: ${actionsOf(rule, severity).join(",")}${escalates}`;
  });
  expect(table).toEqual([
    "attestation_failure critical latched: end_runtime,freeze_calls,lock_vault",
    "integrity_violation critical latched: end_runtime,freeze_calls,lock_vault",
    "unauthorized_access critical latched: lock_vault",
    "manifest_mismatch high latched: contain_model,end_runtime",
    "policy_bypass_attempt high: end_runtime 2/600s→critical: end_runtime,freeze_calls",
    "prompt_injection high: end_runtime 3/300s→critical: end_runtime,freeze_calls",
    "model_behavior_anomaly high: contain_model,end_runtime 3/900s→critical: contain_model,end_runtime",
    "tool_call_burst medium: freeze_calls 5/60s→high: freeze_calls",
    "forbidden_airlock_request medium:  5/300s→high: ",
  ]);
});
