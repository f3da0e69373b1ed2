import { RpcError, type State } from "@casemate/contract";
import { stoppedRuntime } from "../../common/initial-state.ts";
import { isoTime } from "../../common/clock.ts";
import { noticeOf, type JobControl } from "../../common/jobs.ts";
import type { Context } from "../console/context.ts";
import { readNetCounters } from "../confinement/net-counters.ts";
import type { ServiceHandle } from "../hosts/service-types.ts";
import { diedAgain, isNotTheSame, notTheSame, triedToConnect } from "../../common/incidents/model-reports.ts";
import type { KeeperClient } from "../vault/keeper-link.ts";
import type { Catalogue } from "./catalogue.ts";
import { startRuntime, type LoadedRuntime, type RuntimeClient } from "./runtime-process.ts";

/** How often the box's own connection counters are read, in milliseconds. */
const COUNTER_INTERVAL_MS = 2_000;

export interface Runtime {
  /** Throws `not_admitted` for a model that may not or cannot be run. */
  expectRunnable(modelId: string): void;
  /** Starts loading in the background; answers the job. */
  load(modelId: string): { jobId: string; ready: Promise<void> };
  /** The loaded runtime for this model, loading it when needed. */
  ready(modelId: string): Promise<RuntimeClient>;
  unload(): Promise<void>;
  /** Ends every runtime process; answers the PIDs that are gone. */
  endAll(): Promise<number[]>;
  generating(
    active: boolean,
    facts?: { contextUsed?: number; tokensPerSecond?: number; takesInstructions?: boolean },
  ): void;
  /** Lets the behaviour stage register its own short-lived runtime, so that a lock ends it too. */
  track(handle: ServiceHandle): void;
}

