import { connect, RpcError, type Source } from "@casemate/contract";
import { intakeContract } from "@casemate/vault";
import { closeSync, constants, fstatSync, openSync, rmSync, statfsSync, type StatsBase } from "node:fs";
import { basename, join } from "node:path";
import type { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { isoTime } from "../../common/clock.ts";
import { stoppedByLock, type JobControl } from "../../common/jobs.ts";
import type { Context } from "../console/context.ts";
import { reason } from "../home.ts";
import type { KeeperClient } from "../vault/keeper-link.ts";
import { identityOf, sameFile, type FileIdentity, type PendingWork } from "./pending.ts";
import { aboutFolder, expectOneFile } from "./several-files.ts";
import { receivedSummary, type Catalogue, type ModelEntry } from "./catalogue.ts";

/** Space that stays free beside an import: the vault's index and the log must remain writable. */
const SPARE_BYTES = 4 * 1024 * 1024;
/** Longest file name that is kept, in bytes (ext4, APFS and NTFS allow no more). */
const MAX_NAME_BYTES = 255;

/** What can be taken in. */
export type Incoming =
  /** `file`: it must be this one, null where any is meant. */
  | { readonly kind: "path"; readonly path: string; readonly file: FileIdentity | null }
  | {
      readonly kind: "stream";
      readonly name: string;
      readonly bytes: number | null;
      readonly stream: Readable;
      readonly source: Source["kind"];
    };

export interface Intake {
  /**
   * Reads the source once into `quarantine/`, encrypted from the first byte. Answers the entry, or the one already there. The vault keeps what it
   * takes to begin anew after a lock or a crash: always from the source's first byte, since the file's key lives in the child alone until then.
   * `again`: the model's id, when that is what is done now.
   */
  take(incoming: Incoming, job: JobControl, again?: string): Promise<{ entry: ModelEntry; known: boolean }>;
}

interface Opened {
  readonly name: string;
  readonly bytes: number | null;
  readonly source: Source;
  readonly fd: number | null;
  /** Of a path. */
  readonly file: FileIdentity | null;
}

/** A file that intake has written and nobody has adopted yet. */
interface Written {
  readonly id: string;
  readonly part: string;
  readonly opened: Opened;
  readonly bytes: number;
  readonly sha256: string;
  readonly key: string;
}

const FROM_THE_START = "Then the file is read again, from its first byte.";

export function createIntake(
  context: Context,
  catalogue: Catalogue,
  keys: () => KeeperClient,
  pending: PendingWork,
): Intake {
  /** Files are placed one after another, so that the same bytes taken in twice at once become one model. */
  let last: Promise<unknown> = Promise.resolve();
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const turn = last.then(work, work);
    last = turn.catch(() => undefined);
    return turn;
  };
  return {
    take: async (incoming, job, again) => {
      const opened = incoming.kind === "path" ? openPath(incoming) : openStream(incoming);
      try {
        expectOneFile(opened.name);
        checkSpace(context.home.root, opened.bytes);
        const modelId = again ?? context.newId();
        await pending.put({
          modelId,
          jobId: job.id,
          name: opened.name,
          from:
            opened.file === null
              ? { kind: opened.source.kind === "starter" ? "starter" : "drop" }
              : { kind: "path", path: opened.source.name, file: opened.file },
        });
        if (opened.source.kind !== "drop") job.goesOn(FROM_THE_START);
        return await store(modelId, opened, incoming, job);
      } finally {
        if (opened.fd !== null) closeSync(opened.fd);
      }
    },
  };

  async function store(
    id: string,
    opened: Opened,
    incoming: Incoming,
    job: JobControl,
  ): Promise<{ entry: ModelEntry; known: boolean }> {
    const part = join(context.home.quarantine, `${id}.part`);
    const target = openSync(
      part,
      constants.O_CREAT | constants.O_EXCL | constants.O_RDWR | constants.O_NOFOLLOW,
      0o600,
    );
    try {
      const result = await runChild(opened, incoming, target, job);
      return await inTurn(() => place({ id, part, opened, ...result }));
    } catch (error) {
      // Its key died with the child: what was written cannot be read by anybody.
      rmSync(part, { force: true });
      if (!interrupted(error, job)) await pending.drop(id).catch(() => undefined); // what is left is tried once more after unlocking
      throw job.signal.aborted ? stopped(job, opened) : intakeError(error, opened.name);
    } finally {
      closeSync(target);
    }
  }

  async function place({
    id,
    part,
    opened,
    bytes,
    sha256,
    key,
  }: Written): Promise<{ entry: ModelEntry; known: boolean }> {
    const existing = catalogue.find(sha256);
    if (existing) {
      rmSync(part, { force: true });
      await pending.drop(id);
      return { entry: existing, known: true };
    }
    const receivedAt = isoTime(context.clock);
    const summary = receivedSummary({ id, fileName: opened.name, bytes, sha256, receivedAt, jobId: null });
    const entry: ModelEntry = { summary, source: opened.source, reportId: null };
    await keys().call("file.adopt", { id, name: id, key, bytes, sha256, meta: catalogue.metaText(entry) });
    catalogue.show(entry);
    return { entry, known: false };
  }

  async function runChild(
    opened: Opened,
    incoming: Incoming,
    target: number,
    job: JobControl,
  ): Promise<{ bytes: number; sha256: string; key: string }> {
    job.signal.throwIfAborted();
    const handle = await context.spawner.spawn({
      id: "intake",
      host: "plain",
      fds: [opened.fd ?? "pipe", target],
    });
    const stop = (): void => void handle.kill();
    job.signal.addEventListener("abort", stop);
    try {
      const client = connect(intakeContract, handle.port);
      client.on("intake.progress", ({ done, total }) => {
        job.progress({ stage: "reading", done, total: total ?? opened.bytes });
      });
      const { publicKey } = await keys().call("keeper.status", {});
      const running = client.call("intake.run", { keeperPublicKey: publicKey, expectedBytes: opened.bytes });
      if (incoming.kind === "stream") await feed(incoming.stream, handle.pipe(3), running);
      return await running;
    } finally {
      job.signal.removeEventListener("abort", stop);
      await handle.kill();
    }
  }
}

