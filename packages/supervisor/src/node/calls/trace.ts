import { AuditRecord } from "@casemate/contract";
import { LEDGER_STATES, replay, VAULT_STATES, VIAS, type Replayed, type TracedCall } from "@casemate/policy";
import * as z from "zod";
import type { CallsInForce } from "./read-call-policy.ts";

/** A record whose caller is Casemate itself was no call. */
const OWN_ACTOR = "casemate";
const Stands = new RegExp(`^vault (${VAULT_STATES.join("|")}), log (${LEDGER_STATES.join("|")})(, frozen)?$`);
const Decision = z.enum(["allow", "ask", "deny"]);

/** One line of a trace that somebody wrote by hand or with another program. What is left out is unknown. */
const TraceLine = z.strictObject({
  call: z.string().min(1).max(64),
  from: z.enum(VIAS).optional(),
  vault: z.enum(VAULT_STATES).optional(),
  log: z.enum(LEDGER_STATES).optional(),
  frozen: z.boolean().optional(),
  grants: z.string().max(64).optional(),
  decision: Decision.optional(),
});

/** What a policy says about recorded calls, in their order. */
export function checkTrace(trace: readonly TracedCall[], { policy }: CallsInForce): Replayed[] {
  return trace.map((traced) => replay(traced, policy));
}

/** The calls in records of the log, in the order given. Requests and outcomes are not calls of their own. */
export function traceOfRecords(records: readonly AuditRecord[]): TracedCall[] {
  const asked = new Map(
    records
      .filter(({ action }) => action === "approval.requested")
      .map(({ detail }) => [String(detail["approval"]), String(detail["call"])] as const),
  );
  return records.flatMap(({ seq, kind, actor, action, subject, detail }) => {
    const decided = Decision.safeParse(detail["decision"]);
    if (actor === OWN_ACTOR || (kind !== "intent" && !decided.success)) return [];
    const [, vault, ledger, frozen] = Stands.exec(String(detail["stands"])) ?? [];
    return [
      {
        where: `record ${String(seq)}`,
        call: action,
        via: VIAS.find((via) => actor.startsWith(`${via}:`)) ?? null,
        vault: VAULT_STATES.find((one) => one === vault) ?? null,
        ledger: LEDGER_STATES.find((one) => one === ledger) ?? null,
        frozen: vault === undefined ? null : frozen !== undefined,
        grants: action === "approvals.grant" ? (asked.get(subject ?? "") ?? null) : null,
        decision: decided.success ? decided.data : null,
      },
    ];
  });
}

/** A trace in JSON Lines: records as the log has them, or `{"call", "from", "vault", …}`. Throws `RangeError` naming the line. */
export function traceOfLines(text: string): TracedCall[] {
  const records: AuditRecord[] = [];
  const written: TracedCall[] = [];
  text.split("\n").forEach((line, at) => {
    if (line.trim() === "") return;
    const value = parsed(line, at + 1);
    const record = AuditRecord.safeParse(value);
    if (record.success) records.push(record.data);
    else written.push(ofLine(value, at + 1));
  });
  if (records.length > 0 && written.length > 0)
    throw new RangeError("some lines are records of the log and others are not; use one kind.");
  return written.length > 0 ? written : traceOfRecords(records);
}

function ofLine(value: unknown, line: number): TracedCall {
  const { success, data, error } = TraceLine.safeParse(value);
  if (!success) {
    const issue = error.issues[0];
    throw new RangeError(
      `line ${String(line)} is neither a record of the log nor a call of a trace${issue === undefined ? "" : ` (${issue.path.join(".")}: ${issue.message})`}.`,
    );
  }
  const { call, from, vault, log, frozen, grants, decision } = data;
  return {
    where: `line ${String(line)}`,
    call,
    via: from ?? null,
    vault: vault ?? null,
    ledger: log ?? null,
    frozen: frozen ?? null,
    grants: grants ?? null,
    decision: decision ?? null,
  };
}

function parsed(line: string, number: number): unknown {
  try {
    return JSON.parse(line);
  } catch {
    throw new RangeError(`line ${String(number)} is not JSON.`);
  }
}
