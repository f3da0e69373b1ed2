import { RpcError } from "@casemate/contract";
import { RECOVERY_SLOT, SECRET_BYTES, SLOT_COUNT, type SlotKind } from "../common/header-layout.ts";
import type { KdfParams } from "../common/keeper-contract.ts";
import type { Access, Container } from "./container.ts";
import { changedIdentity } from "./header-region.ts";
import { clearSlot, fillSlot, markOf, type DuressLevel } from "./key-slots.ts";
import type { SlotEntry } from "./vault-index.ts";

// Every change is one commit of header and index: at any crash the vault opens with the old ways in or with the new ones.

/** New parameters of the key derivation; they hold for the whole header. */
export interface NewCost {
  readonly kdf: KdfParams;
  readonly measuredMs: number;
}

/** A way into the vault, and whether the header still has it as the index knows it: a duress passphrase may have removed it. */
export type Way = Omit<SlotEntry, "mark"> & { readonly works: boolean };

/** The ways into the vault. */
export function listSlots(container: Container): readonly Way[] {
  return container.index.slots.map(({ mark, ...slot }) => ({
    ...slot,
    works: mark === null || mark === markOf(container.slotBytes, slot.index),
  }));
}

/**
 * Puts a new secret in the place of the one that opened the vault. Recovery words stay: with them the only passphrase is replaced, and one that
 * needs a device secret that is not here no longer does. `cost` only when there is one slot: the others were derived with the present
 * parameters. Throws `other_slots`, `same_secret`, `which_slot`.
 */
export function replaceSecret(
  container: Container,
  opened: number,
  derived: Uint8Array,
  cost: NewCost | null,
  now: string,
): void {
  const before = passphraseSlot(container, opened);
  if (cost !== null && container.index.slots.length > 1)
    throw new RpcError(
      "other_slots",
      "The cost of a guess can only change while there is one way into the vault.",
    );
  // Another slot's secret under other parameters cannot be known; there is no other slot then.
  if (cost === null) refuseSame(container, derived);
  const kind = before.kind === "device" && !hasDeviceSecret(derived) ? "passphrase" : before.kind;
  container.changeAccess((access, masterKey) => {
    if (cost !== null) access.identity = changedIdentity(access.identity, cost.kdf, cost.measuredMs);
    return fill(access, masterKey, derived, { ...before, kind, addedAt: now });
  });
}

export interface AddedSlot {
  readonly derived: Uint8Array;
  readonly kind: Exclude<SlotKind, "device">;
  readonly label: string;
  /** Only with kind "duress". */
  readonly level?: DuressLevel | null;
}

/**
 * Another way into the vault, or a duress passphrase. Where passphrases need this machine's key, a new one does too. Throws `no_free_slot`,
 * `same_secret`, `no_recovery`, `exists`.
 */
export function addSlot(container: Container, added: AddedSlot, now: string): Way {
  refuseSame(container, added.derived);
  const { slots } = container.index;
  if (added.kind === "duress") refuseDuress(slots, added.level ?? 1);
  const kind = added.kind === "passphrase" && hasKind(slots, "device") ? "device" : added.kind;
  const entry: SlotEntry = {
    index: freeSlot(slots, kind),
    kind,
    level: added.level ?? null,
    mark: null,
    label: added.label,
    addedAt: now,
  };
  container.changeAccess((access, masterKey) => fill(access, masterKey, added.derived, entry));
  const { mark: _mark, ...way } = entry;
  return { ...way, works: true as const };
}

/**
 * Takes a way in away. Whoever copied the header before can still use it, until `rekey`. Throws `last_slot`, `no_slot`, and `needs_recovery` for
 * recovery words that another setting relies on.
 */
export function removeSlot(container: Container, index: number): void {
  const { kind } = slotAt(container, index);
  const { slots } = container.index;
  if (kind !== "duress" && slots.filter((slot) => slot.kind !== "duress").length === 1)
    throw new RpcError("last_slot", "This is the only way into the vault. Add another one first.");
  if (kind === "recovery") refuseNeededRecovery(slots);
  container.changeAccess((access) => {
    clearSlot(access.slots, index);
    return (before) => ({ ...before, slots: before.slots.filter((slot) => slot.index !== index) });
  });
}

/**
 * A fresh master key, and slot `index` as the only way in: older copies of the header open nothing that is written from now on. The other
 * slots go, because their secrets are not here to wrap the new key. Files keep their keys. Throws `device_key_on`.
 */
export function rekey(container: Container, index: number, derived: Uint8Array): void {
  const kept = slotAt(container, index);
  if (hasKind(container.index.slots, "device"))
    throw new RpcError(
      "device_key_on",
      "This would remove the recovery words, and the vault needs this machine's key: losing the machine would then lose the vault. Turn that off first.",
    );
  container.changeAccess((access, masterKey) => {
    for (let at = 0; at < SLOT_COUNT; at++) clearSlot(access.slots, at);
    const change = fill(access, masterKey, derived, kept);
    return (before) => change({ ...before, slots: [kept] });
  }, true);
}

