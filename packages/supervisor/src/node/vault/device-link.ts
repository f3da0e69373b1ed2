import { RpcError, type Client, type Out } from "@casemate/contract";
import { deviceContract } from "@casemate/vault";
import { DeadlinePassed, withDeadline } from "../../common/lifecycle/deadline.ts";
import { noticeOf } from "../../common/jobs.ts";
import type { Context } from "../console/context.ts";
import { connectService } from "../hosts/service-client.ts";
import type { DeviceKey } from "./secrets.ts";

type Calls = typeof deviceContract;

/** A keychain may ask the person for its own password first. */
const KEYCHAIN_MS = 60_000;
/** What a keychain's client needs of the environment: the session's message bus, and whose session it is. No secrets. */
const SESSION_VARIABLES = ["DBUS_SESSION_BUS_ADDRESS", "XDG_RUNTIME_DIR", "HOME", "USER"];

/** This machine's keychain, each time through a process of its own that ends with the answer. */
export interface DeviceLink {
  /** Makes a key and keeps it under `id`. Throws `no_keychain`, `keychain_failed`. */
  create(id: string): Promise<Out<Calls["device.create"]>["store"]>;
  /** The key, sealed to `publicKey`; never rejects. */
  open(id: string, publicKey: string): Promise<DeviceKey>;
  /** False when there was none. Throws `no_keychain`, `keychain_failed`. */
  remove(id: string): Promise<boolean>;
}

export function createDeviceLink(context: {
  readonly spawner: Pick<Context["spawner"], "spawn">;
  readonly clock: Context["clock"];
}): DeviceLink {
  const ask = async <T>(use: (client: Client<Calls>) => Promise<T>): Promise<T> => {
    const handle = await context.spawner.spawn({ id: "device", host: "plain", env: sessionEnvironment() });
    try {
      const client = connectService(deviceContract, handle.port, deviceEnded);
      return await withDeadline(context.clock, KEYCHAIN_MS, use(client)).catch((error: unknown) => {
        throw error instanceof DeadlinePassed ? new RpcError("keychain_failed", SLOW) : error;
      });
    } finally {
      await handle.kill();
    }
  };
  return {
    create: async (id) => (await ask((client) => client.call("device.create", { id }))).store,
    open: async (id, publicKey) => {
      try {
        const { device } = await ask((client) => client.call("device.open", { id, publicKey }));
        return { envelope: device, problem: null };
      } catch (error) {
        return { envelope: null, problem: noticeOf(error).message };
      }
    },
    remove: async (id) => (await ask((client) => client.call("device.remove", { id }))).removed,
  };
}

const SLOW = "This system's keychain did not answer within a minute. Unlock it and try again.";

function deviceEnded(): RpcError {
  return new RpcError(
    "keychain_failed",
    "The process that speaks with this system's keychain ended. Try again.",
  );
}

function sessionEnvironment(): Record<string, string> {
  return Object.fromEntries(
    SESSION_VARIABLES.map((name) => [name, process.env[name]] as const).filter(
      (entry): entry is readonly [string, string] => entry[1] !== undefined,
    ),
  );
}
