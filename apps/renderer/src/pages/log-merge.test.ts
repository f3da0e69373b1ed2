import type { AuditRecord } from "@casemate/contract";
import { expect, it } from "vitest";
import { merge } from "./log-merge.ts";

function record(seq: number): AuditRecord {
  return {
    seq,
    at: "2026-11-21T00:00:00.000Z",
    kind: "note",
    actor: "casemate",
    action: "test",
    subject: null,
    intent: null,
    result: null,
    detail: {},
    hash: "0".repeat(64),
  };
}

it("joins pages that overlap, in any order, newest first and each once", () => {
  const joined = merge(merge([], [record(1), record(2)]), [record(4), record(3), record(2)]);
  expect(joined.map(({ seq }) => seq)).toEqual([4, 3, 2, 1]);
});
