import { PanicTriggers, RpcError, type Caller, type PanicCause, type PanicLevel } from "@casemate/contract";
import { rmSync } from "node:fs";
import { join } from "node:path";
import * as z from "zod";
import type { Context } from "../console/context.ts";
import type { Vault } from "../vault/vault.ts";
import { readWhole, writeWhole } from "../whole-file.ts";

const NONE: PanicTriggers = { failedUnlocks: null, incidents: null };
/** What the file holds. */
const Kept = z.strictObject({
  armed: PanicTriggers,
  /** Of the recovery words as they were when level 2 was armed: as long as they are still there, they are a way in. */
  recoveryMark: z
    .string()
    .regex(/^[0-9a-f]{32}$/)
    .nullable(),
});
/** Two triggers and 32 names of classes stay far below. */
const MAX_FILE_BYTES = 16 * 1024;

/**
 * What sets off a panic by itself. Kept in `panic/armed.json`, outside the vault, because it has to be known while the vault is locked: who can
 * write that file can disarm it, and could remove the vault as well.
 */
export interface Triggers {
  /** As the file says; what cannot be read arms nothing. */
  load(): void;
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
  context: Pick<Context, "state" | "home" | "ledger" | "report">,
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
  const keep = (armed: PanicTriggers, mark: string | null): void => {
    if (armed.failedUnlocks === null && armed.incidents === null) rmSync(path, { force: true });
    else writeWhole(path, JSON.stringify({ armed, recoveryMark: mark } satisfies z.input<typeof Kept>));
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
      try {
        const kept = Kept.parse(JSON.parse(new TextDecoder().decode(readWhole(path, MAX_FILE_BYTES))));
        recoveryMark = kept.recoveryMark;
        show(kept.armed);
      } catch {
        show(NONE);
      }
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
      keep(armed, mark);
      return armed;
    },
    recheck: async () => {
      const { armed } = state.get("panic");
      if (!usesLevel2(armed) || (await hasRecovery())) return;
      const lower = <T extends { readonly level: PanicLevel }>(trigger: T | null): T | null =>
        trigger?.level === 2 ? { ...trigger, level: 1 } : trigger;
      keep({ failedUnlocks: lower(armed.failedUnlocks), incidents: lower(armed.incidents) }, null);
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
