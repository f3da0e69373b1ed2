import { rmSync } from "node:fs";
import { open, type FileHandle } from "node:fs/promises";
import { clockedAsync } from "../lib/stats.ts";

const PIECE_BYTES = 1024 * 1024;

/**
 * How long filling a file in memory takes that has this size, when `threads` do nothing but write zeros, each to a part of its own. Milliseconds,
 * without giving the memory back. A virtual machine whose host takes free memory away pays for it here. Linux.
 */
export async function bareFill(bytes: number, threads: number): Promise<number> {
  const path = `/dev/shm/casemate-bench-fill-${String(process.pid)}`;
  const file = await open(path, "wx");
  rmSync(path);
  await file.truncate(bytes);
  const part = Math.ceil(bytes / threads / PIECE_BYTES) * PIECE_BYTES;
  try {
    return await clockedAsync(() =>
      Promise.all(
        Array.from({ length: threads }, (_, thread) =>
          fill(file, thread * part, Math.min(bytes, (thread + 1) * part)),
        ),
      ),
    );
  } finally {
    await file.close();
  }
}

/** Each write runs on one of Node's own threads. */
async function fill(file: FileHandle, from: number, to: number): Promise<void> {
  const zeros = Buffer.alloc(PIECE_BYTES);
  for (let at = from; at < to;)
    at += (await file.write(zeros, 0, Math.min(zeros.length, to - at), at)).bytesWritten;
}
