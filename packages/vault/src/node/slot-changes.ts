import { RpcError } from "@casemate/contract";
import { SLOT_COUNT, type SlotKind } from "../common/header-layout.ts";
import type { KdfParams } from "../common/keeper-contract.ts";
import type { Container } from "./container.ts";
import { changedIdentity } from "./header-region.ts";
import { clearSlot, fillSlot } from "./key-slots.ts";
import type { SlotEntry } from "./vault-index.ts";

// Every change is one commit of header and index: at any crash the vault opens with the old ways in or with the new ones.

/** New parameters of the key derivation; they hold for the whole header. */
export interface NewCost {
  readonly kdf: KdfParams;
  readonly measuredMs: number;
}

/** The ways into the vault. */
export function listSlots(container: Container): readonly SlotEntry[] {
  return container.index.slots;
}

/**
 * Puts a new secret in the place of the one that opens slot `index`. `cost` only when it is the only slot: the others were derived with the
 * present parameters. Throws `other_slots`.
 */
export function replaceSecret(
  container: Container,
  index: number,
  derived: Uint8Array,
  cost: NewCost | null,
  now: string,
): void {
  const { kind, label } = slotAt(container, index);
  if (cost !== null && container.index.slots.length > 1)
    throw new RpcError(
      "other_slots",
      "The cost of a guess can only change while there is one way into the vault.",
    );
  container.changeAccess((access, masterKey) => {
    if (cost !== null) access.identity = changedIdentity(access.identity, cost.kdf, cost.measuredMs);
    fillSlot(access.slots, { index, kind }, derived, masterKey, access.identity);
    return (before) => ({
      ...before,
      slots: before.slots.map((slot) => (slot.index === index ? { index, kind, label, addedAt: now } : slot)),
    });
  });
}

/** Another way into the vault. Throws `no_free_slot`, `same_secret`. */
export function addSlot(
  container: Container,
  added: { readonly derived: Uint8Array; readonly kind: SlotKind; readonly label: string },
  now: string,
): SlotEntry {
  if (container.slotOf(added.derived) !== null)
    throw new RpcError("same_secret", "This already opens the vault. Nothing was added.");
  const used = new Set(container.index.slots.map((slot) => slot.index));
  const index = Array.from({ length: SLOT_COUNT }, (_, at) => at).find((at) => !used.has(at));
  if (index === undefined)
    throw new RpcError(
      "no_free_slot",
      `A vault has ${String(SLOT_COUNT)} places for ways in, and all are used. Remove one first.`,
    );
  const { kind, label } = added;
  const entry = { index, kind, label, addedAt: now };
  container.changeAccess((access, masterKey) => {
    fillSlot(access.slots, { index, kind }, added.derived, masterKey, access.identity);
    return (before) => ({ ...before, slots: [...before.slots, entry] });
  });
  return entry;
}

/** Takes a way in away. Whoever copied the header before can still use it, until `rekey`. Throws `last_slot`, `no_slot`. */
export function removeSlot(container: Container, index: number): void {
  slotAt(container, index);
  if (container.index.slots.length === 1)
    throw new RpcError("last_slot", "This is the only way into the vault. Add another one first.");
  container.changeAccess((access) => {
    clearSlot(access.slots, index);
    return (before) => ({ ...before, slots: before.slots.filter((slot) => slot.index !== index) });
  });
}

/**
 * A fresh master key, and slot `index` as the only way in: older copies of the header open nothing that is written from now on. The other
 * slots go, because their secrets are not here to wrap the new key. Files keep their keys.
 */
export function rekey(container: Container, index: number, derived: Uint8Array): void {
  const kept = slotAt(container, index);
  container.changeAccess((access, masterKey) => {
    for (let at = 0; at < SLOT_COUNT; at++) clearSlot(access.slots, at);
    fillSlot(access.slots, kept, derived, masterKey, access.identity);
    return (before) => ({ ...before, slots: [kept] });
  }, true);
}

function slotAt(container: Container, index: number): SlotEntry {
  const slot = container.index.slots.find((one) => one.index === index);
  if (!slot) throw new RpcError("no_slot", "There is no such way into the vault.");
  return slot;
}
