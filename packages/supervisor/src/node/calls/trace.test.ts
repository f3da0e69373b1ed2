import type { AuditRecord } from "@casemate/contract";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { readCallPolicyFile } from "./read-call-policy.ts";
import { checkTrace, traceOfLines, traceOfRecords } from "./trace.ts";

const folder = mkdtempSync(join(tmpdir(), "casemate-trace-"));
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});
const file = join(folder, "call-policy.json");
writeFileSync(
  file,
  '{"version":1,"about":"calls","rules":[{"id":"no-import","calls":["model.import"],"decision":"deny"}]}',
);
const bare = readCallPolicyFile(join(folder, "none.json"), false);
const strict = readCallPolicyFile(file, true);

function record(change: Partial<AuditRecord>): AuditRecord {
  return {
    seq: 7,
    at: "2026-01-01T00:00:00.000Z",
    kind: "intent",
    actor: "socket:01234567",
    action: "model.import",
    subject: null,
    intent: null,
    result: null,
    detail: { decision: "allow", rule: "models", stands: "vault unlocked, log ok" },
    hash: "0".repeat(64),
    ...change,
  };
}

describe("a recorded trace", () => {
  it("is judged by the policy of today, with what stood then", () => {
    const trace = traceOfRecords([
      record({}),
      record({ seq: 8, kind: "outcome", intent: 7, detail: {} }),
      record({ seq: 9, actor: "casemate", action: "model.received" }),
      record({
        seq: 10,
        action: "vault.lock",
        detail: { decision: "allow", stands: "vault unlocked, log ok, frozen" },
      }),
      record({ seq: 11, action: "model.discard", detail: {} }),
    ]);
    const outcomes = (calls: typeof bare): string[] =>
      checkTrace(trace, calls).map(({ where, now, outcome }) => `${where} ${now} ${outcome}`);
    expect([outcomes(bare), outcomes(strict)]).toEqual([
      ["record 7 allow same", "record 10 allow same", "record 11 depends depends"],
      ["record 7 deny stricter", "record 10 allow same", "record 11 depends depends"],
    ]);
  });

  it("finds what a grant was for, in the records about the request", () => {
    const id = "b".repeat(32);
    const trace = traceOfRecords([
      record({
        kind: "note",
        actor: "casemate",
        action: "approval.requested",
        detail: { approval: id, call: "audit.recover" },
      }),
      record({
        action: "approvals.grant",
        subject: id,
        detail: { decision: "allow", stands: "vault locked, log damaged" },
      }),
    ]);
    expect(checkTrace(trace, bare).map(({ outcome }) => outcome)).toEqual(["same"]);
  });

  it("is read from lines; a call without a recorded decision is new or denied", () => {
    const lines = [
      '{"call":"model.import","from":"socket","vault":"unlocked","log":"ok","frozen":false}',
      "",
      '{"call":"model.import","from":"browser","vault":"unlocked","log":"ok","frozen":false}',
      '{"call":"model.explode","decision":"deny"}',
    ].join("\n");
    expect(checkTrace(traceOfLines(lines), bare).map(({ where, outcome }) => `${where} ${outcome}`)).toEqual([
      "line 1 new",
      "line 3 denied",
      "line 4 same",
    ]);
  });

  it.each([
    ["{", "line 1 is not JSON"],
    ['{"call":"a"}\n{"cal":"b"}', "line 2 is neither"],
    [`${JSON.stringify(record({}))}\n{"call":"a"}`, "use one kind"],
  ])("names the line of %j that it cannot use", (text, wanted) => {
    expect(() => traceOfLines(text)).toThrow(wanted);
  });
});

describe("a call policy file", () => {
  it("that is missing is none, unless somebody named it; one that is damaged denies", () => {
    const damaged = join(folder, "damaged.json");
    writeFileSync(damaged, Buffer.from([0xff, 0xfe, 0x7b]));
    const read = [
      bare,
      readCallPolicyFile(join(folder, "none.json"), true),
      readCallPolicyFile(damaged, false),
      readCallPolicyFile(folder, false),
    ];
    expect(
      read.map(({ policy, problem }) => [policy.state, problem?.replaceAll(folder, "") ?? null]),
    ).toEqual([
      ["none", null],
      ["broken", "/none.json cannot be read: it does not exist."],
      ["broken", "/damaged.json: It is not UTF-8 text."],
      ["broken", " cannot be read: it is not a file."],
    ]);
  });
});
