import { contract } from "@casemate/contract";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { openFields } from "../../src/common/bundle/leaves.ts";
import { createRedactor } from "../../src/common/bundle/redact.ts";
import { composeRecord, type RecordContent } from "../../src/common/record/fields.ts";
import { sha256 } from "../../src/node/hashing.ts";

/** Every call, and what is noted without one. None of them holds a "|", with which the hidden values below begin. */
const ACTIONS = [
  ...Object.keys(contract),
  "vault.locked",
  "vault.keeper_ended",
  "casemate.started",
  "casemate.stopped",
  "approval.requested",
  "forensic.exported",
  "model.admitted",
];
const value = fc.string({ maxLength: 6 }).map((text) => `|${text}`);
const other = fc.oneof(fc.integer(), fc.boolean(), fc.constant(null), fc.string({ maxLength: 8 }));
const name = fc.stringMatching(/^[a-z]{1,8}$/);

/** Records of every kind whose facts may quote who acted and about what, by value, in the middle of a text, or in their own name. */
const record: fc.Arbitrary<RecordContent> = fc
  .record({
    actor: value,
    subject: fc.option(value),
    facts: fc.array(fc.tuple(name, other, fc.nat(5)), { maxLength: 6 }),
  })
  .chain(({ actor, subject, facts }) => {
    const quoting = facts.map(([fact, plain, how]) => {
      const about = subject ?? actor;
      const said = [plain, about, `told ${about}.`, actor, plain, plain][how] ?? plain;
      return [how === 4 ? `${fact}${about}` : fact, said] as const;
    });
    return fc.record({
      at: fc.constant("2026-11-01T00:00:00.000Z"),
      kind: fc.constantFrom("intent", "outcome", "note"),
      actor: fc.constant(actor),
      action: fc.constantFrom(...ACTIONS),
      subject: fc.constant(subject),
      intent: fc.option(fc.nat(1000)),
      result: fc.option(fc.constantFrom("ok", "denied", "failed", "unknown")),
      detail: fc.constant({ ...Object.fromEntries(quoting), arguments: "0".repeat(64) }),
    });
  });
const HIDE = fc.subarray(["actor", "subject", "detail.arguments", "detail"], { minLength: 1 });

function redacted(
  content: RecordContent,
  hide: readonly string[],
): { shown: Map<string, unknown>; hidden: number; counted: number } {
  const redactor = createRedactor(sha256, hide);
  const { texts } = composeRecord(content);
  const fields = redactor.redact(texts.map((text) => ({ text, salt: "00".repeat(16) })));
  const shown = openFields(fields, 0, hide); // as every verifier reads it
  const counted = redactor.hidden().reduce((sum, { count }) => sum + count, 0);
  return { shown, hidden: fields.length - shown.size, counted };
}

describe("a hidden field", () => {
  it("can be read nowhere else in its record, whatever kind of record it is", () => {
    fc.assert(
      fc.property(record, HIDE, (content, hide) => {
        const { shown, hidden, counted } = redacted(content, hide);
        const texts = [...shown].map(([field, said]) => `${field}\n${String(said)}`);
        const secrets = hide.flatMap((field) =>
          field === "actor"
            ? [content.actor]
            : field === "subject" && content.subject !== null
              ? [content.subject]
              : [],
        );
        const leaks = secrets.filter((secret) => texts.some((text) => text.includes(secret)));
        expect([leaks, hidden]).toEqual([[], counted]);
      }),
      { numRuns: 2000 },
    );
  });

  it("takes the unsalted digest of the call with it, when it is the subject", () => {
    fc.assert(
      fc.property(record, (content) => {
        const { shown } = redacted(content, ["subject"]);
        expect(shown.has("detail.arguments")).toBe(content.subject === null);
      }),
    );
  });

  it("leaves everything alone that neither is it nor quotes it", () => {
    fc.assert(
      fc.property(record, (content) => {
        const { shown } = redacted(content, ["detail.not-there"]);
        expect(shown.size).toBe(composeRecord(content).texts.length);
      }),
    );
  });

  it("is none of the log's own records: they carry the keys", () => {
    const own = {
      at: "2026-11-01T00:00:00.000Z",
      kind: "note",
      actor: "casemate",
      action: "ledger.sealed",
      subject: null,
      intent: null,
      result: null,
      detail: { epoch: 1 },
    } as const;
    expect(redacted(own, ["actor", "subject", "detail"])).toMatchObject({ hidden: 0, counted: 0 });
  });
});
