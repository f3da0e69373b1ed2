import {
  ENVELOPE_OVERHEAD,
  MAX_SECRET_BYTES,
  RpcError,
  type Caller,
  type Client,
  type SecretPurpose,
} from "@casemate/contract";
import { kdfContract, type KdfParams } from "@casemate/vault";
import { becauseOfIncident } from "../../common/incidents/because.ts";
import type { Context } from "../console/context.ts";
import { connectService } from "../hosts/service-client.ts";
import type { ServiceHandle } from "../hosts/service-types.ts";

/** Bytes of the id in front of a secret frame. */
export const SECRET_ID_BYTES = 16;
/** Largest secret frame a transport needs to take, in bytes. */
export const MAX_SECRET_FRAME = SECRET_ID_BYTES + MAX_SECRET_BYTES + ENVELOPE_OVERHEAD;
/** A key child that nobody used is ended after this time. */
const UNUSED_MS = 120_000;
const NO_DEVICE_KEY: DeviceKey = { envelope: null, problem: null };
/** Key children may hold a gigabyte each while deriving: only a few at once. */
const MAX_OPEN = 3;

interface Open {
  readonly purpose: SecretPurpose;
  readonly session: string;
  readonly handle: ServiceHandle;
  readonly client: Client<typeof kdfContract>;
  readonly cancelTimer: () => void;
  readonly publicKey: string;
  /** This machine's key for the vault as it is now: asked for while the person still types. */
  readonly device: Promise<DeviceKey>;
  envelope: Uint8Array | null;
}

/** This machine's key, sealed to a key child; null where the vault needs none, and with `problem` where it could not be had. */
export interface DeviceKey {
  readonly envelope: string | null;
  readonly problem: string | null;
}

/** A passphrase on its way: still encrypted, readable only by the key child in `client`. */
export interface ReadySecret {
  calibrate(): Promise<{ kdf: KdfParams; measuredMs: number }>;
  /** The key child's, base64. */
  readonly publicKey: string;
  readonly device: Promise<DeviceKey>;
  /** Derives and answers the key, with this machine's after it if `device` is one, in an envelope to the keeper (base64). */
  derive(
    kdf: KdfParams,
    keeperPublicKey: string,
    minimumLength: number,
    device: string | null,
  ): Promise<{ derived: string; ms: number }>;
  /** Ends the key child. Always call it. */
  end(): Promise<void>;
}

export interface Secrets {
  begin(purpose: SecretPurpose, caller: Caller): Promise<{ secretId: string; publicKey: string }>;
  /** Takes one binary frame: 16-byte id, then the envelope. Frames that fit nothing are dropped. */
  frame(bytes: Uint8Array, caller: Caller): void;
  /** Hands the secret to its one use. Throws `no_secret`. */
  take(secretId: string, purpose: SecretPurpose, caller: Caller): ReadySecret;
  /** Ends what a connection that closed has left. */
  readonly dropSession: (session: string) => Promise<void>;
  endAll(): Promise<void>;
}

/**
 * Starts one key child per secret and forwards ciphertext to it. Nothing here can read the passphrase. `deviceKey` answers this machine's key for
 * the vault, sealed to the given public key; it never rejects.
 */
export function createSecrets(
  context: Pick<Context, "spawner" | "newId" | "clock" | "state">,
  deviceKey: (publicKey: string) => Promise<DeviceKey>,
): Secrets {
  const open = new Map<string, Open>();
  /** Key children that are being started: whoever ends all must not miss them. */
  const starting = new Set<Promise<ServiceHandle>>();
  const start = async (): Promise<ServiceHandle> => {
    const started = context.spawner.spawn({ id: "kdf", host: "plain", ...kdfEnvironment() });
    starting.add(started);
    try {
      const handle = await started;
      if (starting.has(started)) return handle;
      await handle.kill();
      throw kdfEnded();
    } finally {
      starting.delete(started);
    }
  };
  const endStarting = async (): Promise<void> => {
    const all = [...starting];
    starting.clear();
    await Promise.all(
      all.map((started) =>
        started.then(
          (handle) => handle.kill(),
          () => undefined,
        ),
      ),
    );
  };
  const drop = async (secretId: string): Promise<void> => {
    const entry = open.get(secretId);
    open.delete(secretId);
    entry?.cancelTimer();
    await entry?.handle.kill();
  };
  const dropWhere = async (matches: (entry: Open) => boolean): Promise<void> => {
    await Promise.all([...open].filter(([, entry]) => matches(entry)).map(([id]) => drop(id)));
  };
  return {
    dropSession: (session) => dropWhere((entry) => entry.session === session),
    begin: async (purpose, caller) => {
      // One passphrase of a kind at a time per session: a new one replaces an older one that was never used.
      await dropWhere((entry) => entry.session === caller.session && entry.purpose === purpose);
      if (open.size >= MAX_OPEN)
        throw new RpcError("busy", "Another passphrase is being checked. Try again in a moment.");
      const secretId = context.newId();
      const handle = await start();
      const client = connectService(kdfContract, handle.port, kdfEnded);
      const cancelTimer = context.clock.after(UNUSED_MS, () => void drop(secretId));
      const hello = client.call("kdf.hello", {});
      const entry = { purpose, session: caller.session, handle, client, cancelTimer, envelope: null };
      const device = hello.then(({ publicKey }) => deviceKey(publicKey)).catch(() => NO_DEVICE_KEY);
      open.set(secretId, { ...entry, device, publicKey: "" });
      void handle.exited.then(() => drop(secretId));
      const { publicKey } = await hello;
      if (open.has(secretId)) open.set(secretId, { ...entry, device, publicKey });
      return { secretId, publicKey };
    },
    frame: (bytes, caller) => {
      if (bytes.length <= SECRET_ID_BYTES || bytes.length > MAX_SECRET_FRAME) return;
      const entry = open.get(Buffer.from(bytes.subarray(0, SECRET_ID_BYTES)).toString("hex"));
      if (entry?.session === caller.session) entry.envelope = new Uint8Array(bytes.subarray(SECRET_ID_BYTES));
    },
    take: (secretId, purpose, caller) => {
      const entry = open.get(secretId);
      if (entry?.purpose !== purpose || entry.session !== caller.session || entry.envelope === null) {
        throw new RpcError(
          "no_secret",
          `The passphrase did not arrive or was used already. Type it again.${becauseOfIncident(context.state.get("incidents"))}`,
        );
      }
      const envelope = Buffer.from(entry.envelope).toString("base64");
      entry.envelope = null;
      entry.cancelTimer();
      return {
        calibrate: () => entry.client.call("kdf.calibrate", {}),
        publicKey: entry.publicKey,
        device: entry.device,
        derive: (kdf, keeperPublicKey, minimumLength, device) =>
          entry.client.call("kdf.derive", {
            passphrase: envelope,
            device,
            kdf,
            keeperPublicKey,
            minimumLength,
          }),
        end: () => drop(secretId),
      };
    },
    endAll: async () => {
      await Promise.all([endStarting(), ...[...open.keys()].map(drop)]);
    },
  };
}

/** Tests ask for the floor of the key derivation; it can never go below (see the vault package). */
function kdfEnvironment(): { env?: Record<string, string> } {
  const chosen = process.env["CASEMATE_KDF"];
  return chosen === undefined ? {} : { env: { CASEMATE_KDF: chosen } };
}

function kdfEnded(): RpcError {
  return new RpcError(
    "kdf_ended",
    "The passphrase was not checked: the process that does it ended. Nothing was changed. Type it again.",
  );
}
