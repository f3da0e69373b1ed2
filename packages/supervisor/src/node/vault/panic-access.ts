import { RpcError } from "@casemate/contract";
import { DeadlinePassed, withDeadline } from "../../common/lifecycle/deadline.ts";
import type { Context } from "../console/context.ts";
import type { KeeperLink } from "./keeper-link.ts";
import { waitText } from "./unlock-texts.ts";
import type { Vault } from "./vault.ts";

/** A keeper answers within a few milliseconds; after this many it is taken for hung. */
const HUNG_MS = 1_500;

/** Of the vault's controller, what panic needs. */
interface Controller extends Pick<Context, "state" | "clock">, Pick<Vault, "prove" | "lock"> {
  readonly keeper: KeeperLink;
  readonly endSecrets: () => Promise<void>;
  /** Begins to end everything that works with plaintext, keeping nothing. */
  readonly onLocking: () => Promise<unknown>;
  readonly showLocking: () => void;
  /** The lock that is under way, if any. */
  readonly locking: () => Promise<unknown>;
  /** While it is held no keeper is started. */
  readonly setHeld: (held: boolean) => void;
  readonly restart: () => Promise<void>;
}

/** The vault as a panic uses it. */
export function createPanicAccess(vault: Controller): Pick<Vault, "check" | "hold" | "release"> {
  const { state, clock, keeper } = vault;
  return {
    check: async (secretId, caller) => {
      await expectKeeper(vault);
      const wasOpen = state.get("vault").state === "unlocked";
      try {
        const { result, retryAt, recovery } = await vault.prove(secretId, caller, (derived) =>
          keeper.client().call("keeper.check", { derived }),
        );
        if (result === "match") return { recovery };
        if (result === "wait") throw new RpcError("wait", waitText(retryAt, clock.now()));
        if (result === "duress") await vault.lock("somebody pressed Lock");
        throw new RpcError("wrong_passphrase", "That is not the passphrase. Nothing was done.");
      } finally {
        // A locked vault's keeper has seen its master key for a moment: another one takes its place.
        if (!wasOpen) await vault.lock("a passphrase was checked");
      }
    },
    hold: () => {
      vault.setHeld(true);
      const before = state.get("vault").state;
      if (before === "unlocked" || before === "unlocking") vault.showLocking();
      const ended = vault.onLocking();
      return { keeper: settle([keeper.end()]), rest: settle([ended, vault.endSecrets()]) };
    },
    release: async (start) => {
      // One that began before would end the keeper that is started here.
      await settle([vault.locking()]);
      vault.setHeld(false);
      if (start) await vault.restart();
    },
  };
}

/** A keeper that hangs would keep the panic waiting: it is ended, which locks the vault. Throws `keeper_gone`. */
async function expectKeeper({ clock, keeper, lock }: Controller): Promise<void> {
  try {
    await withDeadline(clock, HUNG_MS, keeper.client().call("keeper.status", {}));
  } catch (error) {
    if (!(error instanceof DeadlinePassed)) throw error;
    await lock("the key process did not answer");
    throw new RpcError(
      "keeper_gone",
      "The process that checks the passphrase did not answer and was ended; the vault is locked. Nothing else was done. Begin again.",
    );
  }
}

async function settle(work: readonly Promise<unknown>[]): Promise<void> {
  await Promise.allSettled(work);
}
