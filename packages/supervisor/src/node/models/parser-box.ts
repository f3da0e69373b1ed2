import { connect, RpcError } from "@casemate/contract";
import { inspectorContract, type InspectedFile } from "@casemate/quarantine";
import { closeSync, constants, openSync } from "node:fs";
import { join } from "node:path";
import type { Context } from "../console/context.ts";
import type { KeeperClient } from "../vault/keeper-link.ts";
import { listFiles } from "../vault/listing.ts";
import type { ModelFile } from "./catalogue.ts";

export type InspectorClient = ReturnType<typeof connect<typeof inspectorContract>>;

/** A confined child before some stored files: those of one model, or one of them. */
export interface OpenBox {
  readonly client: InspectorClient;
  /** Gives the child the files' keys, sealed to it. Rejects with the vault's or the child's own error. */
  readonly unlock: () => Promise<InspectedFile[]>;
}

export interface BoxLimits {
  readonly signal: AbortSignal;
  readonly limitMs: number;
}

export interface ParserBox {
  /** Starts a confined child that gets these stored files and no others, lets `use` speak with it, and ends it. */
  open<T>(files: readonly ModelFile[], limits: BoxLimits, use: (box: OpenBox) => Promise<T>): Promise<T>;
}

/** Bytes of stored files are decrypted in children of their own, which have no network and can write nothing. */
export function createParserBox(
  context: Pick<Context, "home" | "spawner" | "clock">,
  keys: () => KeeperClient,
): ParserBox {
  return {
    open: async (files, { signal, limitMs }, use) => {
      const fds = await openStored(context.home.root, keys(), files);
      try {
        const handle = await context.spawner.spawn({
          id: "inspector",
          host: "parser-box",
          fds,
          maxHeapMiB: 512,
        });
        const stop = (): void => void handle.kill();
        signal.addEventListener("abort", stop);
        const cancelLimit = context.clock.after(limitMs, stop);
        try {
          const client = connect(inspectorContract, handle.port);
          const unlock = async (): Promise<InspectedFile[]> => {
            const { publicKey } = await client.call("inspect.hello", {});
            const unlocked: InspectedFile[] = [];
            for (const [index, { id, name, bytes, sha256 }] of files.entries()) {
              const { envelope } = await keys().call("file.key", { id, publicKey });
              unlocked.push({ name, bytes, sha256, fd: 3 + index, keyEnvelope: envelope });
            }
            return unlocked;
          };
          return await use({ client, unlock });
        } finally {
          cancelLimit();
          signal.removeEventListener("abort", stop);
          await handle.kill();
        }
      } finally {
        fds.forEach((fd) => {
          closeSync(fd);
        });
      }
    },
  };
}

/** Read-only descriptors of the stored ciphertexts, in the order given; the caller closes them. Rejects with `not_found`. */
export async function openStored(
  root: string,
  keys: KeeperClient,
  files: readonly Pick<ModelFile, "id">[],
): Promise<number[]> {
  const stored = new Map((await listFiles(keys)).map(({ id, path }) => [id, path]));
  const fds: number[] = [];
  try {
    for (const { id } of files) {
      const path = stored.get(id);
      if (path === undefined) throw new RpcError("not_found", "The file is no longer in the vault.");
      fds.push(openFile(join(root, path)));
    }
    return fds;
  } catch (error) {
    fds.forEach((fd) => {
      closeSync(fd);
    });
    throw error;
  }
}

/** A stored file that is gone, or a link in its place, was not put there by Casemate. */
function openFile(path: string): number {
  try {
    return openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== "ENOENT" && code !== "ELOOP") throw error;
    throw new RpcError("damaged", "The stored file is missing, or something else stands in its place.");
  }
}
