import type { Container } from "./container.ts";
import { readHeader } from "./header-file.ts";
import { rewriteHeader } from "./failed-attempt.ts";
import { markOf, openSlots, type DuressLevel } from "./key-slots.ts";
import { headerPath, loadIndex, type ContainerParts } from "./load-index.ts";
import { listSlots } from "./slot-changes.ts";
import type { VaultIndex } from "./vault-index.ts";
import type { Region } from "./header-region.ts";

export type Checked =
  { readonly result: "match"; readonly recovery: boolean | null } | { readonly result: "wrong" | "damaged" };

/**
 * Whether `derived` opens the locked vault, which stays locked: every key is let go before this returns. A passphrase that does not open it, a
 * duress passphrase among them, leaves what unlocking with it leaves.
 */
export function checkSecret(parts: ContainerParts, derived: Uint8Array): Checked {
  const { fs, home, keys } = parts;
  const reading = readHeader(fs, headerPath(home));
  if (reading.state !== "ok") return { result: "damaged" };
  const { newest } = reading;
  const opened = openSlots(newest.slots, derived, newest.identity);
  if (opened?.duress !== null) {
    opened?.masterKey.fill(0);
    rewriteHeader(fs, headerPath(home), newest, opened?.duress ?? null);
    return { result: "wrong" };
  }
  const masterKey = keys.hold(opened.masterKey);
  opened.masterKey.fill(0);
  const loaded = loadIndex(parts, newest, masterKey);
  keys.release(masterKey);
  if (loaded === null) return { result: "match", recovery: null };
  keys.release(loaded.pointer.key);
  for (const { key } of [...loaded.index.files.values(), ...loaded.index.records.values()]) keys.release(key);
  return { result: "match", recovery: hasRecovery(loaded.index, newest) };
}

/** The same of an open vault. Under duress nothing was done yet. */
export function checkOpen(
  container: Container,
  derived: Uint8Array,
): Checked | { readonly result: "duress"; readonly level: DuressLevel } {
  const opened = container.slotOf(derived);
  if (opened === null) return { result: "wrong" };
  if (opened.duress !== null) return { result: "duress", level: opened.duress };
  return {
    result: "match",
    recovery: listSlots(container).some(({ kind, works }) => kind === "recovery" && works),
  };
}

/** Whether recovery words were made and the header still has them as they were made. */
function hasRecovery({ slots }: VaultIndex, { slots: stored }: Region): boolean {
  return slots.some(
    ({ kind, index, mark }) => kind === "recovery" && (mark === null || mark === markOf(stored, index)),
  );
}
