import {
  RpcError,
  type AppContract,
  type Arg,
  type Client,
  type Notice,
  type Out,
  type State,
} from "@casemate/contract";
import {
  ACKNOWLEDGED,
  ledgerContract,
  type LedgerCall,
  type LedgerEntry,
  type LedgerMark,
} from "@casemate/audit";
import { isoTime, type Clock } from "../../common/clock.ts";
import { DEFAULT_POLICY } from "../../common/lifecycle/policy.ts";
import { createService, type Running, type ServiceStatus } from "../../common/lifecycle/service.ts";
import type { StateStore } from "../../common/state/store.ts";
import type { Home } from "../home.ts";
import { connectService } from "../hosts/service-client.ts";
import { exchangeLogs, verifying, type Exchange } from "./ledger-work.ts";
import type { ServiceHandle } from "../hosts/service-types.ts";
import type { Spawner } from "../hosts/spawn-service.ts";

/** Notes and outcomes that could not be written yet, kept until the ledger is back; beyond this the oldest notes go. */
const MAX_WAITING = 200;

type Detail = LedgerEntry["detail"];

/** Who did what to what. */
export interface Act {
  readonly actor: string;
  readonly action: string;
  readonly subject: string | null;
}

/** The supervisor's end of the log. */
export interface LedgerLink {
  /** Answers when the ledger is ready. Throws `service_unavailable`; it goes on trying. */
  start(): Promise<void>;
  stop(): Promise<void>;
  /** Ends its process at once, and forgets what was not written: it belongs to a log that is about to go. Stays ended until `start`. */
  halt(): Promise<void>;
  available(): boolean;
  status(): ServiceStatus;
  /** Durable when it answers; `critical` seals it as well. Throws `ledger_unavailable`, `damaged`, `disk_full`. */
  intent(act: Act, detail: Detail, critical: boolean): Promise<Intent>;
  /** Durable when it answers, unless the ledger is away: then it is written when that is back, before anything else. */
  outcome(
    intent: Intent,
    act: Act,
    result: "ok" | "denied" | "failed",
    detail: Detail,
    critical: boolean,
  ): Promise<void>;
  /** Durable when it answers: an act that has no outcome of its own, because it ends this log. Throws what `intent` throws. */
  say(act: Act, detail: Detail): Promise<void>;
  /** Something that happened by itself. Never throws; kept in memory until it can be written. */
  note(action: string, subject: string | null, detail: Detail): void;
  /** Resolves when every note so far was written or given up. */
  flush(): Promise<void>;
  tail(wanted: Arg<(typeof ledgerContract)["ledger.tail"]>): Promise<Out<AppContract["audit.tail"]>>;
  /** Throws `cancelled` when somebody stopped it. */
  verify(depth: "records" | "tree"): Promise<Out<AppContract["audit.verify"]>>;
  /** Ends verifications that run; answers whether there was one. */
  stopVerify(): Promise<boolean>;
  /** True while this is a log that was begun anew after damage, and nobody has taken note of that. */
  recovered(): boolean;
  /** For what is only read or proven. Throws `ledger_unavailable`. */
  reader(): Client<typeof ledgerContract>;
  /** For what the log's process writes beside records. Waits while the log is exchanged. Throws `ledger_unavailable` and what `run` throws. */
  write<T>(run: (ledger: Client<typeof ledgerContract>) => Promise<T>): Promise<T>;
  /**
   * Puts another log in the place of this one, while nothing is written. Acts that are open get the outcome "unknown" in the old log; how they
   * ended is a note in the new one. Answers the old one's folder. Throws what the ledger throws.
   */
  exchange(how: Exchange): Promise<string>;
  /** Reads again how the log stands. */
  refresh(): Promise<void>;
  /** Something outside the log speaks against it. */
  suspected(): boolean;
  /** Records that a person took note of a log that was begun anew. Throws what `intent` throws. */
  acknowledge(): Promise<void>;
  /** Seals the log; answers its newest checkpoint, or null while the log is away, damaged or under suspicion. */
  mark(): Promise<LedgerMark | null>;
  /** Whether this log, or one that it follows, had this root. True when the log is damaged or away: that is told anyway. */
  covers(mark: LedgerMark): Promise<boolean>;
  /** Something outside the log says that it is not the one it should be. Stays until Casemate ends. */
  accuse(notice: Notice): void;
  /** The calls that a forensic bundle is made from. Throws `ledger_unavailable`. */
  evidence(): LedgerCall;
}

