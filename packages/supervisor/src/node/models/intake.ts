import { connect, RpcError, type Source } from "@casemate/contract";
import { intakeContract } from "@casemate/vault";
import { closeSync, constants, openSync, rmSync, statfsSync } from "node:fs";
import { join } from "node:path";
import type { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { isoTime } from "../../common/clock.ts";
import { stoppedByLock, type JobControl } from "../../common/jobs.ts";
import type { Context } from "../console/context.ts";
import type { KeeperClient } from "../vault/keeper-link.ts";
import { metaOf, receivedSummary, type Catalogue, type ModelEntry } from "./catalogue.ts";
import { closeAll, isUnchanged, openIncoming, type Incoming, type OpenedFile } from "./incoming.ts";
import type { PendingWork } from "./pending.ts";
import { modelDigest, modelName } from "./several-files.ts";
import { stretchesOf, type Stretches } from "./stretches.ts";

/** Space that stays free beside an import: the vault's index and the log must remain writable. */
const SPARE_BYTES = 4 * 1024 * 1024;

export interface Intake {
  /**
   * Reads the sources once into `quarantine/`, each encrypted from the first byte under a key of its own. Answers the entry, or the one already
   * there. All files of a model are taken in or none. The vault keeps what it takes to begin anew after a lock or a crash: always from the first
   * file's first byte, since the files' keys are sealed to a keeper that is gone then. `again`: the model's id, when that is what is done now.
   */
  take(incoming: Incoming, job: JobControl, again?: string): Promise<{ entry: ModelEntry; known: boolean }>;
}

/** A file that intake has written and nobody has adopted yet, as `quarantine/<id>.part`. */
interface Written {
  readonly id: string;
  readonly name: string;
  readonly bytes: number;
  readonly sha256: string;
  readonly key: string;
}

/** How an import goes on after a lock. */
function fromTheStart({ files }: Incoming): string {
  return files.length > 1
    ? "Then all its files are read again, from the first byte."
    : "Then the file is read again, from its first byte.";
}

export function createIntake(
  context: Context,
  catalogue: Catalogue,
  keys: () => KeeperClient,
  pending: PendingWork,
): Intake {
  /** Models are placed one after another, so that the same bytes taken in twice at once become one model. */
  let last: Promise<unknown> = Promise.resolve();
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const turn = last.then(work, work);
    last = turn.catch(() => undefined);
    return turn;
  };
  const partPath = (id: string): string => join(context.home.quarantine, `${id}.part`);
  return {
    take: async (incoming, job, again) => {
      const opened = openIncoming(incoming);
      try {
        checkSpace(context.home.root, total(opened));
        const modelId = again ?? context.newId();
        await pending.put({ modelId, jobId: job.id, name: incoming.label, from: originOf(incoming, opened) });
        if (sourceOf(incoming).kind !== "drop") job.goesOn(fromTheStart(incoming));
        return await store(modelId, opened, incoming, job);
      } finally {
        closeAll(opened);
      }
    },
  };

  async function store(
    modelId: string,
    opened: readonly OpenedFile[],
    incoming: Incoming,
    job: JobControl,
  ): Promise<{ entry: ModelEntry; known: boolean }> {
    const ids = opened.map((_, index) => (index === 0 ? modelId : context.newId()));
    try {
      const written = await readAll(ids, opened, incoming, job);
      return await inTurn(() => place(written, incoming));
    } catch (error) {
      // The keys died with the children or are sealed to the keeper: what was written can be read by nobody else.
      for (const id of ids) rmSync(partPath(id), { force: true });
      if (!interrupted(error, job)) await pending.drop(modelId).catch(() => undefined); // what is left is tried once more after unlocking
      throw job.signal.aborted ? stopped(job, incoming) : intakeError(error, incoming.label);
    }
  }

  /** One file after another: the vault writes at one speed. */
  async function readAll(
    ids: readonly string[],
    opened: readonly OpenedFile[],
    incoming: Incoming,
    job: JobControl,
  ): Promise<Written[]> {
    const stretches = incoming.kind === "stream" ? stretchesOf(incoming.stream) : null;
    const written: Written[] = [];
    let before = 0;
    try {
      for (const [index, file] of opened.entries()) {
        const id = ids[index] ?? "";
        const stream = stretches && streamOf(incoming, stretches, file, index === opened.length - 1);
        if (!isUnchanged(file)) throw changedMeanwhile(file);
        const done = await readOne(id, file, stream, job, (bytes) => {
          job.progress({ stage: "reading", done: before + bytes, total: total(opened) });
        });
        written.push({ id, name: file.name, ...done });
        before += done.bytes;
      }
    } catch (error) {
      if (incoming.kind === "stream") incoming.stream.destroy();
      throw error;
    }
    // What was read first must still be there when the last one was read: else nobody ever had this model.
    const moved = opened.find((file) => !isUnchanged(file));
    if (moved) throw changedMeanwhile(moved);
    return written;
  }

  async function readOne(
    id: string,
    file: OpenedFile,
    stream: Readable | null,
    job: JobControl,
    onProgress: (done: number) => void,
  ): Promise<{ bytes: number; sha256: string; key: string }> {
    const target = openSync(
      partPath(id),
      constants.O_CREAT | constants.O_EXCL | constants.O_RDWR | constants.O_NOFOLLOW,
      0o600,
    );
    try {
      const { bytes, sha256, key } = await runChild(file, stream, target, job, onProgress);
      return { bytes, sha256, key };
    } finally {
      closeSync(target);
    }
  }

  async function place(
    written: readonly Written[],
    incoming: Incoming,
  ): Promise<{ entry: ModelEntry; known: boolean }> {
    const [first, ...further] = written;
    if (!first) throw new RangeError("a model has at least one file");
    const sha256 = modelDigest(written);
    const existing = catalogue.find(sha256);
    if (existing) {
      for (const { id } of written) rmSync(partPath(id), { force: true });
      await pending.drop(first.id);
      return { entry: existing, known: true };
    }
    const summary = receivedSummary({
      id: first.id,
      name: modelName(
        incoming.label,
        written.map(({ name }) => name),
      ),
      fileName: incoming.label,
      files: written.length,
      bytes: written.reduce((sum, { bytes }) => sum + bytes, 0),
      sha256,
      receivedAt: isoTime(context.clock),
      jobId: null,
    });
    const files = written.map(({ key: _key, ...file }) => file);
    const entry: ModelEntry = { summary, source: sourceOf(incoming), reportId: null, files };
    const adopted = ({ id, key, bytes, sha256: digest }: Written, meta: string): AdoptedFile => ({
      ...{ id, name: id, key, bytes, sha256: digest, meta },
    });
    await keys().call("file.adopt", {
      ...adopted(first, catalogue.metaText(entry)),
      further: further.map((file) => adopted(file, metaOf(file.name))),
    });
    catalogue.show(entry);
    return { entry, known: false };
  }

  async function runChild(
    file: OpenedFile,
    stream: Readable | null,
    target: number,
    job: JobControl,
    onProgress: (done: number) => void,
  ): Promise<{ bytes: number; sha256: string; key: string }> {
    job.signal.throwIfAborted();
    const handle = await context.spawner.spawn({
      id: "intake",
      host: "plain",
      fds: [file.disk?.fd ?? "pipe", target],
    });
    const stop = (): void => void handle.kill();
    job.signal.addEventListener("abort", stop);
    try {
      const client = connect(intakeContract, handle.port);
      client.on("intake.progress", ({ done }) => {
        onProgress(done);
      });
      const { publicKey } = await keys().call("keeper.status", {});
      const running = client.call("intake.run", { keeperPublicKey: publicKey, expectedBytes: file.bytes });
      if (stream !== null) await feed(stream, handle.pipe(3), running);
      return await running;
    } finally {
      job.signal.removeEventListener("abort", stop);
      await handle.kill();
    }
  }
}

