import { sealEnvelope, type State } from "@casemate/contract";
import { attachUnixSocket, homePaths, type ConsoleClient } from "@casemate/supervisor";
import type { TestHome } from "@casemate/testkit";

/** A command line's connection to the running console. */
export async function attach(home: TestHome): Promise<ConsoleClient> {
  const client = await attachUnixSocket(homePaths(home.root).socket);
  if (!client) throw new Error("no console answers");
  return client;
}

export async function stateOf(client: ConsoleClient): Promise<State> {
  return (await client.call("state.snapshot", {})).state;
}

/** Sends the passphrase the way every client does; answers the id for the call that uses it. */
export async function secret(
  client: ConsoleClient,
  home: TestHome,
  purpose: "create" | "unlock" | "approve",
): Promise<string> {
  const { secretId, publicKey } = await client.call("secret.begin", { purpose });
  client.sendSecret(
    secretId,
    await sealEnvelope(
      Buffer.from(publicKey, "base64"),
      new TextEncoder().encode(home.passphrase),
      "passphrase",
    ),
  );
  return secretId;
}

export async function create(client: ConsoleClient, home: TestHome): Promise<void> {
  await client.call("vault.create", { secretId: await secret(client, home, "create") });
}

export async function unlock(client: ConsoleClient, home: TestHome): Promise<string> {
  return (await client.call("vault.unlock", { secretId: await secret(client, home, "unlock") })).result;
}

/** Resolves with the first state for which `holds`; looks after every change. */
export function until(client: ConsoleClient, holds: (state: State) => boolean): Promise<State> {
  return new Promise((resolve, reject) => {
    let settled = false;
    const look = async (): Promise<void> => {
      const state = await stateOf(client);
      if (settled || !holds(state)) return;
      settled = true;
      unsubscribe();
      resolve(state);
    };
    const unsubscribe = client.on("state.changed", () => {
      look().catch(reject);
    });
    look().catch(reject);
  });
}
