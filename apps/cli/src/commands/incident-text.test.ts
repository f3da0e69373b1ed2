import type { Incident } from "@casemate/contract";
import { expect, it } from "vitest";
import { incidentText } from "./incident-text.ts";

const AT = "2026-11-21T10:00:00.000Z";

it("puts each reason of a probe on a line of its own, and lets none of them begin one", () => {
  const incident: Incident = {
    ...{ id: "a".repeat(32), class: "integrity_violation", severity: "high", state: "contained" },
    ...{ latched: true, subject: { kind: "machine", id: "gpu:driver:0123" }, fingerprint: "b".repeat(64) },
    ...{ summary: { code: "gpu_driver", message: "m" }, words: { did: "d", todo: "t" } },
    ...{ openedAt: AT, lastSeenAt: AT, count: 1, containment: [], escalations: [], reminded: null },
    ...{ acknowledged: null, attested: null, voided: null, ended: null, next: "acknowledge" },
    evidence: [
      {
        ...{ kind: "probe", at: AT, probe: "driver", status: "critical", verdict: "critical", score: 1 },
        reasons: ["the first", "the second\nhostile: line"],
      },
    ],
  };
  const lines = incidentText(incident).split("\n");
  expect([
    lines.find((line) => line.includes("GPU watch"))?.includes("\\u{"),
    lines.filter((line) => /^ +the first$/.test(line)).length,
    lines.filter((line) => line.includes("the second\\u{a}hostile")).length,
    lines.some((line) => line.startsWith("hostile")),
  ]).toEqual([false, 1, 1, false]);
});
