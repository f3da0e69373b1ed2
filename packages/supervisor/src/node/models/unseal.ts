import { RpcError } from "@casemate/contract";
import { unsealerContract } from "@casemate/vault";
import { closeSync, constants, openSync } from "node:fs";
import { join } from "node:path";
import type { Context } from "../console/context.ts";
import { connectService } from "../hosts/service-client.ts";
import type { KeeperClient } from "../vault/keeper-link.ts";
import { listFiles } from "../vault/listing.ts";
import type { ModelEntry } from "./catalogue.ts";

/**
 * Decrypts a stored file into a sealed memory file and answers a read-only descriptor of it. The plaintext touches no disk; after
 * sealing nobody can change what was authenticated. Throws `changed` or `damaged` when the bytes are not the ones that were inspected.
 */
export async function unseal(
  context: Context,
  keys: () => KeeperClient,
  entry: ModelEntry,
  options: { signal: AbortSignal; onProgress: (done: number, total: number) => void },
): Promise<number> {
  const { id, sha256 } = entry.summary;
  const files = await listFiles(keys());
  const path = files.find((file) => file.id === id)?.path;
  if (path === undefined) throw new RpcError("not_found", "The file is no longer in the vault.");
  options.signal.throwIfAborted();
  const ciphertext = openSync(join(context.home.root, path), constants.O_RDONLY | constants.O_NOFOLLOW);
  try {
    const handle = await context.spawner.spawn({ id: "unsealer", host: "plain", fds: [ciphertext] });
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
    closeSync(ciphertext);
  }
}

function unsealerEnded(): RpcError {
  return new RpcError(
    "unsealer_ended",
    "The model was not loaded: the process that decrypts it ended. The stored file is unchanged. Try again.",
  );
}
