import { sealEnvelope, type State } from "@casemate/contract";
import { attachUnixSocket, homePaths, type ConsoleClient } from "@casemate/supervisor";
import { repositoryRoot, type TestHome } from "@casemate/testkit";
import { join } from "node:path";
import { runProgram } from "./programs.ts";

/** A command line's connection to the running console. */
export async function attach(home: TestHome): Promise<ConsoleClient> {
  const client = await attachUnixSocket(homePaths(home.root).socket);
  if (!client) throw new Error("no console answers");
  return client;
}

export async function stateOf(client: ConsoleClient): Promise<State> {
  return (await client.call("state.snapshot", {})).state;
}

/** Makes the vault as a person's first command does; `calibrated` with the key derivation that this machine gets, else its floor. */
export async function createVault(home: TestHome, calibrated: boolean): Promise<void> {
  const { PATH, HOME } = process.env;
  const { code, stderr } = await runProgram(
    process.execPath,
    [join(repositoryRoot, "dist", "cli.mjs"), "vault", "init"],
    {
      env: {
        PATH,
        HOME,
        CASEMATE_HOME: home.root,
        CASEMATE_PASSPHRASE_FILE: home.passphraseFile,
        ...(calibrated ? {} : { CASEMATE_KDF: "minimum" }),
      },
    },
  );
  if (code !== 0) throw new Error(`vault init ended with ${String(code)}: ${stderr}`);
}

/**
 * Unlocks the way every client does: key child, sealed passphrase, secret frame, call. Answers the milliseconds since the key child was there:
 * the window starts it while the passphrase is being typed.
 */
export async function unlock(client: ConsoleClient, home: TestHome): Promise<number> {
  const { secretId, publicKey } = await client.call("secret.begin", { purpose: "unlock" });
  const started = performance.now();
  const passphrase = new TextEncoder().encode(home.passphrase);
  client.sendSecret(secretId, await sealEnvelope(Buffer.from(publicKey, "base64"), passphrase, "passphrase"));
  const { result, message } = await client.call("vault.unlock", { secretId });
  if (result !== "unlocked") throw new Error(message);
  return performance.now() - started;
}

/** Locks; answers the milliseconds until that was verified. */
export async function lock(client: ConsoleClient): Promise<number> {
  const started = performance.now();
  const { verified } = await client.call("vault.lock", {});
  if (!verified) throw new Error("locking could not be verified");
  return performance.now() - started;
}

/** Waits for a job's end; throws with its message when it failed. */
export function jobDone(client: ConsoleClient, jobId: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const look = async (): Promise<void> => {
      const job = (await stateOf(client)).jobs.find(({ id }) => id === jobId);
      if (!job || job.state === "running") return;
      stop();
      if (job.state === "done") resolve();
      else reject(new Error(job.error?.message ?? job.state));
    };
    const stop = client.on("state.changed", () => void look().catch(reject));
    look().catch(reject);
  });
}