export function createRuntime(context: Context, catalogue: Catalogue, keys: () => KeeperClient): Runtime {
  const { state, clock } = context;
  const processes = new Set<ServiceHandle>();
  let current: { modelId: string; loaded: LoadedRuntime } | null = null;
  let loading: { modelId: string; jobId: string; promise: Promise<void> } | null = null;
  /** Crashes since a person last asked for this model: restarted once, then left failed. */
  let crashes = 0;

  const show = (change: Partial<State["runtime"]>): void => {
    state.update("runtime", (runtime) => ({ ...runtime, ...change }));
  };
  const track = (handle: ServiceHandle): void => {
    processes.add(handle);
    void handle.exited.then(() => processes.delete(handle));
  };
  const endCurrent = async (): Promise<void> => {
    const ending = current;
    current = null;
    await ending?.loaded.handle.kill();
    state.set("runtime", stoppedRuntime());
  };

  const expectRunnable = (modelId: string): void => {
    const { summary, files } = catalogue.get(modelId);
    const { name, sha256, state: stands, admittedAs } = summary;
    // Blocked after it was admitted: the list is what people know by now.
    const { blocks } = context.admission.inForce();
    if ([sha256, ...files.map((file) => file.sha256)].some((digest) => blocks.get(digest) !== null))
      throw new RpcError("blocked", `${name} cannot be run: this exact file is on the block list.`);
    if (context.incidents.blocks(modelId))
      throw new RpcError(
        "contained",
        `${name} cannot be run: an incident about it is open. Look under Incidents.`,
      );
    if (stands === "admitted" && admittedAs === "model") return;
    const why = stands === "admitted" ? "a component that does not run alone" : stands;
    throw new RpcError("not_admitted", `${name} cannot be run: it is ${why}.`);
  };

  const load = (modelId: string): { jobId: string; ready: Promise<void> } => {
    if (loading) {
      if (loading.modelId === modelId) return { jobId: loading.jobId, ready: loading.promise };
      throw new RpcError("busy", "Another model is being loaded. Wait for it or cancel it.");
    }
    expectRunnable(modelId);
    crashes = 0;
    return begin(modelId);
  };

  const begin = (modelId: string): { jobId: string; ready: Promise<void> } => {
    const { summary } = catalogue.get(modelId);
    const job = context.jobs.start("load", `Loading ${summary.name}`, modelId);
    const promise = loadNow(modelId, job).finally(() => {
      loading = null;
    });
    loading = { modelId, jobId: job.id, promise };
    promise.catch(() => undefined);
    return { jobId: job.id, ready: promise };
  };

  const loadNow = async (modelId: string, job: JobControl): Promise<void> => {
    const entry = catalogue.get(modelId);
    try {
      await endCurrent();
      show({ state: "loading", modelId, modelName: entry.summary.name, error: null });
      const loaded = await startRuntime(context, keys, entry, {
        signal: job.signal,
        onStage: (stage, done, total) => {
          job.progress({ stage, done, total });
        },
        onProcess: track,
      });
      current = { modelId, loaded };
      void loaded.handle.exited.then(() => {
        onExit(loaded);
      });
      const { contextSize, threads, device, tokensPerSecond, takesInstructions } = loaded.info;
      show({
        state: "ready",
        pid: loaded.handle.pid,
        contextSize,
        contextUsed: 0,
        threads,
        device,
        takesInstructions,
        tokensPerSecond,
        isolation: loaded.handle.isolation,
      });
      readCounters();
      job.finish();
      context.ledger.note("runtime.loaded", modelId, { isolation: loaded.handle.isolation.level });
    } catch (error) {
      job.fail(error);
      state.set("runtime", {
        ...stoppedRuntime(),
        ...(job.signal.aborted
          ? {}
          : { state: "failed" as const, modelId, modelName: entry.summary.name, error: noticeOf(error) }),
      });
      if (isNotTheSame(error)) await contain(modelId, error);
      throw error;
    }
  };

  const contain = async (modelId: string, found: RpcError): Promise<void> => {
    context.incidents.report(notTheSame(modelId, found));
    const headline =
      "Contained. The stored bytes are not the ones that were inspected. Inspect it again or remove it.";
    await catalogue.contain(modelId, headline);
    context.ledger.note("model.contained", modelId, { reason: "stored bytes differ at load" });
  };

  const onExit = (loaded: LoadedRuntime): void => {
    if (current?.loaded !== loaded) return;
    const { modelId } = current;
    current = null;
    crashes += 1;
    context.ledger.note("runtime.ended", modelId, { crashes });
    if (crashes > 1)
      void loaded.handle.exited.then((end) => {
        context.incidents.report(diedAgain(modelId, loaded.handle.pid, end));
      });
    const error = {
      code: "runtime_ended",
      message:
        crashes > 1
          ? "The runtime ended again. It stays off. Load the model once more to try it, or inspect it again."
          : "The runtime ended unexpectedly. It is being started again.",
    };
    state.set("runtime", {
      ...stoppedRuntime(),
      state: "failed",
      modelId,
      modelName: catalogue.peek(modelId)?.summary.name ?? null,
      error,
    });
    if (crashes <= 1 && !loading) begin(modelId);
  };

  const readCounters = (): void => {
    if (!current) return;
    const { pid } = current.loaded.handle;
    const { attempts } = readNetCounters(pid);
    if ((attempts ?? 0) > (state.get("runtime").connections.attempts ?? 0))
      context.incidents.report(triedToConnect(current.modelId, attempts ?? 0));
    show({
      connections: {
        attempts,
        enforcedBy: "An empty network namespace: the runtime has no network device but its own loopback.",
        check: `grep -E "^(Tcp|Ip):" /proc/${String(pid)}/net/snmp`,
        readAt: attempts === null ? null : isoTime(clock),
      },
    });
    clock.after(COUNTER_INTERVAL_MS, readCounters);
  };

  return {
    expectRunnable,
    load,
    ready: async (modelId) => {
      if (current?.modelId !== modelId) await load(modelId).ready;
      if (current?.modelId !== modelId) throw new RpcError("runtime_ended", "The runtime ended. Try again.");
      return current.loaded.client;
    },
    unload: endCurrent,
    endAll: async () => {
      const ending = [...processes];
      current = null;
      await Promise.all(ending.map((handle) => handle.kill()));
      state.set("runtime", stoppedRuntime());
      return ending.map((handle) => handle.pid);
    },
    generating: (active, facts = {}) => {
      if (current) show({ state: active ? "generating" : "ready", ...facts });
    },
    track,
  };
}
