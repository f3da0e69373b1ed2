import { RpcError } from "@casemate/contract";
import { unsealerContract } from "@casemate/vault";
import { closeSync, constants, openSync } from "node:fs";
import type { Context } from "../console/context.ts";
import { connectService } from "../hosts/service-client.ts";
import type { KeeperClient } from "../vault/keeper-link.ts";
import type { ModelFile } from "./catalogue.ts";
import { openStored } from "./parser-box.ts";

/** Decrypts each of these stored files and answers their descriptors in the same order; the caller closes them. Throws like `unseal`. */
export async function unsealAll(
  context: Context,
  keys: () => KeeperClient,
  files: readonly ModelFile[],
  options: UnsealOptions,
): Promise<number[]> {
  const fds: number[] = [];
  const total = files.reduce((sum, { bytes }) => sum + bytes, 0);
  let before = 0;
  try {
    for (const file of files) {
      const done = before;
      const onProgress = (bytes: number): void => {
        options.onProgress(done + bytes, total);
      };
      fds.push(await unseal(context, keys, file, { signal: options.signal, onProgress }));
      before += file.bytes;
    }
    return fds;
  } catch (error) {
    closeAllFds(fds);
    throw error;
  }
}

export function closeAllFds(fds: readonly number[]): void {
  fds.forEach((fd) => {
    closeSync(fd);
  });
}

interface UnsealOptions {
  readonly signal: AbortSignal;
  readonly onProgress: (done: number, total: number) => void;
}

/**
 * Decrypts a stored file into a sealed memory file and answers a read-only descriptor of it. The plaintext touches no disk; after
 * sealing nobody can change what was authenticated. Throws `changed` or `damaged` when the bytes are not the ones that were inspected.
 */
async function unseal(
  context: Context,
  keys: () => KeeperClient,
  { id, sha256 }: ModelFile,
  options: UnsealOptions,
): Promise<number> {
  const ciphertexts = await openStored(context.home.root, keys(), [{ id }]);
  try {
    options.signal.throwIfAborted();
    const handle = await context.spawner.spawn({ id: "unsealer", host: "plain", fds: ciphertexts });
    const stop = (): void => void handle.kill();
    options.signal.addEventListener("abort", stop);
    try {
      const client = connectService(unsealerContract, handle.port, unsealerEnded);
      client.on("unseal.progress", ({ done, total }) => {
        options.onProgress(done, total);
      });
      const { publicKey } = await client.call("unseal.hello", {});
      const { envelope, bytes, sha256: stored } = await keys().call("file.key", { id, publicKey });
      if (stored !== sha256)
        throw new RpcError("changed", "The stored file is not the one that was inspected. It is not loaded.");
      const sealed = await client.call("unseal.run", { key: envelope, bytes });
      // A descriptor cannot be passed to a running process; opening it through /proc gives this process its own.
      return openSync(`/proc/${String(handle.pid)}/fd/${String(sealed.fd)}`, constants.O_RDONLY);
    } finally {
      options.signal.removeEventListener("abort", stop);
      await handle.kill();
    }
  } finally {
    closeAllFds(ciphertexts);
  }
}

function unsealerEnded(): RpcError {
  return new RpcError(
    "unsealer_ended",
    "The model was not loaded: the process that decrypts it ended. The stored file is unchanged. Try again.",
  );
}
