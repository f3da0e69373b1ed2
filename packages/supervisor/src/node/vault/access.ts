import { RpcError, type AppContract, type Caller, type In, type Out } from "@casemate/contract";
import type { Context } from "../console/context.ts";
import type { DeviceLink } from "./device-link.ts";
import type { Vault } from "./vault.ts";

type Calls = AppContract;

/** Who can open the vault. Every change checks the present passphrase in the keeper before it does anything. */
export interface Access {
  slots(): Promise<Out<Calls["vault.slots"]>>;
  change(input: In<Calls["vault.passwd"]>, caller: Caller): Promise<void>;
  add(input: In<Calls["vault.addSlot"]>, caller: Caller): Promise<Out<Calls["vault.addSlot"]>>;
  remove(input: In<Calls["vault.removeSlot"]>, caller: Caller): Promise<void>;
  enableDeviceKey(
    input: In<Calls["vault.enableDeviceKey"]>,
    caller: Caller,
  ): Promise<Out<Calls["vault.enableDeviceKey"]>>;
  disableDeviceKey(input: In<Calls["vault.disableDeviceKey"]>, caller: Caller): Promise<void>;
  rekey(input: In<Calls["vault.rekey"]>, caller: Caller): Promise<Out<Calls["vault.rekey"]>>;
}

/**
 * `expectChangeable` throws while the ways in must stay as they are. It is asked before a key is derived, which takes a second, and again before the
 * keeper changes anything.
 */
export function createAccess(
  context: Pick<Context, "newId" | "report">,
  vault: Vault,
  devices: DeviceLink,
  expectChangeable: () => void,
): Access {
  const proven: Vault["prove"] = async (secretId, caller, use, deviceId) => {
    expectChangeable();
    const useNow: typeof use = (derived) => {
      expectChangeable();
      return use(derived);
    };
    return vault.prove(secretId, caller, useNow, deviceId);
  };
  /** A key that stays in the keychain opens nothing any more: not worth failing for. */
  const forget = async (id: string): Promise<void> => {
    await devices.remove(id).catch((error: unknown) => {
      context.report("device key", error);
    });
  };
  return {
    slots: () => vault.keys().call("keeper.slots", {}),
    change: async ({ secretId, newSecretId }, caller) => {
      const { slots } = await vault.keys().call("keeper.slots", {});
      // The cost holds for all slots: it can rise only while nobody else's passphrase was derived with the present one.
      const fresh = await vault.deriveNew(newSecretId, caller, slots.length === 1);
      await proven(secretId, caller, (derived) =>
        vault.keys().call("keeper.replaceSecret", { derived, newDerived: fresh.derived, cost: fresh.cost }),
      );
      await vault.showAccess();
    },
    add: async ({ secretId, newSecretId, kind, level, label }, caller) => {
      const { derived: newDerived } = await vault.deriveNew(newSecretId, caller, false);
      return proven(secretId, caller, (derived) =>
        vault.keys().call("keeper.addSlot", { derived, newDerived, kind, level, label }),
      );
    },
    enableDeviceKey: async ({ secretId, wordsSecretId, acceptLoss }, caller) => {
      if (vault.deviceId() !== null)
        throw new RpcError("exists", "This vault needs this machine's key already. Nothing was changed.");
      if ((wordsSecretId === null) === (acceptLoss === null))
        throw new RpcError(
          "needs_recovery",
          "Type the recovery words again, or the sentence that says what you take on.",
        );
      const words = wordsSecretId === null ? null : await vault.deriveNew(wordsSecretId, caller, false);
      const device = context.newId();
      const store = await devices.create(device);
      try {
        await proven(
          secretId,
          caller,
          (derived) =>
            vault.keys().call("keeper.enableDevice", { derived, device, recovery: words?.derived ?? null }),
          device,
        );
      } catch (error) {
        await forget(device);
        throw error;
      }
      await vault.showAccess();
      return { store };
    },
    disableDeviceKey: async ({ secretId }, caller) => {
      const device = vault.deviceId();
      await proven(secretId, caller, (derived) => vault.keys().call("keeper.disableDevice", { derived }));
      await vault.showAccess();
      if (device !== null && vault.deviceId() === null) await forget(device);
    },
    remove: async ({ secretId, index }, caller) => {
      await proven(secretId, caller, (derived) => vault.keys().call("keeper.removeSlot", { derived, index }));
      await vault.showAccess();
    },
    rekey: ({ secretId }, caller) =>
      proven(secretId, caller, (derived) => vault.keys().call("keeper.rekey", { derived })),
  };
}
