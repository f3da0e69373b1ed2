import type { AppContract, Caller, In, Out } from "@casemate/contract";
import type { Vault } from "./vault-controller.ts";

type Calls = AppContract;

/** Who can open the vault. Every change checks the present passphrase in the keeper before it does anything. */
export interface Access {
  slots(): Promise<Out<Calls["vault.slots"]>>;
  change(input: In<Calls["vault.passwd"]>, caller: Caller): Promise<void>;
  add(input: In<Calls["vault.addSlot"]>, caller: Caller): Promise<Out<Calls["vault.addSlot"]>>;
  remove(input: In<Calls["vault.removeSlot"]>, caller: Caller): Promise<void>;
  rekey(input: In<Calls["vault.rekey"]>, caller: Caller): Promise<Out<Calls["vault.rekey"]>>;
}

export function createAccess(vault: Vault): Access {
  return {
    slots: () => vault.keys().call("keeper.slots", {}),
    change: async ({ secretId, newSecretId }, caller) => {
      const { slots } = await vault.keys().call("keeper.slots", {});
      // The cost holds for all slots: it can rise only while nobody else's passphrase was derived with the present one.
      const fresh = await vault.deriveNew(newSecretId, caller, slots.length === 1);
      await vault.prove(secretId, caller, (derived) =>
        vault.keys().call("keeper.replaceSecret", { derived, newDerived: fresh.derived, cost: fresh.cost }),
      );
      await vault.showCost();
    },
    add: async ({ secretId, newSecretId, kind, label }, caller) => {
      const { derived: newDerived } = await vault.deriveNew(newSecretId, caller, false);
      return vault.prove(secretId, caller, (derived) =>
        vault.keys().call("keeper.addSlot", { derived, newDerived, kind, label }),
      );
    },
    remove: async ({ secretId, index }, caller) => {
      await vault.prove(secretId, caller, (derived) =>
        vault.keys().call("keeper.removeSlot", { derived, index }),
      );
    },
    rekey: ({ secretId }, caller) =>
      vault.prove(secretId, caller, (derived) => vault.keys().call("keeper.rekey", { derived })),
  };
}
