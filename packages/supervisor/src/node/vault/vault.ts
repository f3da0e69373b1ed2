import type { AppContract, Caller, Out } from "@casemate/contract";
import type { KdfParams } from "@casemate/vault";
import type { ServiceStatus } from "../../common/lifecycle/service.ts";
import type { KeeperClient } from "./keeper-link.ts";
import type { DeviceKey } from "./secrets.ts";

export interface VaultHooks {
  /** After the keys are there and before "unlocked" is shown. */
  onUnlocked(): Promise<void>;
  /**
   * Begins to end everything that works with plaintext; `atOnce`: without keeping what is half done. `kept`: the keeper is not needed any more; soon, whatever happens. `ended`: the PIDs,
   * once they are gone, which takes the longer the more memory they held.
   */
  onLocking(atOnce: boolean): { readonly kept: Promise<void>; readonly ended: Promise<number[]> };
}

export interface NewSecret {
  readonly derived: string;
  readonly cost: { readonly kdf: KdfParams; readonly measuredMs: number } | null;
}

export interface Vault {
  start(): Promise<void>;
  stop(): Promise<void>;
  /** The keeper's process. */
  keeper(): ServiceStatus;
  /** The unlocked keeper. Throws `locked`. */
  keys(): KeeperClient;
  create(secretId: string, caller: Caller): Promise<{ created: boolean }>;
  unlock(secretId: string, caller: Caller): Promise<Out<AppContract["vault.unlock"]>>;
  /** Checks the passphrase again while unlocked. */
  confirm(secretId: string, caller: Caller): Promise<boolean>;
  /**
   * Hands the key derived from the present passphrase to `use`, which lets the keeper check it. `deviceId`: with that key of this machine in place
   * of the one that the vault needs now. Throws `no_secret`, `wait`, `wrong_passphrase`, `no_device_secret`.
   */
  prove<T>(
    secretId: string,
    caller: Caller,
    use: (derived: string) => Promise<T>,
    deviceId?: string,
  ): Promise<T>;
  /**
   * Derives a key from a new passphrase. `retune`: with a higher cost where this machine can bear more than the vault asks for; `cost` then
   * says which. Throws `no_secret`, `weak_passphrase`.
   */
  deriveNew(secretId: string, caller: Caller, retune: boolean): Promise<NewSecret>;
  /** Shows the cost of a guess, and whether this machine's key is needed, as the keeper has it now. */
  showAccess(): Promise<void>;
  /** Name of the key that this vault needs of this machine, or null. */
  deviceId(): string | null;
  /** That key, sealed to a key child; never rejects. */
  deviceKey(publicKey: string): Promise<DeviceKey>;
  lock(why: string): Promise<Out<AppContract["vault.lock"]>>;
  /**
   * Checks a passphrase before a panic, also while locked. `recovery`: whether the recovery words still work, null when nobody can say. Throws
   * `no_secret`, `wait`, `wrong_passphrase`.
   */
  check(secretId: string, caller: Caller): Promise<{ recovery: boolean | null }>;
  /** Ends the keeper and everything that works with plaintext, at once, and starts no keeper until `release`. Never rejects. */
  hold(): { readonly keeper: Promise<void>; readonly rest: Promise<void> };
  /** A fresh keeper again; without `start` only from now on possible. */
  release(start: boolean): Promise<void>;
}
