import { connect, RpcError, type ModelSummary } from "@casemate/contract";
import { inspectorContract, type InspectedFile } from "@casemate/quarantine";
import { closeSync, constants, openSync } from "node:fs";
import { join } from "node:path";
import type { Context } from "../console/context.ts";
import type { KeeperClient } from "../vault/keeper-link.ts";
import { listFiles } from "../vault/listing.ts";

export type InspectorClient = ReturnType<typeof connect<typeof inspectorContract>>;

/** A confined child before one stored file. */
export interface OpenBox {
  readonly client: InspectorClient;
  /** Gives the child the file's key, sealed to it. Rejects with the vault's or the child's own error. */
  readonly unlock: () => Promise<InspectedFile>;
}

export interface BoxLimits {
  readonly signal: AbortSignal;
  readonly limitMs: number;
}

export interface ParserBox {
  /** Starts a confined child for one stored file, lets `use` speak with it, and ends it. */
  open<T>(summary: ModelSummary, limits: BoxLimits, use: (box: OpenBox) => Promise<T>): Promise<T>;
}

/** Bytes of stored files are decrypted in children of their own, which have no network and can write nothing. */
export function createParserBox(
  context: Pick<Context, "home" | "spawner" | "clock">,
  keys: () => KeeperClient,
): ParserBox {
  return {
    open: async (summary, { signal, limitMs }, use) => {
      const fd = openSync(
        join(context.home.root, await storedPath(summary.id)),
        constants.O_RDONLY | constants.O_NOFOLLOW,
      );
      try {
        const handle = await context.spawner.spawn({
          id: "inspector",
          host: "parser-box",
          fds: [fd],
          maxHeapMiB: 512,
        });
        const stop = (): void => void handle.kill();
        signal.addEventListener("abort", stop);
        const cancelLimit = context.clock.after(limitMs, stop);
        try {
          const client = connect(inspectorContract, handle.port);
          const unlock = async (): Promise<InspectedFile> => {
            const { publicKey } = await client.call("inspect.hello", {});
            const { envelope } = await keys().call("file.key", { id: summary.id, publicKey });
            const { fileName: name, bytes, sha256 } = summary;
            return { name, bytes, sha256, fd: 3, keyEnvelope: envelope };
          };
          return await use({ client, unlock });
        } finally {
          cancelLimit();
          signal.removeEventListener("abort", stop);
          await handle.kill();
        }
      } finally {
        closeSync(fd);
      }
    },
  };

  async function storedPath(id: string): Promise<string> {
    const files = await listFiles(keys());
    const file = files.find((stored) => stored.id === id);
    if (!file) throw new RpcError("not_found", "The file is no longer in the vault.");
    return file.path;
  }
}
