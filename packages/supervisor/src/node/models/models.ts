import { RpcError, type ByteWindow, type ModelReport } from "@casemate/contract";
import { Readable } from "node:stream";
import { isoTime } from "../../common/clock.ts";
import { stoppedByLock, type JobControl } from "../../common/jobs.ts";
import type { Context } from "../console/context.ts";
import type { KeeperClient } from "../vault/keeper-link.ts";
import type { Catalogue, ModelEntry } from "./catalogue.ts";
import type { Incoming } from "./incoming.ts";
import type { Intake } from "./intake.ts";
import type { Pending, PendingWork } from "./pending.ts";
import { NOT_INSPECTED, type Inspection } from "./inspection.ts";
import type { Runtime } from "./runtime-controller.ts";

/** Refused files whose time is over are looked for this often, in milliseconds. */
const DISCARD_INTERVAL_MS = 60_000;
const STARTER_NAME = "casemate-starter.gguf";
const STARTER_CHUNK_BYTES = 1024 * 1024;

/** `known`: the same bytes were in the vault already; nothing was added. */
export interface Taken {
  readonly modelId: string;
  readonly jobId: string;
  readonly known: boolean;
}

export interface Models {
  /** Answers when the file is safely stored; inspection goes on in the same job. */
  take(incoming: Incoming): Promise<Taken>;
  installStarter(): Promise<Taken>;
  reinspect(modelId: string): Promise<{ jobId: string }>;
  /** Admitted → contained, by a person; one that runs is ended. Throws `wrong_state`. */
  contain(modelId: string): Promise<void>;
  report(modelId: string): Promise<ModelReport>;
  readonly bytes: (modelId: string, at: number, file: string | null) => Promise<ByteWindow>;
  release(modelId: string, sha256: string): Promise<void>;
  reject(modelId: string): Promise<void>;
  discard(modelId: string): Promise<void>;
  remove(modelId: string, sha256: string): Promise<void>;
  /** After unlock: goes on with what a crash or lock interrupted, discards what is due. Answers when all of it is shown as running. */
  resume(): Promise<void>;
  /** Resolves when no inspection runs or waits any more. */
  settled(): Promise<void>;
  stop(): void;
}

export interface ModelsParts {
  readonly catalogue: Catalogue;
  readonly intake: Intake;
  readonly pending: PendingWork;
  readonly inspection: Inspection;
  readonly runtime: Runtime;
  readonly keys: () => KeeperClient;
  readonly readBytes: Models["bytes"];
}

