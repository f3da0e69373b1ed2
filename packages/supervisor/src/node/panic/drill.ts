import {
  certificateFile,
  ERASURE_FORMAT,
  nodeCrypto,
  readCertificate,
  statementDigest,
  type ErasureStatement,
} from "@casemate/audit";
import { RpcError, type PanicLevel, type PanicOutcome, type State } from "@casemate/contract";
import { join } from "node:path";
import { withDeadline } from "../../common/lifecycle/deadline.ts";
import type { Context } from "../console/context.ts";
import { readWhole, writeWhole } from "../whole-file.ts";
import { statementOf } from "./certificate.ts";
import { rehearse, type OpenDecoy, type Rehearsed } from "./rehearsal.ts";

/** Larger than any report. */
const MAX_FILE_BYTES = 256 * 1024;
/** Longest wait for the log's signature, in milliseconds; without it the report says that nobody signed. */
const SIGN_MS = 5_000;
const NAME = "drill.json";

/** Rehearsals, and the report of the last one. */
export interface Drills {
  /** Shows when the last one was. */
  load(): void;
  /** Throws `busy` while another one runs, and what keeps a decoy from being made. */
  drill(level: PanicLevel): Promise<PanicOutcome>;
  report(): { name: string; text: string } | null;
}

export function createDrills(context: Context, version: string, open: OpenDecoy): Drills {
  const { state, home, clock } = context;
  const path = join(home.root, "panic", NAME);
  const show = (change: Partial<State["panic"]>): void => {
    state.update("panic", (panic) => ({ ...panic, ...change }));
  };
  const load = (): void => {
    show({ lastDrill: drillOf(readReport(path)) });
  };
  const write = async ({ outcome, proof }: Rehearsed): Promise<void> => {
    const statement = await statementFor(context, version, outcome);
    const whole: ErasureStatement = { ...statement, steps: [...statement.steps, proof] };
    const note = await sign(context, statementDigest(nodeCrypto.sha256, whole));
    writeWhole(path, certificateFile({ format: ERASURE_FORMAT, statement: whole, note, after: [] }));
    load();
  };
  return {
    load,
    drill: async (level) => {
      if (state.get("panic").drilling !== null)
        throw new RpcError("busy", "A drill is running already. Wait until it has ended.");
      show({ drilling: { level, phase: "making", steps: [] } });
      try {
        const rehearsed = await rehearse(open, level, (drilling) => {
          show({ drilling });
        });
        await write(rehearsed);
        const complete = rehearsed.outcome.complete && rehearsed.proof.state === "done";
        context.ledger.note("panic.drill", rehearsed.outcome.id, {
          level,
          complete,
          ms: rehearsed.outcome.ms,
        });
        return { ...rehearsed.outcome, complete };
      } finally {
        show({ drilling: null });
      }
    },
    report: () => {
      const text = readReport(path);
      return text === null ? null : { name: NAME, text };
    },
  };

  async function statementFor(
    { ledger }: Context,
    by: string,
    outcome: PanicOutcome,
  ): Promise<ErasureStatement> {
    const log = await withDeadline(clock, SIGN_MS, ledger.evidence()("ledger.checkpoint", {})).then(
      ({ verifierKey, note }) => ({ key: verifierKey, checkpoint: note }),
      () => ({ key: null, checkpoint: null }),
    );
    return statementOf({ clock, version: by }, { ...outcome, vault: null }, "drill", outcome.steps, log);
  }

  /** Null when the log's process does not answer: the report then says that nobody signed it. */
  async function sign({ ledger }: Context, sha256: string): Promise<string | null> {
    try {
      const signing = ledger.evidence()("ledger.sign", { what: "erasure", sha256 });
      return (await withDeadline(clock, SIGN_MS, signing)).note;
    } catch {
      return null;
    }
  }
}

function readReport(path: string): string | null {
  try {
    const bytes = readWhole(path, MAX_FILE_BYTES);
    readCertificate(bytes);
    return new TextDecoder().decode(bytes);
  } catch {
    return null;
  }
}

function drillOf(text: string | null): State["panic"]["lastDrill"] {
  if (text === null) return null;
  const { statement } = readCertificate(new TextEncoder().encode(text));
  return {
    at: statement.made,
    level: statement.level,
    complete: statement.steps.every(({ state }) => state === "done" || state === "absent"),
    ms: statement.steps.reduce((sum, { id, ms }) => sum + (id === "proof" ? 0 : (ms ?? 0)), 0),
  };
}
