import { connect, processPort, sealEnvelope, type Client } from "@casemate/contract";
import { repositoryRoot, type TestHome } from "@casemate/testkit";
import { kdfContract, keeperContract } from "@casemate/vault";
import { spawn, type ChildProcess } from "node:child_process";
import { join } from "node:path";

/** Starts a shipped service with `fds` as its descriptors from 3 on. */
export function startChild(
  service: string,
  fds: readonly number[],
  env: Record<string, string> = {},
): ChildProcess {
  return spawn(process.execPath, [join(repositoryRoot, "dist", "services", `${service}.mjs`)], {
    stdio: ["ignore", "inherit", "inherit", ...fds, "ipc"],
    serialization: "json",
    env,
  });
}

export async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  await new Promise((resolve) => child.once("exit", resolve));
}

/** Seals a derived key to a keeper. */
export async function sealDerived(derived: Uint8Array, keeperPublicKey: string): Promise<string> {
  const sealed = await sealEnvelope(Buffer.from(keeperPublicKey, "base64"), derived, "derived-key");
  return Buffer.from(sealed).toString("base64");
}

export interface Keeper {
  readonly client: Client<typeof keeperContract>;
  /** To this key, secrets for it are sealed. */
  readonly publicKey: string;
  /** A key derived from `passphrase`, sealed to this keeper. */
  derive(passphrase: string): Promise<string>;
  end(): Promise<void>;
}

/** A keeper of our own on a home that no console is using; locked. */
export async function startKeeper(home: TestHome): Promise<Keeper> {
  const child = startChild("keeper", [], { CASEMATE_HOME: home.root });
  const client = connect(keeperContract, processPort(child));
  const { kdf, publicKey } = await client.call("keeper.status", {});
  if (!kdf) throw new Error("there is no vault");
  return {
    client,
    publicKey,
    derive: async (passphrase) => {
      const deriving = startChild("kdf", []);
      const { call } = connect(kdfContract, processPort(deriving));
      const hello = await call("kdf.hello", {});
      const sealed = await sealEnvelope(
        Buffer.from(hello.publicKey, "base64"),
        new TextEncoder().encode(passphrase),
        "passphrase",
      );
      const { derived } = await call("kdf.derive", {
        passphrase: Buffer.from(sealed).toString("base64"),
        device: null,
        kdf,
        keeperPublicKey: publicKey,
        minimumLength: 0,
      });
      await ended(deriving);
      return derived;
    },
    end: async () => {
      child.kill("SIGKILL");
      await ended(child);
    },
  };
}

/** The same, unlocked. */
export async function openKeeper(home: TestHome): Promise<Keeper> {
  const keeper = await startKeeper(home);
  const { result, message } = await keeper.client.call("keeper.unlock", {
    derived: await keeper.derive(home.passphrase),
  });
  if (result !== "unlocked") throw new Error(message);
  return keeper;
}
