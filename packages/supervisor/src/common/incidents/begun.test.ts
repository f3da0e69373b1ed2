import type { IncidentsSlice } from "@casemate/contract";
import { expect, it } from "vitest";
import { followBegun } from "./begun.ts";

const START = "2026-11-21T12:00:00.000Z";
const EARLIER = "2026-11-20T12:00:00.000Z";
const LATER = "2026-11-21T12:00:01.000Z";

function slice(kept: IncidentsSlice["kept"], ...items: [id: string, openedAt: string][]): IncidentsSlice {
  return {
    kept,
    note: null,
    open: { critical: 0, high: 0, medium: 0, low: 0 },
    failed: 0,
    frozen: false,
    items: items.map(([id, openedAt]) => ({
      id,
      class: id.startsWith("i") ? "integrity_violation" : "unauthorized_access",
      severity: "high",
      state: "open",
      latched: true,
      subject: { kind: "log", id: "log" },
      summary: { code: "x", message: "x" },
      openedAt,
      lastSeenAt: openedAt,
      count: 1,
      next: "acknowledge",
    })),
  };
}

it("tells each incident once, when it begins, and never one that an earlier run had stored", () => {
  const begun = followBegun(START);
  expect([
    begun(slice("starting")),
    begun(slice("starting", ["u1", LATER])),
    begun(slice("durable", ["u1", LATER], ["i0", EARLIER])),
    begun(slice("durable", ["u1", LATER], ["i0", EARLIER])),
    begun(slice("durable", ["i2", LATER], ["u1", LATER])),
    begun(slice("memory", ["i2", LATER])),
    begun(slice("durable", ["i2", LATER], ["u1", LATER])),
  ]).toEqual([[], ["unauthorized_access"], [], [], ["integrity_violation"], [], []]);
});

it("tells one that begins while the clock was set back", () => {
  const begun = followBegun(START);
  begun(slice("durable"));
  expect(begun(slice("durable", ["i1", EARLIER]))).toEqual(["integrity_violation"]);
});
