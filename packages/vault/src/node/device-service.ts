import { RpcError, serve, type Port } from "@casemate/contract";
import { randomBytes, timingSafeEqual } from "node:crypto";
import { deviceContract } from "../common/child-contracts.ts";
import { SECRET_BYTES } from "../common/header-layout.ts";
import type { DeviceStore } from "./device-store.ts";
import { sealTo } from "./envelopes.ts";

/** What the device child does. `store` answers null where there is none. */
export function startDevice(port: Port, store: DeviceStore | null): void {
  const known = (): DeviceStore => {
    if (store === null)
      throw new RpcError("no_keychain", "Casemate cannot speak with a keychain on this system.");
    return store;
  };
  serve(port, {
    contract: deviceContract,
    handlers: {
      "device.create": ({ id }) => {
        create(known(), id);
        return { store: known().name };
      },
      "device.open": async ({ id, publicKey }) => {
        const secret = read(known(), id);
        try {
          return { device: await sealTo(publicKey, secret, "device-secret") };
        } finally {
          secret.fill(0);
        }
      },
      "device.remove": ({ id }) => {
        const removed = known().remove(id);
        if (known().read(id) !== null)
          throw new RpcError(
            "keychain_failed",
            "The keychain still has this machine's key. Remove it there.",
          );
        return { removed };
      },
    },
    caller: { via: "in-process", session: "supervisor" },
  });
}

function create(store: DeviceStore, id: string): void {
  const secret = randomBytes(SECRET_BYTES);
  try {
    store.write(id, secret);
    const back = store.read(id);
    // A keychain that forgets would lock the person out.
    if (back?.length !== secret.length || !timingSafeEqual(back, secret))
      throw new RpcError(
        "keychain_failed",
        "The keychain did not keep this machine's key. Nothing was changed.",
      );
    back.fill(0);
  } finally {
    secret.fill(0);
  }
}

function read(store: DeviceStore, id: string): Uint8Array {
  const secret = store.read(id);
  if (secret?.length === SECRET_BYTES) return secret;
  throw new RpcError(
    "no_device_secret",
    "This machine's keychain does not have the key that this vault needs. On another machine, unlock with the recovery words.",
  );
}