/**
 * From now on the passphrase opens the vault together with this machine's key only. `derived` has the device secret after the argon2id
 * output. Throws `other_slots`, `needs_recovery`.
 */
export function enableDevice(
  container: Container,
  index: number,
  derived: Uint8Array,
  lossAccepted: boolean,
  now: string,
): void {
  const { slots } = container.index;
  const before = slotAt(container, index);
  const passphrases = slots.filter(({ kind }) => kind === "passphrase" || kind === "device");
  if (before.kind !== "passphrase" || passphrases.length > 1)
    throw new RpcError(
      "other_slots",
      "Another passphrase opens this vault without this machine's key. Remove the others first, and type the passphrase itself.",
    );
  if (!hasKind(slots, "recovery") && !lossAccepted)
    throw new RpcError(
      "needs_recovery",
      "Add recovery words first: without them, losing this machine loses the vault.",
    );
  container.changeAccess((access, masterKey) =>
    fill(access, masterKey, derived, { ...before, kind: "device", addedAt: now }),
  );
}

/** From now on the passphrase alone opens the vault again. Throws `other_slots`. */
export function disableDevice(container: Container, index: number, derived: Uint8Array, now: string): void {
  const devices = container.index.slots.filter(({ kind }) => kind === "device");
  const before = slotAt(container, index);
  if (before.kind !== "device" || devices.length > 1)
    throw new RpcError(
      "other_slots",
      "Another passphrase needs this machine's key too. Remove the others first, and type the passphrase itself.",
    );
  container.changeAccess((access, masterKey) =>
    fill(access, masterKey, derived, { ...before, kind: "passphrase", addedAt: now }),
  );
}

function fill(
  access: Access,
  masterKey: Buffer,
  derived: Uint8Array,
  entry: SlotEntry,
): (index: Container["index"]) => Container["index"] {
  const { index, kind, level } = entry;
  const filling = { index, kind, ...(level === null ? {} : { level }) };
  const mark = fillSlot(access.slots, filling, derived, masterKey, access.identity);
  return (before) => ({
    ...before,
    slots: [...before.slots.filter((slot) => slot.index !== index), { ...entry, mark }].sort(
      (a, b) => a.index - b.index,
    ),
  });
}

function hasDeviceSecret(derived: Uint8Array): boolean {
  return derived.length > SECRET_BYTES;
}

function hasKind(slots: readonly SlotEntry[], kind: SlotKind): boolean {
  return slots.some((slot) => slot.kind === kind);
}

/** Two slots that one text opens would do two things at once. */
function refuseSame(container: Container, derived: Uint8Array): void {
  if (container.slotOf(derived) !== null)
    throw new RpcError("same_secret", "This is already a passphrase of this vault. Nothing was changed.");
}

function refuseDuress(slots: readonly SlotEntry[], level: DuressLevel): void {
  if (hasKind(slots, "duress"))
    throw new RpcError("exists", "There is a duress passphrase already. Remove it first.");
  if (level === 2 && !hasKind(slots, "recovery"))
    throw new RpcError(
      "needs_recovery",
      "Without recovery words this would be level 3: nobody could open the vault again. Add recovery words first.",
    );
}

function refuseNeededRecovery(slots: readonly SlotEntry[]): void {
  if (hasKind(slots, "device"))
    throw new RpcError(
      "needs_recovery",
      "The vault needs this machine's key: without recovery words, losing the machine would lose the vault. Turn that off first.",
    );
  if (slots.some(({ kind, level }) => kind === "duress" && level === 2))
    throw new RpcError(
      "needs_recovery",
      "The duress passphrase leaves the recovery words as the only way in. Remove it first.",
    );
}

function freeSlot(slots: readonly SlotEntry[], kind: SlotKind): number {
  const used = new Set(slots.map((slot) => slot.index));
  if (kind === "recovery") {
    if (!used.has(RECOVERY_SLOT)) return RECOVERY_SLOT;
    throw new RpcError("exists", "There are recovery words already. Remove them first.");
  }
  const index = Array.from({ length: RECOVERY_SLOT }, (_, at) => at).find((at) => !used.has(at));
  if (index === undefined)
    throw new RpcError(
      "no_free_slot",
      `A vault has ${String(RECOVERY_SLOT)} places for passphrases, and all are used. Remove one first.`,
    );
  return index;
}

/** The slot whose passphrase changes when the secret of slot `opened` was shown. */
function passphraseSlot(container: Container, opened: number): SlotEntry {
  const slot = slotAt(container, opened);
  if (slot.kind !== "recovery") return slot;
  const passphrases = container.index.slots.filter(({ kind }) => kind === "passphrase" || kind === "device");
  const [only] = passphrases;
  if (only && passphrases.length === 1) return only;
  throw new RpcError(
    "which_slot",
    "These are the recovery words, and there is not exactly one passphrase that could be changed. Add one, and remove those that nobody knows.",
  );
}

function slotAt(container: Container, index: number): SlotEntry {
  const slot = container.index.slots.find((one) => one.index === index);
  if (!slot) throw new RpcError("no_slot", "There is no such way into the vault.");
  return slot;
}
