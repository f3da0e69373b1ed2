import {
  RpcError,
  type Caller,
  type PanicCause,
  type PanicLevel,
  type PanicTriggers,
} from "@casemate/contract";
import { rmSync } from "node:fs";
import { join } from "node:path";
import { withDeadline } from "../../common/lifecycle/deadline.ts";
import type { Context } from "../console/context.ts";
import { harmless, isSigned, readArmed, writeArmed } from "./armed-file.ts";
import type { Vault } from "../vault/vault.ts";

const NONE: PanicTriggers = { failedUnlocks: null, incidents: null };
/** Longest wait for the log's signature, in milliseconds: a start does not hang with the log. */
const SIGN_MS = 5_000;
const UNSIGNED = {
  code: "armed_unsigned",
  message:
    "What was armed to destroy something by itself is not armed any more: the log's key did not sign it as it stands. Arm it again, after looking who could have changed it.",
} as const;

/**
 * What sets off a panic by itself. Kept in `panic/armed.json`, outside the vault, because it has to be known while the vault is locked: who can
 * write that file can disarm it, and could remove the vault as well. What destroys something is armed only with the signature of the log's key.
 */
export interface Triggers {
  /** Level 1 as the file says; what cannot be read arms nothing. */
  load(): void;
  /** Levels 2 and 3 too, if the log's key signed them; once the log runs. Says so when it did not. Never rejects. */
  verify(): Promise<void>;
  /** Throws `wrong_passphrase`, `would_be_level_3`, and the system's error. */
  arm(armed: PanicTriggers, secretId: string, caller: Caller): Promise<PanicTriggers>;
  /** The ways into the vault changed: without recovery words, level 2 would be level 3, so it becomes level 1. */
  recheck(): Promise<void>;
  /** A passphrase did not open the vault, so many times in a row. Sets off a panic once, until one opened it again. */
  triedInVain(failures: number): void;
  /** From now on incidents that begin while this console runs are looked at. */
  watchIncidents(): void;
}

export function createTriggers(
  context: Pick<Context, "state" | "home" | "ledger" | "report" | "clock">,
  vault: Pick<Vault, "keys" | "confirm">,
  run: (level: PanicLevel, cause: PanicCause) => Promise<unknown>,
  markNow: () => string | null,
): Triggers {
  const { state, home } = context;
  const path = join(home.root, "panic", "armed.json");
  const show = (armed: PanicTriggers): void => {
    state.update("panic", (panic) => ({ ...panic, armed }));
  };
  let recoveryMark: string | null = null;
  const sign = async (sha256: string): Promise<string> => {
    const signing = context.ledger.evidence()("ledger.sign", { what: "armed", sha256 });
    return (await withDeadline(context.clock, SIGN_MS, signing)).note;
  };
  const keep = async (armed: PanicTriggers, mark: string | null): Promise<void> => {
    if (armed.failedUnlocks === null && armed.incidents === null) rmSync(path, { force: true });
    else await writeArmed(path, { armed, recoveryMark: mark }, sign);
    recoveryMark = mark;
    show(armed);
  };
  const hasRecovery = async (): Promise<boolean> => {
    const { slots } = await vault.keys().call("keeper.slots", {});
    return slots.some(({ kind, works }) => kind === "recovery" && works);
  };
  const usesLevel2 = ({ failedUnlocks, incidents }: PanicTriggers): boolean =>
    failedUnlocks?.level === 2 || incidents?.level === 2;
  const lowered = (): void => {
    context.ledger.note("panic.trigger_lowered", null, { reason: "no recovery words" });
  };
  /** Level 2 that could leave no way in is level 1: nobody is there to be asked. */
  const setOff = (armed: PanicLevel, cause: PanicCause): void => {
    const stands = recoveryMark !== null && markNow() === recoveryMark;
    const level = armed === 2 && !stands ? 1 : armed;
    if (level !== armed) lowered();
    run(level, cause).catch((error: unknown) => {
      context.report("panic", error);
    });
  };
  /** So many wrong passphrases came in a row that it was set off already. */
  let guessed = false;
  const seen = new Set<string>();
  /** Each once. Those of an earlier run set nothing off when they are read. */
  const lookAtIncidents = (): void => {
    const { startedAt } = state.get("app");
    const { incidents } = state.get("panic").armed;
    for (const { id, class: kind, openedAt } of state.get("incidents").items) {
      if (seen.has(id)) continue;
      seen.add(id);
      if (openedAt >= startedAt && incidents?.classes.includes(kind) === true)
        setOff(incidents.level, "incident");
    }
  };
  return {
    load: () => {
      const file = readArmed(path);
      recoveryMark = file?.recoveryMark ?? null;
      show(file === null ? NONE : harmless(file.armed));
    },
    verify: async () => {
      const file = readArmed(path);
      if (file === null || (await isSigned(file, sign).catch(() => false))) {
        show(file?.armed ?? NONE);
        return;
      }
      if (JSON.stringify(harmless(file.armed)) === JSON.stringify(file.armed)) return;
      context.ledger.note("panic.trigger_unsigned", null, {});
      context.report("panic", new Error(UNSIGNED.message));
      state.update("panic", (panic) => ({ ...panic, refused: UNSIGNED }));
    },
    arm: async (armed, secretId, caller) => {
      if (!(await vault.confirm(secretId, caller)))
        throw new RpcError("wrong_passphrase", "That is not the present passphrase. Nothing was changed.");
      const mark = markNow(); // before the words are looked at
      if (usesLevel2(armed) && !(await hasRecovery()))
        throw new RpcError(
          "would_be_level_3",
          "This would be level 3: the vault has no recovery words, so nobody could open it afterwards. Add recovery words first.",
        );
      await keep(armed, mark);
      return armed;
    },
    recheck: async () => {
      const { armed } = state.get("panic");
      if (!usesLevel2(armed) || (await hasRecovery())) return;
      const lower = <T extends { readonly level: PanicLevel }>(trigger: T | null): T | null =>
        trigger?.level === 2 ? { ...trigger, level: 1 } : trigger;
      await keep({ failedUnlocks: lower(armed.failedUnlocks), incidents: lower(armed.incidents) }, null);
      lowered();
    },
    triedInVain: (failures) => {
      const { failedUnlocks } = state.get("panic").armed;
      const reached = failedUnlocks !== null && failures >= failedUnlocks.count;
      if (reached && !guessed) setOff(failedUnlocks.level, "failed_unlocks");
      guessed = reached;
    },
    watchIncidents: () => {
      state.subscribe(({ slice }) => {
        if (slice === "incidents") lookAtIncidents();
      });
    },
  };
}
