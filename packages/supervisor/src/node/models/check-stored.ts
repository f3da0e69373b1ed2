import { RpcError } from "@casemate/contract";
import { unsealerContract } from "@casemate/vault";
import { closeSync } from "node:fs";
import type { Context } from "../console/context.ts";
import { connectService } from "../hosts/service-client.ts";
import type { KeeperClient } from "../vault/keeper-link.ts";
import type { ModelFile } from "./catalogue.ts";
import { openStored } from "./parser-box.ts";

/** A stretch of at most 256 MiB takes a fraction of a second; a disk that takes longer than this is not waited for, in milliseconds. */
const LIMIT_MS = 60_000;

/** From where, and how much, in bytes of the file's content. */
export interface Stretch {
  readonly from: number;
  readonly length: number;
}

/**
 * Reads a stretch of a stored file again, in a process of its own that keeps nothing, and answers where the next one begins. Throws `damaged` or
 * `changed` when the bytes are not the ones that were inspected, and other codes when it could not be found out.
 */
export async function checkStored(
  context: Pick<Context, "home" | "spawner" | "clock">,
  keys: () => KeeperClient,
  { id, bytes, sha256 }: ModelFile,
  { from, length }: Stretch,
): Promise<number> {
  const fds = await openStored(context.home.root, keys(), [{ id }]);
  try {
    const handle = await context.spawner.spawn({ id: "unsealer", host: "plain", fds });
    const cancel = context.clock.after(LIMIT_MS, () => void handle.kill());
    try {
      const client = connectService(unsealerContract, handle.port, ended);
      const { publicKey } = await client.call("unseal.hello", {});
      const stored = await keys().call("file.key", { id, publicKey });
      if (stored.sha256 !== sha256)
        throw new RpcError("changed", "The stored file is not the one that was inspected.");
      const { next } = await client.call("unseal.check", { key: stored.envelope, bytes, from, length });
      return next;
    } finally {
      cancel();
      await handle.kill();
    }
  } finally {
    fds.forEach((fd) => {
      closeSync(fd);
    });
  }
}

function ended(): RpcError {
  return new RpcError("unsealer_ended", "The process that reads stored files ended before it had answered.");
}
