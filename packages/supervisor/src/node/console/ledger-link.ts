import { connect, RpcError, type AppContract, type Client, type Out } from "@casemate/contract";
import { ledgerContract, type LedgerEntry } from "@casemate/audit";
import { isoTime, type Clock } from "../../common/clock.ts";
import type { StateStore } from "../../common/state/store.ts";
import type { Home } from "../home.ts";
import type { ServiceHandle, Spawner } from "../hosts/spawn-service.ts";

/** Notes that could not be written yet, kept until the ledger is back; beyond this the oldest go. */
const MAX_WAITING_NOTES = 200;
const RESTART_DELAY_MS = 1_000;

type Detail = LedgerEntry["detail"];

/** The supervisor's end of the log. */
export interface LedgerLink {
  start(): Promise<void>;
  stop(): Promise<void>;
  available(): boolean;
  pid(): number | null;
  restarts(): number;
  /** Durable when it answers. Throws `ledger_unavailable`. */
  intent(actor: string, action: string, subject: string | null, detail: Detail): Promise<number>;
  outcome(intent: number, actor: string, action: string, subject: string | null, result: "ok" | "denied" | "failed", detail: Detail): Promise<void>;
  /** Something that happened by itself. Never throws; kept in memory until it can be written. */
  note(action: string, subject: string | null, detail: Detail): void;
  /** Resolves when every note so far was written or given up. */
  flush(): Promise<void>;
  tail(before: number | null, limit: number): Promise<Out<AppContract["audit.tail"]>>;
  verify(): Promise<Out<AppContract["audit.verify"]>>;
}

export function createLedgerLink(options: { state: StateStore; clock: Clock; spawner: Spawner; home: Home; report: (where: string, error: unknown) => void }): LedgerLink {
  const { state, clock, spawner, home, report } = options;
  let current: { handle: ServiceHandle; client: Client<typeof ledgerContract> } | null = null;
  let stopped = false;
  let restarts = 0;
  let waiting: LedgerEntry[] = [];
  let draining = Promise.resolve();

  const start = async (): Promise<void> => {
    const handle = await spawner.spawn({ id: "ledger", host: "plain", env: { CASEMATE_HOME: home.root } });
    const mine = { handle, client: connect(ledgerContract, handle.port) };
    void handle.exited.then(({ code, signal }) => {
      if (current === mine) current = null;
      if (!stopped) lost(signal ?? `exit code ${String(code)}`);
    });
    const status = await mine.client.call("ledger.status", {});
    current = mine;
    state.set("ledger", { state: status.state, size: status.size, headHash: status.headHash, verifiedAt: null, error: status.state === "damaged" ? { code: "ledger_damaged", message: status.message ?? "The log is damaged." } : null });
    drain();
  };
  const lost = (why: string): void => {
    state.update("ledger", (ledger) => ({ ...ledger, state: "unavailable", error: { code: "ledger_ended", message: `The log's process ended (${why}). Dangerous actions are denied until it is back.` } }));
    restarts += 1;
    clock.after(RESTART_DELAY_MS * Math.min(30, restarts), () => {
      if (!stopped && !current) start().catch((error: unknown) => { report("ledger", error); });
    });
  };
  const append = async (entry: LedgerEntry): Promise<number> => {
    if (!current) throw new RpcError("ledger_unavailable", "The log cannot be written at this moment. Try again shortly.");
    const { seq, hash } = await current.client.call("ledger.append", entry);
    state.update("ledger", (ledger) => ({ ...ledger, state: "ok", size: seq + 1, headHash: hash, error: null }));
    return seq;
  };
  const drain = (): void => {
    draining = draining.then(async () => {
      while (waiting.length > 0 && current) {
        const [entry] = waiting;
        if (!entry) return;
        try {
          await append(entry);
        } catch (error) {
          if (!current) return; // written again when the ledger is back
          report("ledger", error);
        }
        waiting = waiting.slice(1);
      }
    });
  };

  return {
    start,
    stop: async () => {
      await draining;
      stopped = true;
      const ending = current;
      current = null;
      await ending?.handle.kill();
    },
    available: () => current !== null && state.get("ledger").state === "ok",
    pid: () => current?.handle.pid ?? null,
    restarts: () => restarts,
    intent: (actor, action, subject, detail) => append({ kind: "intent", actor, action, subject, intent: null, result: null, detail }),
    outcome: async (intent, actor, action, subject, result, detail) => {
      await append({ kind: "outcome", actor, action, subject, intent, result, detail });
    },
    note: (action, subject, detail) => {
      waiting = [...waiting, { kind: "note" as const, actor: "casemate", action, subject, intent: null, result: null, detail }].slice(-MAX_WAITING_NOTES);
      drain();
    },
    flush: () => draining,
    tail: async (before, limit) => {
      if (!current) throw new RpcError("ledger_unavailable", "The log cannot be read at this moment. Try again shortly.");
      return current.client.call("ledger.tail", { before, limit });
    },
    verify: async () => {
      if (!current) throw new RpcError("ledger_unavailable", "The log cannot be read at this moment. Try again shortly.");
      const verification = await current.client.call("ledger.verify", {});
      state.update("ledger", (ledger) => ({
        ...ledger,
        state: verification.ok ? "ok" : "damaged",
        verifiedAt: isoTime(clock),
        error: verification.ok ? null : { code: `ledger_${verification.problem ?? "damaged"}`, message: verification.message },
      }));
      return verification;
    },
  };
}
