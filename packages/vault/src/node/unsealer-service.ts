import { RpcError, serve, type In, type Out, type Port, type Recipient } from "@casemate/contract";
import { write } from "node:fs";
import { unsealerContract } from "../common/child-contracts.ts";
import { systemCode } from "./disk-error.ts";
import { publicKeyOf, withSecret } from "./envelopes.ts";
import { SealedFileError } from "../common/sealed-error.ts";
import type { MemoryFile, MemoryFiles } from "./memory-file.ts";
import { openSealedFile, type SealedFile } from "./sealed-reader.ts";

type Calls = typeof unsealerContract;

/** Plaintext handled at once, and how many such pieces: one being decrypted, one being written, one to spare. */
const PIECE_BYTES = 1024 * 1024;
const PIECES = 3;
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
  const once = (): void => {
    if (used) throw new RpcError("used", "This process opens one file only.");
    used = true;
  };
  const served = serve(port, {
    contract: unsealerContract,
    caller: { via: "in-process", session: "supervisor" },
    handlers: {
      "unseal.hello": () => ({ publicKey: publicKeyOf(parts.recipient) }),
      "unseal.check": async (input) => {
        once();
        return { next: await checkStretch(parts, input) };
      },
      "unseal.run": async (input) => {
        once();
        return unseal(parts, input, (done, total) => {
          served.emit("unseal.progress", { done, total });
        });
      },
    },
  });
}

/** Reads a stretch again; each of its pieces has to authenticate. */
async function checkStretch(
  { source, recipient }: UnsealerParts,
  { key, bytes, from, length }: In<Calls["unseal.check"]>,
): Promise<number> {
  const piece = Buffer.alloc(PIECE_BYTES);
  try {
    const file = await withSecret(recipient, key, "file-key", (opened) => openSealedFile(source, opened));
    try {
      if (file.size !== bytes)
        throw new RpcError("changed", "The stored file does not have the size that was inspected.");
      const end = Math.min(file.size, from + length);
      for (let at = from; at < end; at += PIECE_BYTES)
        file.read(at, piece.subarray(0, Math.min(PIECE_BYTES, end - at)));
      if (end === file.size) file.checkPadding();
      return end;
    } finally {
      file.close();
    }
  } catch (error) {
    throw unsealError(error);
  } finally {
    piece.fill(0);
  }
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
    const target = memory.create(file.size);
    try {
      await copy(file, target, report);
      file.checkPadding();
    } finally {
      file.close();
    }
    target.seal();
    return { fd: target.fd, bytes: file.size };
  } catch (error) {
    throw unsealError(error);
  }
}

/** This thread decrypts one piece while one of Node's own threads writes another. */
async function copy(
  file: SealedFile,
  { fd, pages }: MemoryFile,
  report: (done: number, total: number) => void,
): Promise<void> {
  const pieces = Array.from({ length: PIECES }, () => ({
    bytes: Buffer.alloc(PIECE_BYTES),
    written: Promise.resolve(),
  }));
  let reported = 0;
  for (let offset = 0, turn = 0; offset < file.size; turn++) {
    const piece = pieces[turn % PIECES];
    if (!piece) break;
    await piece.written;
    const length = await file.next(piece.bytes);
    await pages.before(offset + length);
    piece.written = writeAll(fd, piece.bytes.subarray(0, length), offset);
    piece.written.catch(() => undefined); // thrown when this piece's turn comes again
    offset += length;
    if (performance.now() - reported >= PROGRESS_MS) {
      reported = performance.now();
      report(offset, file.size);
    }
  }
  for (const { bytes, written } of pieces) {
    await written;
    bytes.fill(0);
  }
}

async function writeAll(fd: number, bytes: Buffer, position: number): Promise<void> {
  for (let done = 0; done < bytes.length;) done += await writePart(fd, bytes.subarray(done), position + done);
}

function writePart(fd: number, bytes: Buffer, position: number): Promise<number> {
  return new Promise((resolve, reject) => {
    write(fd, bytes, 0, bytes.length, position, (error, written) => {
      if (error) reject(error);
      else resolve(written);
    });
  });
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
