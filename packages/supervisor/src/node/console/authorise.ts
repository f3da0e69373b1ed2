import { RpcError, type Admission, type CallName, type AppContract, type State } from "@casemate/contract";
import { canonicalJson } from "@casemate/audit";
import { decide } from "@casemate/policy";
import { createHash } from "node:crypto";
import type { Request } from "../../common/approvals.ts";
import { reportDenial } from "../incidents/watch-state.ts";
import type { Context } from "./context.ts";
import type { Explanation } from "./explain-log.ts";
import type { Act, Intent } from "./ledger-link.ts";

/** Calls that change nothing a log needs to know, or that carry conversation: not recorded. */
const UNRECORDED = new Set<CallName<AppContract>>([
  "secret.begin",
  "chat.send",
  "chat.stop",
  "job.cancel",
  "audit.prove",
  "audit.checkpoint",
  "forensic.preview",
]);
/** Calls after which another log is written: a note before in the old one, a note after in the new one. */
const EXCHANGES = new Set<CallName<AppContract>>(["audit.recover", "audit.rotate"]);
/** What an approval shows for one dangerous call. */
export type Explain = (call: string, input: unknown) => Explanation;

/** Wraps one call: decides, records, runs. Throws what denies it. */
export type Authorise = (admission: Admission, run: () => Promise<unknown>) => Promise<unknown>;

/** Every call passes here: policy, approval, intent in the log, the call, outcome in the log. */
export function createAuthoriser(context: Context, explain: Explain): Authorise {
  const authorise = async (admission: Admission, run: () => Promise<unknown>): Promise<unknown> => {
    const { caller, name, risk, input } = admission;
    if (caller.request !== undefined && subjectOf(input) !== null && subjectOf(input) !== caller.request) {
      if (risk !== "read") reportDenial(context, [name, "approval.only", caller.via]);
      throw new RpcError("denied", "This document can only answer the one request it was opened for.");
    }
    const { decision, rule, reason } = decide({
      via: caller.via,
      call: name,
      risk,
      vault: context.state.get("vault").state,
      ledger: ledgerState(context),
      frozen: context.incidents.frozen(),
      ...(name === "approvals.grant" ? { grants: callOf(context, subjectOf(input)) } : {}),
    });
    if (decision === "deny") {
      // Looking at what one may not see is no attempt at anything.
      if (risk !== "read") reportDenial(context, [name, rule, caller.via]);
      const denied = new RpcError(rule === "vault.locked" ? "locked" : "denied", reason);
      if (risk === "read") throw denied;
      return recorded(admission, () => Promise.reject(new Denial(denied, rule)), false);
    }
    if (decision === "ask") {
      const hash = hashCall(name, input);
      if (!context.approvals.takeTicket(hash)) {
        const request: Request = {
          call: name,
          input: canonicalJson(input),
          hash,
          rule,
          ...explain(name, input),
          caller,
          execute: () => authorise(admission, run),
        };
        const id = context.approvals.ask(request);
        context.ledger.note("approval.requested", subjectOf(input), { approval: id, call: name, rule });
        throw new RpcError(
          "approval_required",
          `This needs your approval first. Request ${id} is waiting under Approvals.`,
        );
      }
    }
    return risk === "read" || UNRECORDED.has(name as CallName<AppContract>)
      ? run()
      : recorded(admission, run, risk === "danger");
  };

  const recorded = async (
    { caller, name, input }: Admission,
    run: () => Promise<unknown>,
    critical: boolean,
  ): Promise<unknown> => {
    const act: Act = {
      actor: `${caller.via}:${caller.session.slice(0, 8)}`,
      action: name,
      subject: subjectOf(input),
    };
    if (critical && EXCHANGES.has(name as CallName<AppContract>))
      return exchanging(act, hashCall(name, input), run);
    const intent = await writeIntent(act, { arguments: hashCall(name, input) }, critical);
    const close = async (
      result: "ok" | "denied" | "failed",
      detail: Record<string, string>,
    ): Promise<void> => {
      if (intent === null) context.ledger.note(name, act.subject, { ...detail, result });
      else await context.ledger.outcome(intent, act, result, detail, critical);
    };
    try {
      const output = await run();
      await close(resultOf(output), outcomeDetail(output));
      return output;
    } catch (error) {
      if (error instanceof Denial) {
        await close("denied", { rule: error.rule });
        throw error.answer;
      }
      await close("failed", { code: error instanceof RpcError ? error.code : "internal" });
      throw error;
    }
  };

  /** A damaged log takes no note; the new one's second record says what was done. */
  const exchanging = async (
    act: Act,
    argumentsHash: string,
    run: () => Promise<unknown>,
  ): Promise<unknown> => {
    if (act.action !== "audit.recover" || context.ledger.available())
      await context.ledger.say(act, { arguments: argumentsHash }).catch(unrecorded);
    const close = async (detail: Record<string, string>): Promise<void> => {
      await context.ledger.say(act, detail).catch((error: unknown) => {
        context.report("ledger", error);
      });
    };
    try {
      const output = await run();
      await close({ result: "ok" });
      return output;
    } catch (error) {
      await close({ result: "failed", code: error instanceof RpcError ? error.code : "internal" });
      throw error;
    }
  };

  const writeIntent = async (
    act: Act,
    detail: Record<string, string>,
    critical: boolean,
  ): Promise<Intent | null> => {
    try {
      return await context.ledger.intent(act, detail, critical);
    } catch (error) {
      if (critical) unrecorded();
      context.report("ledger", error);
      return null;
    }
  };
  return authorise;
}

function unrecorded(): never {
  throw new RpcError(
    "ledger_unavailable",
    "Nothing was done: the log cannot be written, and this action must be recorded first.",
  );
}

function ledgerState({ ledger, state }: Context): State["ledger"]["state"] {
  if (ledger.available()) return "ok";
  const stands = state.get("ledger").state;
  return stands === "ok" ? "unavailable" : stands;
}

/** Which call an approval would run. */
function callOf({ state }: Context, id: string | null): string | null {
  return state.get("approvals").find((one) => one.id === id && one.state === "pending")?.call ?? null;
}

/** The policy said no: recorded like a call that ran, with the rule as its outcome. */
class Denial extends Error {
  readonly answer: RpcError;
  readonly rule: string;
  constructor(answer: RpcError, rule: string) {
    super(answer.message);
    this.answer = answer;
    this.rule = rule;
  }
}

/** Ids only: names and digests would tell a reader of the log which public model this is. */
function subjectOf(input: unknown): string | null {
  const { modelId, chatId, id } = (input ?? {}) as { modelId?: unknown; chatId?: unknown; id?: unknown };
  const subject = modelId ?? chatId ?? id;
  return typeof subject === "string" ? subject : null;
}

/** A call that came back can still have said no: a wrong passphrase is no success. */
function resultOf(output: unknown): "ok" | "denied" {
  const { result } = (output ?? {}) as { result?: unknown };
  return typeof result === "string" && result !== "unlocked" ? "denied" : "ok";
}

/** The result word of an answer, where it has one ("wrong", "unlocked"). */
function outcomeDetail(output: unknown): Record<string, string> {
  const { result } = (output ?? {}) as { result?: unknown };
  return typeof result === "string" ? { answer: result } : {};
}

function hashCall(name: string, input: unknown): string {
  return createHash("sha256")
    .update(`casemate call v1\n${name}\n${canonicalJson(input)}`)
    .digest("hex");
}
