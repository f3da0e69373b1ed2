import { RpcError } from "@casemate/contract";
import type { LedgerEntry } from "./ledger-contract.ts";

/** Where records go. A client of `ledgerContract` fits: `{ append: (entry) => client.call("ledger.append", entry) }`. */
export interface AuditSink {
  append(entry: LedgerEntry): Promise<{ seq: number; hash: string }>;
}

export type Act = Pick<LedgerEntry, "actor" | "action" | "subject" | "detail">;

/**
 * Runs `run` between an intent and its outcome. When the intent cannot be written, `run` does not start and the error of the
 * sink is thrown. When the outcome cannot be written, the result of `run` stands: the next start of the ledger writes "unknown".
 */
export async function recorded<T>(sink: AuditSink, act: Act, run: () => Promise<T>): Promise<T> {
  const { seq } = await sink.append({ ...act, kind: "intent", intent: null, result: null });
  const close = async (result: "ok" | "failed", detail: Act["detail"]): Promise<void> => {
    await sink.append({ ...act, kind: "outcome", intent: seq, result, detail }).catch(() => undefined);
  };
  try {
    const value = await run();
    await close("ok", {});
    return value;
  } catch (error) {
    // The code only: messages may hold names, and the log outlives them.
    await close("failed", { code: error instanceof RpcError ? error.code : "internal" });
    throw error;
  }
}
