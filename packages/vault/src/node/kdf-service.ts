import {
  RpcError,
  serve,
  type Handlers,
  type In,
  type Out,
  type Port,
  type Recipient,
} from "@casemate/contract";
import { kdfContract } from "../common/child-contracts.ts";
import { canonicalSecret } from "../common/recovery-words.ts";
import { calibrate, type Derive, type KdfMachine } from "./calibrate.ts";
import { publicKeyOf, sealTo, withSecret } from "./envelopes.ts";

type Calls = typeof kdfContract;

export interface KdfParts {
  readonly recipient: Recipient;
  readonly machine: KdfMachine;
  readonly derive: Derive;
  /** Called when the one derivation was answered, whatever came of it: the process ends once the answer is out. */
  readonly onDone: () => void;
}

/** What the key child does: calibrate if asked, derive once, end. */
export function startKdf(port: Port, parts: KdfParts): void {
  let used = false;
  const handlers: Handlers<Calls> = {
    "kdf.hello": () => ({ publicKey: publicKeyOf(parts.recipient) }),
    "kdf.calibrate": () => calibrate(parts.derive, parts.machine),
    "kdf.derive": async (input) => {
      if (used) throw new RpcError("used", "This process derives one key only.");
      used = true;
      try {
        return await deriveOnce(parts, input);
      } finally {
        parts.onDone();
      }
    },
  };
  serve(port, { contract: kdfContract, handlers, caller: { via: "in-process", session: "supervisor" } });
}

function deriveOnce(
  { recipient, derive }: KdfParts,
  input: In<Calls["kdf.derive"]>,
): Promise<Out<Calls["kdf.derive"]>> {
  return withSecret(recipient, input.passphrase, "passphrase", async (passphrase) => {
    if (passphrase.length === 0) throw new RpcError("empty_passphrase", "The passphrase is empty. Type one.");
    if (characters(passphrase) < input.minimumLength) {
      throw new RpcError(
        "weak_passphrase",
        `The passphrase is too short: use at least ${String(input.minimumLength)} characters. Several words are easier to remember than one cryptic one.`,
      );
    }
    const begun = performance.now();
    const canonical = canonicalBytes(passphrase);
    const key = await derive(canonical, input.kdf).catch((error: unknown) => {
      throw deriveError(error, input.kdf.memoryKiB);
    });
    try {
      const ms = performance.now() - begun;
      return { derived: await sealDerived(recipient, key, input), ms };
    } finally {
      key.fill(0);
      canonical.fill(0);
    }
  });
}

/** The key, with the device secret after it when there is one. */
function sealDerived(
  recipient: Recipient,
  key: Uint8Array,
  { device, keeperPublicKey }: In<Calls["kdf.derive"]>,
): Promise<string> {
  if (device === null) return sealTo(keeperPublicKey, key, "derived-key");
  return withSecret(recipient, device, "device-secret", async (secret) => {
    const both = new Uint8Array(key.length + secret.length);
    both.set(key, 0);
    both.set(secret, key.length);
    try {
      return await sealTo(keeperPublicKey, both, "derived-key");
    } finally {
      both.fill(0);
    }
  });
}

/** Recovery words in their one spelling. The string it takes cannot be wiped: this process ends right after. */
function canonicalBytes(passphrase: Uint8Array): Uint8Array {
  return new TextEncoder().encode(
    canonicalSecret(new TextDecoder("utf-8", { ignoreBOM: true }).decode(passphrase)),
  );
}

/** Characters of UTF-8 text, counted without making a string: strings cannot be wiped. */
function characters(utf8: Uint8Array): number {
  let count = 0;
  for (const byte of utf8) if ((byte & 0xc0) !== 0x80) count += 1;
  return count;
}

function deriveError(error: unknown, memoryKiB: number): RpcError {
  if (error instanceof RpcError) return error;
  const needed = `${String(Math.ceil(memoryKiB / 1024))} MiB`;
  if (error instanceof Error && /memory|alloc/i.test(error.message)) {
    return new RpcError(
      "out_of_memory",
      `Checking the passphrase needs ${needed} of free memory. Close other programs and try again.`,
    );
  }
  return new RpcError("kdf_failed", "The key could not be derived from the passphrase. Try again.");
}