export function createModels(context: Context, parts: ModelsParts): Models {
  const { catalogue, intake, pending, inspection, runtime, keys } = parts;
  /** One inspection at a time: two would only slow each other down. */
  let queue: Promise<void> = Promise.resolve();

  /** What the vault has of this work stays exactly when it is to go on after the next unlock. */
  const settle = async (modelId: string, job: JobControl): Promise<void> => {
    if (stoppedByLock(job.signal)) return;
    job.goesOn(null);
    await pending.drop(modelId).catch((error: unknown) => {
      context.report("pending", error);
    });
  };

  /** The vault has a record of it already. */
  const inspectLater = (entry: ModelEntry, job: JobControl): void => {
    const modelId = entry.summary.id;
    catalogue.live(modelId, { jobId: job.id });
    job.progress({ subject: modelId });
    job.goesOn("Then the inspection begins again.");
    queue = queue.then(async () => {
      try {
        job.signal.throwIfAborted();
        await inspection.run(catalogue.get(modelId), job);
        await settle(modelId, job);
        job.finish();
      } catch (error) {
        if (job.signal.aborted) await settle(modelId, job);
        if (!stoppedByLock(job.signal)) catalogue.live(modelId, { jobId: null });
        job.fail(error);
        if (!(error instanceof RpcError) && !job.signal.aborted) context.report("inspection", error);
      }
    });
  };

  const startImport = (kind: "import" | "starter", name: string, jobId?: string): JobControl =>
    context.jobs.start(kind, `Importing ${name.slice(0, 200)}`, null, jobId);

  const takeWith = async (incoming: Incoming, job: JobControl, again?: string): Promise<Taken> => {
    try {
      const { entry, known } = await intake.take(incoming, job, again);
      const { id } = entry.summary;
      if (known) {
        job.goesOn(null);
        job.progress({ subject: id });
        job.finish();
      } else {
        context.ledger.note("model.received", id, { bytes: entry.summary.bytes, source: entry.source.kind });
        inspectLater(entry, job);
      }
      return { modelId: id, jobId: job.id, known };
    } catch (error) {
      job.fail(error);
      throw error;
    }
  };

  const take = async (incoming: Incoming, kind: "import" | "starter"): Promise<Taken> =>
    takeWith(incoming, startImport(kind, incoming.label));

  const starter = async (): Promise<Incoming> => {
    const bytes = await context.starterModel();
    return {
      kind: "stream",
      label: STARTER_NAME,
      files: [{ name: STARTER_NAME, bytes: bytes.length }],
      stream: Readable.from(chunksOf(bytes)),
      source: "starter",
    };
  };

  const startInspection = (entry: ModelEntry, jobId?: string): JobControl =>
    context.jobs.start("inspect", `Inspecting ${entry.summary.name}`, entry.summary.id, jobId);

  /** Goes on with one record: where its bytes are stored the inspection is missing, else it is read again, one file after another. */
  const goOn = ({ modelId, jobId, name, from }: Pending): (() => Promise<void>) | null => {
    const stored = catalogue.peek(modelId);
    if (stored) {
      inspectLater(stored, startInspection(stored, jobId));
      return null;
    }
    const job = startImport(from?.kind === "starter" ? "starter" : "import", name, jobId);
    if (from?.kind === "path" || from?.kind === "starter")
      job.goesOn("Then the file is read from its first byte.");
    return async () => {
      try {
        job.signal.throwIfAborted();
        if (from === null || from.kind === "drop") throw dropAgain(name);
        const incoming = from.kind === "path" ? { ...from, label: name } : await starter();
        await takeWith(incoming, job, modelId);
      } catch (error) {
        await settle(modelId, job);
        job.fail(error);
      }
    };
  };

  const expectState = (modelId: string, ...states: string[]): ModelEntry => {
    const entry = catalogue.get(modelId);
    if (!states.includes(entry.summary.state))
      throw new RpcError(
        "wrong_state",
        `${entry.summary.name} is ${entry.summary.state}; this needs it to be ${states.join(" or ")}.`,
      );
    return entry;
  };
  const expectDigest = (entry: ModelEntry, sha256: string): void => {
    if (entry.summary.sha256 !== sha256)
      throw new RpcError("changed", "This is not the file that was approved. Nothing was done.");
  };
  const endIfRunning = async (modelId: string): Promise<void> => {
    if (context.state.get("runtime").modelId === modelId) await runtime.unload();
  };

  const discardDue = (): void => {
    cancel = context.clock.after(DISCARD_INTERVAL_MS, discardDue);
    if (context.state.get("vault").state !== "unlocked") return;
    for (const { summary } of catalogue.all()) {
      if (
        summary.state === "refused" &&
        summary.discardAt !== null &&
        Date.parse(summary.discardAt) <= context.clock.now()
      ) {
        catalogue.forget(summary.id).then(
          () => {
            context.ledger.note("model.discarded", summary.id, { reason: "time is over" });
          },
          (error: unknown) => {
            context.report("discard", error);
          },
        );
      }
    }
  };
  let cancel = context.clock.after(DISCARD_INTERVAL_MS, discardDue);

  return {
    take: (incoming) => take(incoming, "import"),
    installStarter: async () => take(await starter(), "starter"),
    reinspect: async (modelId) => {
      const entry = expectState(modelId, "received", "admitted", "held", "refused", "contained");
      if (entry.summary.jobId !== null) throw new RpcError("busy", "This model is being inspected already.");
      const job = startInspection(entry);
      catalogue.live(modelId, { jobId: job.id });
      try {
        await pending.put({ modelId, jobId: job.id, name: entry.summary.fileName, from: null });
      } catch (error) {
        catalogue.live(modelId, { jobId: null });
        job.fail(error);
        throw error;
      }
      inspectLater(entry, job);
      return { jobId: job.id };
    },
    contain: async (modelId) => {
      expectState(modelId, "admitted");
      await endIfRunning(modelId);
      await catalogue.contain(modelId, "Contained by a person: it is not run until it was inspected again.");
    },
    report: (modelId) => catalogue.report(modelId),
    bytes: parts.readBytes,
    release: async (modelId, sha256) => {
      const entry = expectState(modelId, "held");
      expectDigest(entry, sha256);
      for (const file of new Set([sha256, ...entry.files.map((one) => one.sha256)]))
        context.admission.expectAllowed(file);
      // A file that no parser came through never reaches the loader, whoever releases it.
      const alone =
        entry.summary.facts !== null &&
        entry.summary.stages.find((stage) => stage.id === "behaviour")?.state !== "not_applicable";
      const next: ModelEntry = {
        ...entry,
        summary: {
          ...entry.summary,
          state: "admitted",
          admittedAs: alone ? "model" : "component",
          releasedByPerson: true,
          decidedAt: isoTime(context.clock),
          headline: `Admitted by a person. Casemate had held it: ${entry.summary.headline}`,
        },
      };
      await keys().call("file.admit", { id: modelId, meta: catalogue.metaText(next) });
      catalogue.show(next);
    },
    reject: async (modelId) => {
      const entry = expectState(modelId, "held");
      const discardAt = new Date(
        context.clock.now() + context.state.get("app").settings.refusedKeepDays * 86_400_000,
      ).toISOString();
      await catalogue.save({
        ...entry,
        summary: {
          ...entry.summary,
          state: "refused",
          discardAt,
          decidedAt: isoTime(context.clock),
          headline: `Refused by a person. Casemate had held it: ${entry.summary.headline}`,
        },
      });
    },
    discard: async (modelId) => {
      expectState(modelId, "refused");
      await catalogue.forget(modelId);
    },
    remove: async (modelId, sha256) => {
      const entry = expectState(modelId, "received", "admitted", "held", "contained", "refused");
      expectDigest(entry, sha256);
      await endIfRunning(modelId);
      await catalogue.forget(modelId);
    },
    resume: async () => {
      const works = (await pending.all()).map(goOn).filter((work) => work !== null);
      context.jobs.forgetWaiting();
      for (const { summary } of catalogue.all())
        if (summary.state === "received" && summary.jobId === null) catalogue.live(summary.id, NOT_INSPECTED);
      void (async () => {
        for (const work of works) await work();
      })();
      cancel();
      discardDue();
    },
    settled: () => queue,
    stop: () => {
      cancel();
    },
  };
}

function* chunksOf(bytes: Uint8Array): Generator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += STARTER_CHUNK_BYTES)
    yield bytes.subarray(at, at + STARTER_CHUNK_BYTES);
}

function dropAgain(name: string): RpcError {
  return new RpcError(
    "drop_again",
    `${name} had not arrived whole when the vault was locked or Casemate ended. Nothing of it was kept. Drop the file again.`,
  );
}
