import type { Container } from "./container.ts";
import { forgetUnneeded, writeDeviceMark } from "./device-mark.ts";
import { writeError } from "./disk-error.ts";
import { disableDevice, enableDevice } from "./slot-changes.ts";

export interface DeviceChange {
  /** Of the passphrase's slot. */
  readonly index: number;
  /** The argon2id output and, after it, the device secret. */
  readonly derived: Uint8Array;
  readonly now: string;
}

/**
 * From now on the passphrase needs this machine's key, which the keychain holds under the name `device`. Throws `other_slots`, `needs_recovery`,
 * `disk_full`, `not_saved`.
 */
export function turnDeviceOn(
  container: Container,
  { index, derived, now }: DeviceChange,
  device: string,
  lossAccepted: boolean,
): void {
  try {
    // First the name: a slot that needs a secret nobody can find would be a vault that nobody can open.
    nameKey(container, device);
    enableDevice(container, index, derived, lossAccepted, now);
  } finally {
    forgetUnneeded(container.parts, container.index);
  }
}

/** From now on the passphrase alone opens the vault. Throws `other_slots`, `disk_full`, `not_saved`. */
export function turnDeviceOff(container: Container, { index, derived, now }: DeviceChange): void {
  disableDevice(container, index, derived, now);
  forgetUnneeded(container.parts, container.index);
}

function nameKey({ parts: { fs, home } }: Container, device: string): void {
  try {
    writeDeviceMark(fs, home, device);
  } catch (error) {
    throw writeError(error, "this machine's key was not turned on");
  }
}
