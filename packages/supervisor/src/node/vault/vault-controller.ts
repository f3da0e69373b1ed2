import {
  RpcError,
  type Caller,
  type Notice,
  type Out,
  type AppContract,
  type State,
} from "@casemate/contract";
import { isoTime } from "../../common/clock.ts";
import { noticeOf } from "../../common/jobs.ts";
import type { Context } from "../console/context.ts";
import { processIsGone } from "../hosts/process-gone.ts";
import { createKeeperLink } from "./keeper-link.ts";
import { createPanicAccess } from "./panic-access.ts";
import { costOf, interrupted, isKeeperGone, KEEPER_ENDED, waitText, withProblem } from "./unlock-texts.ts";
import type { Vault, VaultHooks } from "./vault.ts";
import type { DeviceLink } from "./device-link.ts";
import type { DeviceKey, ReadySecret, Secrets } from "./secrets.ts";

/** Shortest passphrase for a new vault, in characters: below it even the strongest key derivation does not help. */
const MINIMUM_PASSPHRASE = 8;
/** Pause before a keeper that did not start is tried again. */
const RESTART_DELAY_MS = 2_000;

const KEEPER_FAILED = "keeper_failed";
/** Keepers in a row that may end between start and first answer before that is called a failure. */
const START_TRIES = 3;

