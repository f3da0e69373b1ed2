import { RpcError, type Admission, type AppContract, type CallName } from "@casemate/contract";
import { canonicalJson } from "@casemate/audit";
import { createHash } from "node:crypto";
import { subjectOf } from "../calls/question.ts";
import type { Context } from "./context.ts";
import type { Act, Intent } from "./ledger-link.ts";

/** Calls after which another log is written: a note before in the old one, a note after in the new one. */
const EXCHANGES = new Set<CallName<AppContract>>(["audit.recover", "audit.rotate"]);

type Detail = Record<string, string>;

/** Runs one call between its intent and its outcome. `about`: what was decided. `critical`: no call without its intent. */
export type RecordCall = (
  admission: Admission,
  run: () => Promise<unknown>,
  about: Detail,
  critical: boolean,
) => Promise<unknown>;

export function createRecorder({ ledger, report }: Pick<Context, "ledger" | "report">): RecordCall {
  const recorded: RecordCall = async ({ caller, name, input }, run, about, critical) => {
    const act: Act = {
      actor: `${caller.via}:${caller.session.slice(0, 8)}`,
      action: name,
      subject: subjectOf(input),
    };
    const detail = { ...argumentsOf(name, input), ...about };
    if (critical && EXCHANGES.has(name as CallName<AppContract>)) return exchanging(act, detail, run);
    const intent = await writeIntent(act, detail, critical);
    const close = async (result: "ok" | "denied" | "failed", facts: Detail): Promise<void> => {
      if (intent === null) ledger.note(name, act.subject, { ...facts, result });
      else await ledger.outcome(intent, act, result, facts, critical);
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
      await close("failed", { code: codeOf(error) });
      throw error;
    }
  };

  /** A damaged log takes no note; the new one's second record says what was done. */
  const exchanging = async (act: Act, detail: Detail, run: () => Promise<unknown>): Promise<unknown> => {
    if (act.action !== "audit.recover" || ledger.available()) await ledger.say(act, detail).catch(unrecorded);
    const close = async (facts: Detail): Promise<void> => {
      await ledger.say(act, facts).catch((error: unknown) => {
        report("ledger", error);
      });
    };
    try {
      const output = await run();
      await close({ result: "ok" });
      return output;
    } catch (error) {
      await close({ result: "failed", code: codeOf(error) });
      throw error;
    }
  };

  const writeIntent = async (act: Act, detail: Detail, critical: boolean): Promise<Intent | null> => {
    try {
      return await ledger.intent(act, detail, critical);
    } catch (error) {
      if (critical) unrecorded();
      report("ledger", error);
      return null;
    }
  };
  return recorded;
}

function unrecorded(): never {
  throw new RpcError(
    "ledger_unavailable",
    "Nothing was done: the log cannot be written, and this action must be recorded first.",
  );
}

/** The policy said no: recorded like a call that ran, with the rule as its outcome. */
export class Denial extends Error {
  readonly answer: RpcError;
  readonly rule: string;
  constructor(answer: RpcError, rule: string) {
    super(answer.message);
    this.answer = answer;
    this.rule = rule;
  }
}

/** A call that came back can still have said no: a wrong passphrase is no success. */
function resultOf(output: unknown): "ok" | "denied" {
  const { result } = (output ?? {}) as { result?: unknown };
  return typeof result === "string" && result !== "unlocked" ? "denied" : "ok";
}

/** The result word of an answer, where it has one ("wrong", "unlocked"). */
function outcomeDetail(output: unknown): Detail {
  const { result } = (output ?? {}) as { result?: unknown };
  return typeof result === "string" ? { answer: result } : {};
}

function codeOf(error: unknown): string {
  return error instanceof RpcError ? error.code : "internal";
}

/** Calls that carry what a person wrote to a model: recorded only when they are denied. */
const CONVERSATION = new Set<string>(["chat.send"] satisfies CallName<AppContract>[]);

/** The digest has no salt, so a short text could be guessed and the guess checked with it: of a conversation the log keeps none. */
function argumentsOf(name: string, input: unknown): Detail {
  return CONVERSATION.has(name) ? {} : { arguments: hashCall(name, input) };
}

/** SHA-256 over the call's name and its canonical input (RFC 8785). */
export function hashCall(name: string, input: unknown): string {
  return createHash("sha256")
    .update(`casemate call v1\n${name}\n${canonicalJson(input)}`)
    .digest("hex");
}