/** The number of an intent, and which log of this run it stands in. */
export interface Intent {
  readonly seq: number;
  readonly era: number;
}

interface Ledger extends Running {
  readonly client: Client<typeof ledgerContract>;
}

export interface LedgerLinkOptions {
  readonly state: StateStore;
  readonly clock: Clock;
  readonly spawner: Spawner;
  readonly home: Home;
  readonly report: (where: string, error: unknown) => void;
}

export function createLedgerLink({ state, clock, spawner, home, report }: LedgerLinkOptions): LedgerLink {
  let waiting: LedgerEntry[] = [];
  /** Intents that were left open when this console started: nobody will end them. Later ones are ended by us, even after a restart of the ledger. */
  let settled = false;
  let draining = Promise.resolve();

  const service = createService<Ledger>({
    id: "ledger",
    clock,
    random: Math.random,
    policy: DEFAULT_POLICY,
    start: async () => {
      const handle = await spawner.spawn({ id: "ledger", host: "plain", env: { CASEMATE_HOME: home.root } });
      const ledger = { ...handle, client: connectService(ledgerContract, handle.port, unreachable) };
      try {
        if (!settled) await ledger.client.call("ledger.settle", {});
        settled = true;
        await showStatus(ledger);
        return ledger;
      } catch (error) {
        await handle.kill();
        throw (await whyNotStarted(handle)) ?? error;
      }
    },
    health: (ledger) => ledger.client.call("ledger.status", {}),
    onChange: ({ state: stands, reason }) => {
      if (stands === "ready") drain();
      else if (stands === "backoff" || stands === "broken") showLost(reason ?? "it ended");
    },
  });

  let suspicion: Notice | null = null;
  /** Whatever else is true: a log under suspicion is shown as damaged. */
  const show = (change: Partial<State["ledger"]>): void => {
    const suspected = suspicion === null ? {} : { state: "damaged" as const, error: suspicion };
    state.update("ledger", (ledger) => ({ ...ledger, ...change, ...suspected }));
  };

  const showStatus = async ({ client }: Ledger): Promise<void> => {
    const status = await client.call("ledger.status", {});
    const error =
      status.state === "damaged"
        ? { code: "ledger_damaged", message: status.message ?? "The log is damaged." }
        : null;
    const { log, size, headHash, recovered } = status;
    show({ state: status.state, log, size, headHash, recovered, verifiedAt: null, verifying: null, error });
  };
  /** It is the same log: what was verified stays verified. */
  const refresh = async (): Promise<void> => {
    const { verifiedAt } = state.get("ledger");
    const ledger = service.current();
    if (ledger) await showStatus(ledger);
    show({ verifiedAt });
  };
  const showLost = (why: string): void => {
    const error = {
      code: "ledger_ended",
      message: `The log's process is not running (${why.replace(/\.$/, "")}). Dangerous actions are denied until it is back.`,
    };
    state.update("ledger", (ledger) => ({ ...ledger, state: "unavailable", verifying: null, error }));
  };
  const client = (): Client<typeof ledgerContract> => {
    const ledger = service.current();
    if (!ledger) {
      // One that ended too often is left alone until somebody needs it, which is now.
      if (service.status().state === "broken") service.start().catch(() => undefined);
      throw unreachable();
    }
    return ledger.client;
  };
  /** Counts the logs of this run: an intent of an earlier one can get no outcome in this one. */
  let era = 0;
  /** Appends wait while the log is exchanged, and the exchange waits for those under way. */
  let exchanging = Promise.resolve();
  const underWay = new Set<Promise<unknown>>();
  const write = async <T>(run: (ledger: Client<typeof ledgerContract>) => Promise<T>): Promise<T> => {
    await exchanging;
    const writing = run(client());
    underWay.add(writing);
    try {
      return await writing;
    } finally {
      underWay.delete(writing);
    }
  };
  const append = async (entry: LedgerEntry): Promise<Intent> => {
    const { seq, hash } = await write((ledger) => ledger.call("ledger.append", entry));
    show({ state: "ok", size: seq + 1, headHash: hash, error: null });
    return { seq, era };
  };
  const exchange = async (change: Exchange): Promise<string> => {
    await draining;
    const { promise, resolve } = Promise.withResolvers<undefined>();
    const before = exchanging;
    exchanging = before.then(() => promise);
    try {
      await before;
      await Promise.allSettled(underWay);
      const { folder } = await exchangeLogs(client(), change, suspicion);
      era++;
      suspicion = null;
      const current = service.current();
      if (current) await showStatus(current);
      return folder;
    } finally {
      resolve(undefined);
    }
  };
  const drain = (): void => {
    draining = draining.then(async () => {
      for (let entry = waiting[0]; entry && service.current(); entry = waiting[0]) {
        try {
          await append(entry);
        } catch (error) {
          if (!service.current()) return; // written when the ledger is back
          report("ledger", error);
        }
        waiting = waiting.slice(1);
      }
    });
  };

  const queue = (entry: LedgerEntry): void => {
    const dropped = waiting.length < MAX_WAITING ? -1 : waiting.findIndex(({ kind }) => kind === "note");
    waiting = [...waiting.filter((_, i) => i !== dropped), entry];
    drain();
  };

  return {
    start: async () => {
      await service.start();
    },
    stop: async () => {
      await draining;
      await service.stop("Casemate is closing");
    },
    halt: async () => {
      waiting = [];
      suspicion = null;
      era++;
      await service.stop("the log is being erased");
    },
    available: () => service.current() !== null && state.get("ledger").state === "ok",
    status: () => service.status(),
    intent: (act, detail, critical) =>
      append({ ...act, kind: "intent", intent: null, result: null, detail, critical }),
    outcome: async (intent, act, result, detail, critical) => {
      queue(
        intent.era === era
          ? { ...act, kind: "outcome", intent: intent.seq, result, detail, critical }
          : { ...act, kind: "note", intent: null, result: null, detail: { ...detail, result } },
      );
      await draining;
    },
    say: async (act, detail) => {
      await append({ ...act, kind: "note", intent: null, result: null, detail, critical: true });
    },
    note: (action, subject, detail) => {
      const entry: LedgerEntry = {
        kind: "note",
        actor: "casemate",
        action,
        subject,
        intent: null,
        result: null,
        detail,
      };
      queue(entry);
    },
    flush: () => draining,
    tail: async (wanted) => client().call("ledger.tail", wanted),
    reader: client,
    write,
    exchange,
    refresh,
    verify: async (depth) => {
      const verification = await verifying(clock, client(), depth, (progress) => {
        show({ verifying: progress });
      });
      const error = verification.ok
        ? null
        : { code: `ledger_${verification.problem ?? "damaged"}`, message: verification.message };
      const size = verification.ok ? { size: verification.records } : {};
      show({ ...size, state: verification.ok ? "ok" : "damaged", verifiedAt: isoTime(clock), error });
      if (!verification.ok || suspicion === null) return verification;
      return { ...verification, ok: false, problem: "rolled_back", message: suspicion.message };
    },
    stopVerify: async () => (await client().call("ledger.stopVerify", {})).stopped,
    suspected: () => suspicion !== null,
    acknowledge: async () => {
      const act = { actor: "casemate", action: ACKNOWLEDGED, subject: null };
      await append({ ...act, kind: "note", intent: null, result: null, detail: {}, critical: true });
      await refresh();
    },
    recovered: () => state.get("ledger").recovered !== null,
    mark: async () => {
      if (suspicion !== null || state.get("ledger").state !== "ok") return null;
      try {
        const { mark } = await client().call("ledger.checkpoint", {});
        show({ size: mark.size });
        return mark;
      } catch (error) {
        report("ledger", error);
        return null;
      }
    },
    covers: async (mark) => {
      if (state.get("ledger").state !== "ok") return true;
      return (await client().call("ledger.covers", mark)).covers;
    },
    evidence: () => {
      const ledger = client();
      return (name, input) => ledger.call(name, input);
    },
    accuse: (notice) => {
      suspicion = notice;
      show({});
    },
  };
}

/** What the ledger said on its way out, where it ended by itself with a sentence; null otherwise. */
async function whyNotStarted({ exited, lastWords }: ServiceHandle): Promise<RpcError | null> {
  if ((await exited).code !== 1) return null;
  const [, sentence] = /^ledger: (.+)$/m.exec(await lastWords()) ?? [];
  return sentence === undefined ? null : new RpcError("ledger_ended", sentence);
}

function unreachable(): RpcError {
  return new RpcError("ledger_unavailable", "The log cannot be reached at this moment. Try again shortly.");
}