interface AdoptedFile {
  readonly id: string;
  readonly name: string;
  readonly key: string;
  readonly bytes: number;
  readonly sha256: string;
  readonly meta: string;
}

/** A file by itself is the whole stream; of several each but the last ends where it was said to end. */
function streamOf(incoming: Incoming, stretches: Stretches, { bytes }: OpenedFile, last: boolean): Readable {
  return incoming.kind === "stream" && incoming.files.length === 1
    ? incoming.stream
    : stretches.next(last ? null : bytes);
}

function sourceOf(incoming: Incoming): Source {
  return incoming.kind === "path"
    ? { kind: "path", name: incoming.path }
    : { kind: incoming.source, name: incoming.label };
}

/** How the bytes can be had again. */
function originOf(
  incoming: Incoming,
  opened: readonly OpenedFile[],
): Parameters<PendingWork["put"]>[0]["from"] {
  if (incoming.kind === "stream") return { kind: incoming.source === "starter" ? "starter" : "drop" };
  const files = opened.flatMap(({ name, disk }) =>
    disk ? [{ name, path: disk.path, file: disk.file }] : [],
  );
  return { kind: "path", path: incoming.path, files };
}

/** Null when a length is not known. */
function total(opened: readonly OpenedFile[]): number | null {
  return opened.reduce<number | null>(
    (sum, { bytes }) => (sum === null || bytes === null ? null : sum + bytes),
    0,
  );
}

function changedMeanwhile({ disk, name }: OpenedFile): RpcError {
  return new RpcError(
    "source_changed",
    `${disk?.path ?? name} changed while the model was being read. Nothing was kept. Wait until it is complete, then try again.`,
  );
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
function stopped({ signal }: JobControl, incoming: Incoming): RpcError {
  const several = incoming.files.length > 1;
  const nothing = `Nothing of the ${several ? "files" : "file"} was kept.`;
  if (!stoppedByLock(signal)) {
    const why = signal.reason instanceof RpcError ? signal.reason.message : "Cancelled.";
    return new RpcError("cancelled", `${why} ${nothing}`);
  }
  const next =
    sourceOf(incoming).kind === "drop"
      ? `${nothing} Unlock the vault, then drop the ${several ? "files" : "file"} again.`
      : `The import goes on when the vault is unlocked. ${fromTheStart(incoming)}`;
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
