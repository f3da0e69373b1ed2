import { RpcError } from "@casemate/contract";
import type { deviceContract } from "../common/child-contracts.ts";
import type { Out } from "@casemate/contract";

type StoreName = Out<(typeof deviceContract)["device.create"]>["store"];

/**
 * A place on this machine that keeps device secrets: today the operating system's keychain, later an NV index of a TPM. Each throws
 * `no_keychain` or `keychain_failed`.
 */
export interface DeviceStore {
  readonly name: StoreName;
  /** Overwrites what is there. */
  write(id: string, secret: Uint8Array): void;
  /** The secret, or null. The caller wipes it. */
  read(id: string): Uint8Array | null;
  /** False when there was none. */
  remove(id: string): boolean;
}

/** What is used of the keychain library: one named secret. */
export interface KeychainEntry {
  setSecret(secret: Uint8Array): void;
  getSecret(): readonly number[] | null;
  deleteCredential(): boolean;
}

/** Makes an entry of the keychain of this system; throws what the library throws. */
export type KeychainLibrary = (service: string, account: string) => KeychainEntry;

/** Under which service people find the entries in their system's own program. */
const SERVICE = "Casemate";

const NAMES: Readonly<Record<string, StoreName>> = { darwin: "keychain", win32: "credential-manager" };

/** The operating system's keychain. Deleting an entry there is best effort: it is a file on the same disk (docs/threat-model.md). */
export function keychainStore(library: KeychainLibrary, platform: NodeJS.Platform): DeviceStore {
  const entry = (id: string): KeychainEntry => attempt(() => library(SERVICE, id));
  return {
    name: NAMES[platform] ?? "secret-service",
    write: (id, secret) => {
      attempt(() => {
        entry(id).setSecret(secret);
      });
    },
    read: (id) => {
      const found = attempt(() => entry(id).getSecret());
      return found && Uint8Array.from(found);
    },
    remove: (id) => attempt(() => entry(id).deleteCredential()),
  };
}

/** The library's own words name services and paths; a person needs to know which of two things is the matter. */
function attempt<T>(run: () => T): T {
  try {
    return run();
  } catch (error) {
    if (error instanceof RpcError) throw error;
    const said = error instanceof Error ? error.message : "";
    throw /locked|denied|cancel|dismiss|prompt/i.test(said)
      ? new RpcError(
          "keychain_failed",
          "This system's keychain is locked or refused. Unlock it and try again.",
        )
      : new RpcError(
          "no_keychain",
          "This system has no keychain that answers. On Linux that is GNOME Keyring or KWallet, in a session of yours.",
        );
  }
}