/** The vault's states and the processes behind them. "locked" is shown only after it was verified. */
export function createVault(
  context: Context,
  secrets: Secrets,
  devices: DeviceLink,
  hooks: VaultHooks,
): Vault {
  const { state, clock } = context;
  let deviceId: string | null = null;
  let locking: Promise<Out<AppContract["vault.lock"]>> | null = null;
  let stopped = false;
  /** A panic works on the vault's files: no keeper may run. */
  let held = false;
  const keeper = createKeeperLink(context, (why) => {
    context.ledger.note("vault.keeper_ended", null, { reason: why });
    if (!stopped) void lock(`the key process ended (${why})`, KEEPER_ENDED);
  });

  /** A failed try does not make the vault locked "since just now". */
  let lockedSince: string | null = null;
  const sinceOf = (from: string, to: string): string =>
    from === "unlocking" && to === "locked" && lockedSince !== null ? lockedSince : isoTime(clock);
  const show = (change: Partial<State["vault"]>): void => {
    state.update("vault", (vault) => {
      const next = change.state ?? vault.state;
      if (next !== vault.state && vault.state === "locked") lockedSince = vault.since;
      const since = next === vault.state ? vault.since : sinceOf(vault.state, next);
      return { ...vault, ...change, since };
    });
  };

  /** Brings up a keeper and shows what it says; never reports "unlocked". */
  const startLocked = async (verified: boolean, notice: Notice | null = null): Promise<void> => {
    if (held) return;
    for (let tries = 1; ; tries++) {
      await keeper.start();
      try {
        await refresh({ lockVerified: verified }, notice);
        return;
      } catch (error) {
        // It ended before it had answered. The next one is on its way.
        if (tries === START_TRIES || !isKeeperGone(error)) throw error;
      }
    }
  };
  /** One change of state: "locked" is never shown before it is known whether that was verified. */
  const refresh = async (
    also: Pick<Partial<State["vault"]>, "lockVerified"> = {},
    notice: Notice | null = null,
  ): Promise<void> => {
    const status = await keeper.client().call("keeper.status", {});
    const { state: found, kdf, measuredMs, failures, retryAt, message, notes } = status;
    deviceId = status.device;
    const shown = found === "damaged" ? "error" : found;
    show({
      ...also,
      state: shown,
      failures,
      retryAt,
      notes,
      needsDeviceKey: deviceId !== null,
      kdf: costOf(kdf, measuredMs),
      error:
        found === "damaged"
          ? {
              code: "vault_damaged",
              message: message ?? "The vault's header cannot be read. Restore it from a backup.",
            }
          : notice,
    });
  };

  const restartLater = (error: unknown): void => {
    if (held) return; // it was kept from starting
    context.report("keeper", error);
    show({
      state: "error",
      lockVerified: false,
      error: {
        code: KEEPER_FAILED,
        message: `The key process does not start, so the vault stays locked. ${noticeOf(error).message}`,
      },
    });
    clock.after(RESTART_DELAY_MS, () => {
      if (!stopped && state.get("vault").error?.code === KEEPER_FAILED) startLocked(true).catch(restartLater);
    });
  };

  const lockNow = async (why: string, notice: Notice | null): Promise<Out<AppContract["vault.lock"]>> => {
    const begun = clock.monotonic();
    const before = state.get("vault").state;
    const wasUnlocked = before === "unlocked" || before === "unlocking";
    if (wasUnlocked) show({ state: "locking", locksAt: null, lockDeferredBy: null });
    const { kept, ended: ending } = hooks.onLocking(false);
    await Promise.all([kept, secrets.endAll()]);
    // Not after the runtime: a large model's memory takes the system longer to take back than the keys may live.
    const keeperPid = await keeper.end();
    const ended = [...(await ending), ...(keeperPid === null ? [] : [keeperPid])];
    const verified = ended.every(processIsGone);
    try {
      await startLocked(verified, before === "unlocked" ? notice : null); // who was unlocking is told by that call
    } catch (error) {
      restartLater(error);
    }
    const ms = Math.round(clock.monotonic() - begun);
    if (wasUnlocked) context.ledger.note("vault.locked", null, { why, verified, ms, ended: ended.length });
    return { verified, ms, endedPids: ended };
  };
  const lock = (why: string, notice: Notice | null = null): Promise<Out<AppContract["vault.lock"]>> => {
    locking ??= lockNow(why, notice).finally(() => {
      locking = null;
    });
    return locking;
  };

  const withSecret = async <T>(secret: ReadySecret, use: () => Promise<T>): Promise<T> => {
    try {
      return await use();
    } finally {
      await secret.end();
    }
  };

  const enter = async (): Promise<void> => {
    await hooks.onUnlocked();
    show({ state: "unlocked", lockVerified: false, failures: 0, retryAt: null, error: null });
  };

  return {
    start: async () => {
      try {
        await startLocked(true);
      } catch (error) {
        restartLater(error);
      }
    },
    stop: async () => {
      stopped = true;
      if (state.get("vault").state === "unlocked") await lock("Casemate is closing");
      else await secrets.endAll();
      await keeper.end();
    },
    keeper: () => keeper.status(),
    keys: () => {
      // While locking, what is half done may still be put away; new calls are denied by the policy.
      if (["unlocking", "unlocked", "locking"].includes(state.get("vault").state)) return keeper.client();
      throw new RpcError("locked", "The vault is locked. Unlock it first.");
    },
    create: (secretId, caller) => {
      const secret = secrets.take(secretId, "create", caller);
      return withSecret(secret, async () => {
        await locking;
        if (state.get("vault").state !== "absent")
          throw new RpcError("exists", "There is a vault already. It was left as it is.");
        show({ state: "unlocking" });
        try {
          const { kdf, measuredMs } = await secret.calibrate();
          const { publicKey } = await keeper.client().call("keeper.status", {});
          const { derived } = await secret.derive(kdf, publicKey, MINIMUM_PASSPHRASE, null);
          await keeper.client().call("keeper.create", { derived, kdf, measuredMs });
          await showAccess();
          await enter();
          return { created: true };
        } catch (error) {
          await refresh();
          throw error;
        }
      });
    },
    unlock: (secretId, caller) => {
      const secret = secrets.take(secretId, "unlock", caller);
      return withSecret(secret, async () => {
        await locking; // also one that nobody asked for: what it still has to show must not fall into this unlocking
        return unlockWith(secret);
      });
    },
    confirm: (secretId, caller) =>
      prove(secretId, caller, async (derived) => {
        const { match } = await keeper.client().call("keeper.verify", { derived });
        return match;
      }),
    prove,
    deriveNew: (secretId, caller, retune) => {
      const secret = secrets.take(secretId, "new", caller);
      return withSecret(secret, async () => {
        const { kdf, publicKey } = await keeper.client().call("keeper.status", {});
        if (!kdf) throw new RpcError("absent", "There is no vault yet. Create one first.");
        const found = retune ? await secret.calibrate() : null;
        const cost = found && found.kdf.memoryKiB > kdf.memoryKiB ? found : null;
        const { envelope } = await secret.device;
        const { derived } = await secret.derive(cost?.kdf ?? kdf, publicKey, MINIMUM_PASSPHRASE, envelope);
        return { derived, cost };
      });
    },
    showAccess,
    deviceId: () => deviceId,
    deviceKey,
    lock: (why) => lock(why),
    ...createPanicAccess({
      state,
      clock,
      prove,
      lock: (why) => lock(why),
      keeper,
      endSecrets: () => secrets.endAll(),
      onLocking: () => hooks.onLocking(true).ended,
      showLocking: () => {
        show({ state: "locking", locksAt: null, lockDeferredBy: null });
      },
      locking: () => Promise.resolve(locking),
      setHeld: (now) => {
        held = now;
      },
      restart: () => startLocked(true).catch(restartLater),
    }),
  };

  /** Counted before anything is derived, like every other attempt. */
  function prove<T>(
    secretId: string,
    caller: Caller,
    use: (derived: string) => Promise<T>,
    id?: string,
  ): Promise<T> {
    const secret = secrets.take(secretId, "approve", caller);
    return withSecret(secret, async () => {
      const { allowed, retryAt } = await keeper.client().call("keeper.attempt", {});
      if (!allowed) throw new RpcError("wait", waitText(retryAt, clock.now()));
      const { envelope, problem } = await (id === undefined
        ? secret.device
        : devices.open(id, secret.publicKey));
      // Recovery words need no key of this machine; a new passphrase for it must not be made without.
      if (id !== undefined && envelope === null) throw new RpcError("no_device_secret", problem ?? "");
      try {
        return await use(await deriveAgain(secret, envelope));
      } catch (error) {
        throw await afterDuress(error);
      } finally {
        if (state.get("vault").state === "unlocked") {
          const { failures, retryAt: next } = await keeper.client().call("keeper.status", {});
          show({ failures, retryAt: next });
        }
      }
    });
  }

  /** The keeper has done what concerns the header. To everybody else it was a wrong passphrase, and then somebody locked. */
  async function afterDuress(error: unknown): Promise<unknown> {
    if (!(error instanceof RpcError) || error.code !== "duress") return error;
    await lock("somebody pressed Lock");
    return new RpcError("wrong_passphrase", error.message);
  }

  function deviceKey(publicKey: string): Promise<DeviceKey> {
    if (deviceId === null) return Promise.resolve({ envelope: null, problem: null });
    return devices.open(deviceId, publicKey);
  }

  async function showAccess(): Promise<void> {
    const { kdf, measuredMs, device } = await keeper.client().call("keeper.status", {});
    deviceId = device;
    if (kdf) show({ needsDeviceKey: device !== null, kdf: costOf(kdf, measuredMs) });
  }

  async function deriveAgain(secret: ReadySecret, device: string | null): Promise<string> {
    const { kdf, publicKey } = await keeper.client().call("keeper.status", {});
    if (!kdf) throw new RpcError("absent", "There is no vault yet. Create one first.");
    return (await secret.derive(kdf, publicKey, 0, device)).derived;
  }

  async function unlockWith(secret: ReadySecret): Promise<Out<AppContract["vault.unlock"]>> {
    const vault = state.get("vault");
    if (vault.state === "unlocked")
      return { result: "unlocked", retryAt: null, message: "The vault is already unlocked." };
    if (vault.state === "absent") throw new RpcError("absent", "There is no vault yet. Create one first.");
    if (vault.state !== "locked")
      throw new RpcError("busy", vault.error?.message ?? "The vault is busy. Try again in a moment.");
    show({ state: "unlocking" });
    try {
      const { allowed, retryAt } = await keeper.client().call("keeper.attempt", {});
      if (!allowed) {
        await refresh();
        return {
          result: "wait",
          retryAt,
          message: waitText(retryAt, clock.now()),
        };
      }
      const { envelope, problem } = await secret.device;
      const derived = await deriveAgain(secret, envelope);
      const answer = await keeper.client().call("keeper.unlock", { derived });
      if (answer.result === "unlocked") await enter();
      else await refresh();
      const result = answer.result === "duress" ? "wrong" : answer.result;
      return { ...answer, result, message: withProblem(answer.message, result === "wrong" ? problem : null) };
    } catch (error) {
      if (state.get("vault").state === "unlocking") await lock(`unlocking failed: ${noticeOf(error).code}`);
      throw interrupted(error);
    }
  }
}