/** Streams with back-pressure; the child's own answer says what went wrong, so a broken pipe here is not an error of its own. */
async function feed(stream: Readable, pipe: NodeJS.WritableStream, running: Promise<unknown>): Promise<void> {
  const failed = running.then(
    () => undefined,
    (error: unknown) => {
      stream.destroy();
      throw error;
    },
  );
  await Promise.race([pipeline(stream, pipe).catch(() => running), failed]);
}

function openPath({ path, file: expected }: Extract<Incoming, { kind: "path" }>): Opened {
  let fd: number;
  try {
    // O_NONBLOCK: opening a FIFO must not wait for a writer.
    fd = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  } catch (error) {
    throw new RpcError("unreadable", `${path} cannot be read: ${reason(error)}.`);
  }
  try {
    const stat = fstatSync(fd, { bigint: true });
    const problem = notAFile(stat);
    if (problem !== null)
      throw new RpcError(
        "not_a_file",
        stat.isDirectory() ? aboutFolder(path) : `${path} is ${problem}. Give the path of one model file.`,
      );
    const file = identityOf(stat);
    if (expected !== null && !sameFile(expected, file)) throw anotherFile(path);
    return { name: basename(path), bytes: Number(stat.size), source: { kind: "path", name: path }, fd, file };
  } catch (error) {
    closeSync(fd);
    throw error;
  }
}

function anotherFile(path: string): RpcError {
  return new RpcError(
    "source_changed",
    `${path} is not the file any more that was being imported when the vault was locked. Nothing was kept. Import it again if you want this one.`,
  );
}

function openStream(incoming: Extract<Incoming, { kind: "stream" }>): Opened {
  const name = basename(incoming.name.replaceAll("\\", "/"));
  if (name === "" || name === "." || name === ".." || Buffer.byteLength(name) > MAX_NAME_BYTES)
    throw new RpcError(
      "bad_name",
      "The file's name is empty or longer than 255 bytes. Rename it and try again.",
    );
  return { name, bytes: incoming.bytes, source: { kind: incoming.source, name }, fd: null, file: null };
}

/** What a path is when it is not a regular file, in words. */
export function notAFile(stat: StatsBase<number> | StatsBase<bigint>): string | null {
  if (stat.isFile()) return null;
  if (stat.isDirectory()) return "a folder";
  if (stat.isFIFO()) return "a pipe, not a file";
  if (stat.isSocket()) return "a socket, not a file";
  return "a device, not a file";
}

function checkSpace(root: string, bytes: number | null): void {
  const { bavail, bsize } = statfsSync(root);
  const free = bavail * bsize;
  const needed = (bytes ?? 0) * 1.13 + SPARE_BYTES; // sizes are padded by at most 12 % (Padmé)
  if (free < needed) {
    throw new RpcError(
      "disk_full",
      `The disk has ${gigabytes(free)} free, this import needs ${gigabytes(needed)}. Nothing was kept. Free some space and try again.`,
    );
  }
}

function gigabytes(bytes: number): string {
  return bytes >= 1e9 ? `${(bytes / 1e9).toFixed(1)} GB` : `${(bytes / 1e6).toFixed(0)} MB`;
}

/** Says why: the person who sees it need not be the one who cancelled. */
function stopped({ signal }: JobControl, { source }: Opened): RpcError {
  if (!stoppedByLock(signal)) {
    const why = signal.reason instanceof RpcError ? signal.reason.message : "Cancelled.";
    return new RpcError("cancelled", `${why} Nothing of the file was kept.`);
  }
  const next =
    source.kind === "drop"
      ? "Nothing of the file was kept. Unlock the vault, then drop the file again."
      : `The import goes on when the vault is unlocked. ${FROM_THE_START}`;
  return new RpcError("waits_for_unlock", `The vault was locked. ${next}`);
}

/** By the lock or by what makes one: it goes on later. */
function interrupted(error: unknown, { signal }: JobControl): boolean {
  return (
    stoppedByLock(signal) ||
    (error instanceof RpcError && ["keeper_gone", "locked"].includes(error.code) && !signal.aborted)
  );
}

function intakeError(error: unknown, name: string): unknown {
  if (error instanceof RpcError && error.code === "closed")
    return new RpcError(
      "intake_ended",
      `Reading ${name} stopped: the process that encrypts it ended. Nothing was kept. Try again.`,
    );
  return error;
}
