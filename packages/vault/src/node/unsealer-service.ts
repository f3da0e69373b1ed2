import { RpcError, serve, type In, type Out, type Port, type Recipient } from "@casemate/contract";
import { createHash } from "node:crypto";
import { writeSync } from "node:fs";
import { setImmediate as breathe } from "node:timers/promises";
import { unsealerContract } from "../common/child-contracts.ts";
import { systemCode } from "./disk-error.ts";
import { publicKeyOf, withSecret } from "./envelopes.ts";
import { SealedFileError } from "../common/sealed-error.ts";
import type { MemoryFiles } from "./libc.ts";
import { openSealedFile } from "./sealed-reader.ts";

type Calls = typeof unsealerContract;

/** Plaintext handled at once. */
const BLOCK_BYTES = 1024 * 1024;
const PROGRESS_MS = 100;

export interface UnsealerParts {
  readonly source: number;
  readonly recipient: Recipient;
  /** Null where there is no such thing. */
  readonly memory: MemoryFiles | null;
}

/** What the unsealer does: one file into one sealed memory file, which lives as long as the process or whoever opened it. */
export function startUnsealer(port: Port, parts: UnsealerParts): void {
  let used = false;
  const served = serve(port, {
    contract: unsealerContract,
    caller: { via: "in-process", session: "supervisor" },
    handlers: {
      "unseal.hello": () => ({ publicKey: publicKeyOf(parts.recipient) }),
      "unseal.run": async (input) => {
        if (used) throw new RpcError("used", "This process opens one file only.");
        used = true;
        return unseal(parts, input, (done, total) => {
          served.emit("unseal.progress", { done, total });
        });
      },
    },
  });
}

async function unseal(
  { source, recipient, memory }: UnsealerParts,
  input: In<Calls["unseal.run"]>,
  report: (done: number, total: number) => void,
): Promise<Out<Calls["unseal.run"]>> {
  if (!memory) throw new RpcError("unsupported", "Loading models needs Linux in this version.");
  try {
    const file = await withSecret(recipient, input.key, "file-key", (key) => openSealedFile(source, key));
    if (file.size !== input.bytes)
      throw new RpcError("changed", "The stored file is not the one that was inspected. It is not loaded.");
    const fd = memory.create();
    const sha256 = await copy(file, fd, report);
    file.checkPadding();
    file.close();
    memory.seal(fd);
    return { fd, bytes: file.size, sha256 };
  } catch (error) {
    throw unsealError(error);
  }
}

async function copy(
  file: { size: number; read(offset: number, target: Uint8Array): void },
  fd: number,
  report: (done: number, total: number) => void,
): Promise<string> {
  const hash = createHash("sha256");
  const buffer = Buffer.alloc(BLOCK_BYTES);
  let reported = 0;
  for (let offset = 0; offset < file.size; offset += BLOCK_BYTES) {
    const block = buffer.subarray(0, Math.min(BLOCK_BYTES, file.size - offset));
    file.read(offset, block);
    hash.update(block);
    for (let done = 0; done < block.length;)
      done += writeSync(fd, block, done, block.length - done, offset + done);
    if (performance.now() - reported >= PROGRESS_MS) {
      reported = performance.now();
      report(offset + block.length, file.size);
      await breathe(); // lets progress and the end of the channel through
    }
  }
  buffer.fill(0);
  return hash.digest("hex");
}

function unsealError(error: unknown): unknown {
  if (error instanceof RpcError) return error;
  if (error instanceof SealedFileError) return new RpcError("damaged", error.message);
  if (["ENOMEM", "ENOSPC"].includes(systemCode(error)))
    return new RpcError(
      "out_of_memory",
      "There is not enough free memory for this model. Close other programs and try again.",
    );
  return new RpcError(
    "unseal_failed",
    "The model could not be prepared in memory: the system refused. Try again.",
  );
}
