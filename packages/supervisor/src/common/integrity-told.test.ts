import type { IntegrityChange } from "@casemate/contract";
import { expect, it } from "vitest";
import { ToldChanges } from "./integrity-told.ts";

const changed: IntegrityChange = {
  group: "models",
  path: "vault/9f",
  kind: "changed",
  expected: "a".repeat(64),
  found: "b".repeat(64),
  bytes: 5,
};

it("tells a model's changed file once while the vault is locked, and once more when the model can be named", () => {
  const told = new ToldChanges();
  let model: string | null = null;
  const modelOf = () => model;
  const look = () => told.fresh([changed], [], modelOf).length;
  const locked = [look(), look(), look(), told.forgetUnnamed(modelOf), look()];
  model = "m1";
  const open = [told.forgetUnnamed(modelOf), look(), look(), told.forgetUnnamed(modelOf), look()];
  model = null;
  expect({ locked, open, relocked: [told.forgetUnnamed(modelOf), look()] }).toEqual({
    locked: [0, 1, 0, false, 0],
    open: [true, 1, 0, false, 0],
    relocked: [false, 0],
  });
});
