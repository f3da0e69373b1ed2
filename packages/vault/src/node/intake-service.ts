import { RpcError, serve, type In, type Out, type Port } from "@casemate/contract";
import { createHash, randomBytes } from "node:crypto";
import { fstatSync, fsyncSync, read as readCallback, type BigIntStats } from "node:fs";
import { setTimeout as pause } from "node:timers/promises";
import { promisify } from "node:util";
import { intakeContract } from "../common/child-contracts.ts";
import { SealedFileError } from "../common/sealed-error.ts";
import { FILE_KEY_BYTES } from "../common/sealed-layout.ts";
import { systemCode, writeError } from "./disk-error.ts";
import { sealTo } from "./envelopes.ts";
import { SealedWriter, writeToDescriptor } from "./sealed-writer.ts";

type Calls = typeof intakeContract;
type Answer = Out<Calls["intake.run"]>;

/** Bytes asked for at once: large enough that system calls do not count, small enough for the processor's cache. */
const BLOCK_BYTES = 1024 * 1024;
/** At most ten reports a second: a page cannot show more. */
const PROGRESS_MS = 100;
/** A pipe that was handed over in non-blocking mode is asked again after this time. */
const RETRY_MS = 5;

const readAsync = promisify(readCallback);

export interface IntakeParts {
  readonly source: number;
  readonly target: number;
  /** Called before the one run is answered. After a failure a read may be under way that never ends: then "kill". */
  readonly onDone: (how: "exit" | "kill") => void;
}

/** What the intake child does: one file, one pass, end. */
export function startIntake(port: Port, parts: IntakeParts): void {
  let used = false;
  const served = serve(port, {
    contract: intakeContract,
    caller: { via: "in-process", session: "supervisor" },
    handlers: {
      "intake.run": async (input) => {
        if (used) throw new RpcError("used", "This process takes in one file only.");
        used = true;
        try {
          const answer = await takeIn(parts, input, (done, total) => {
            served.emit("intake.progress", { done, total });
          });
          parts.onDone("exit");
          return answer;
        } catch (error) {
          parts.onDone("kill");
          throw error;
        }
      },
    },
  });
}

async function takeIn(
  { source, target }: IntakeParts,
  input: In<Calls["intake.run"]>,
  report: (done: number, total: number | null) => void,
): Promise<Answer> {
  const before = checkSource(source);
  const total = before.isFile() ? Number(before.size) : input.expectedBytes;
  const key = randomBytes(FILE_KEY_BYTES);
  const writer = new SealedWriter(writeToDescriptor(target), key);
  const hash = createHash("sha256");
  try {
    let reported = 0;
    for await (const block of blocks(source, before.isFile())) {
      hash.update(block);
      guardWrite(() => {
        writer.update(block);
      });
      if (total !== null && writer.size > total) throw changed(before.isFile(), true);
      if (performance.now() - reported >= PROGRESS_MS) {
        reported = performance.now();
        report(writer.size, total);
      }
    }
    checkComplete(source, before, writer.size, input.expectedBytes);
    const bytes = writer.size;
    const storedBytes = guardWrite(() => {
      const stored = writer.finish();
      fsyncSync(target);
      return stored;
    });
    report(bytes, bytes);
    return {
      bytes,
      storedBytes,
      sha256: hash.digest("hex"),
      key: await sealTo(input.keeperPublicKey, key, "file-key"),
    };
  } finally {
    writer.abandon();
    key.fill(0);
  }
}

/** Blocks of the source; the next one is being read while the caller works on this one. A block is valid until the next is asked for. */
async function* blocks(fd: number, seekable: boolean): AsyncGenerator<Uint8Array> {
  const buffers = [Buffer.alloc(BLOCK_BYTES), Buffer.alloc(BLOCK_BYTES)] as const;
  let position = 0;
  let current = 0;
  const fetch = async (buffer: Buffer): Promise<Buffer> => {
    const got = await readBlock(fd, buffer, seekable ? position : null);
    position += got;
    return buffer.subarray(0, got);
  };
  let coming = fetch(buffers[0]);
  for (let block = await coming; block.length > 0; block = await coming) {
    current = 1 - current;
    coming = fetch(buffers[current === 0 ? 0 : 1]);
    coming.catch(() => undefined); // reported when it is awaited; the caller may stop before that
    yield block;
  }
}

async function readBlock(fd: number, buffer: Buffer, position: number | null): Promise<number> {
  for (;;) {
    try {
      return (await readAsync(fd, buffer, 0, buffer.length, position)).bytesRead;
    } catch (error) {
      if (systemCode(error) !== "EAGAIN")
        throw new RpcError(
          "unreadable",
          `The file could not be read to its end: the system said ${systemCode(error) || "nothing more"}. Nothing was kept.`,
        );
      await pause(RETRY_MS);
    }
  }
}

function checkSource(fd: number): BigIntStats {
  const stat = fstatSync(fd, { bigint: true });
  if (!stat.isFile() && !stat.isFIFO() && !stat.isSocket())
    throw new RpcError("not_a_file", "This is not a file but a folder or a device. Choose one model file.");
  return stat;
}

/** What was read must be the whole of one unchanging file. */
function checkComplete(fd: number, before: BigIntStats, read: number, expected: number | null): void {
  if (before.isFile()) {
    const after = fstatSync(fd, { bigint: true });
    const same = after.size === before.size && after.mtimeNs === before.mtimeNs && after.ino === before.ino;
    if (!same || BigInt(read) !== before.size) throw changed(true, false);
  }
  if (expected !== null && read !== expected) throw changed(before.isFile(), read > expected);
}

function changed(isFile: boolean, longer: boolean): RpcError {
  if (isFile)
    return new RpcError(
      "source_changed",
      "The file changed while it was being read. Nothing was kept. Wait until it is complete, then try again.",
    );
  if (longer)
    return new RpcError("long_source", "More arrived than was announced. Nothing was kept. Try again.");
  return new RpcError(
    "short_source",
    "The transfer ended before the whole file had arrived. Nothing was kept. Try again.",
  );
}

function guardWrite<T>(write: () => T): T {
  try {
    return write();
  } catch (error) {
    if (error instanceof SealedFileError) throw new RpcError(error.code, error.message);
    throw writeError(error, "nothing of this file was kept");
  }
}
