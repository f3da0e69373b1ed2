import { contract, serve, type AppContract, type Caller, type Port, type State } from "@casemate/contract";
import { randomBytes } from "node:crypto";
import type { Readable } from "node:stream";
import { createApprovals } from "../../common/approvals.ts";
import { isoTime, type Clock } from "../../common/clock.ts";
import { initialState } from "../../common/initial-state.ts";
import { createJobs } from "../../common/jobs.ts";
import { shutDownInOrder } from "../../common/lifecycle/shutdown.ts";
import { createStateStore, type StateStore } from "../../common/state/store.ts";
import { createChats, type ChatEvents } from "../chat/chat-controller.ts";
import { readMachine } from "../health/machine.ts";
import { runtimeStatus, watchHealth } from "../health/watch.ts";
import { lockHome, prepareHome, sweepRun, type Home } from "../home.ts";
import type { Spawner } from "../hosts/spawn-service.ts";
import { createBehaviourCheck } from "../models/behaviour.ts";
import { createCatalogue } from "../models/catalogue.ts";
import { createInspection } from "../models/inspection.ts";
import { createIntake } from "../models/intake.ts";
import { createModels } from "../models/models.ts";
import { createRuntime } from "../models/runtime-controller.ts";
import { readSettings } from "../settings.ts";
import { createAutoLock } from "../vault/auto-lock.ts";
import { createSecrets } from "../vault/secrets.ts";
import { createVault } from "../vault/vault-controller.ts";
import { createAuthoriser } from "./authorise.ts";
import type { Context } from "./context.ts";
import { explainApproval } from "./explain.ts";
import { createGpuLink } from "./gpu-link.ts";
import { createHandlers } from "./handlers.ts";
import { createLedgerLink } from "./ledger-link.ts";

/** Each step of shutting down gets this long, in milliseconds; the next one begins anyway. */
const STEP_LIMIT_MS = 10_000;

export interface ConsoleOptions {
  readonly root: string;
  readonly shell: State["app"]["shell"];
  readonly version: string;
  readonly engine: string;
  readonly clock: Clock;
  readonly spawner: Spawner;
  readonly runtimeDirs: readonly string[];
  readonly starterModel: () => Promise<Uint8Array>;
  readonly droppedPath?: (token: string) => string | null;
  readonly report: (where: string, error: unknown) => void;
}

export interface Attached {
  /** Passes on one binary secret frame from this caller. */
  secretFrame(bytes: Uint8Array): void;
  detach(): void;
}

/** The supervisor of one data directory: everything below the shell. */
export interface Console {
  readonly state: StateStore;
  readonly home: Home;
  /** Connects one caller. `caller` is made by the transport. */
  attach(port: Port, caller: Caller): Attached;
  /** A dropped file as a stream (browser). */
  takeStream(
    name: string,
    bytes: number | null,
    stream: Readable,
    caller: Caller,
  ): Promise<{ modelId: string; jobId: string }>;
  /** Resolves when no inspection runs or waits any more. */
  settled(): Promise<void>;
  /** Locks, ends every child, gives the directory back. */
  stop(): Promise<void>;
}

/** Starts the supervisor. Throws `in_use` or `bad_home` with one sentence. */
export async function startConsole(options: ConsoleOptions): Promise<Console> {
  const home = prepareHome(options.root);
  const unlockHome = lockHome(home);
  sweepRun(home);
  const context = createContext(options, home);
  const { state, clock } = context;

  const listeners = new Set<ChatEvents>();
  const broadcast: ChatEvents = {
    delta: (payload) => {
      listeners.forEach((listener) => {
        listener.delta(payload);
      });
    },
    done: (payload) => {
      listeners.forEach((listener) => {
        listener.done(payload);
      });
    },
  };

  const secrets = createSecrets(context);
  const vault = createVault(context, secrets, {
    onUnlocked: async () => {
      await catalogue.load();
      models.resume();
      autoLock.start();
    },
    onLocking: async () => {
      context.jobs.cancelAll();
      catalogue.clear();
      chats.clear();
      const ended = await runtime.endAll();
      return [...ended, ...(await context.spawner.endAll(["inspector", "intake", "unsealer"]))];
    },
  });
  const keys = (): ReturnType<typeof vault.keys> => vault.keys();
  const catalogue = createCatalogue(context, keys);
  const runtime = createRuntime(context, catalogue, keys);
  const inspection = createInspection(
    context,
    catalogue,
    keys,
    createBehaviourCheck(context, keys, runtime.track),
  );
  const models = createModels(context, {
    catalogue,
    intake: createIntake(context, catalogue, keys),
    inspection,
    runtime,
    keys,
  });
  const chats = createChats(context, catalogue, runtime, keys, broadcast);
  const autoLock = createAutoLock(
    context,
    () => context.jobs.busyWith() ?? chats.busy(),
    (why) => void vault.lock(why),
  );
  const gpu = createGpuLink(context);
  const stopHealth = watchHealth(context, () => [
    context.ledger.status(),
    vault.keeper(),
    gpu.status(),
    runtimeStatus(state.get("runtime")),
  ]);

  const handlers = createHandlers(context, {
    vault,
    secrets,
    models,
    runtime,
    chats,
    autoLock,
    lookForAccelerators: gpu.look,
    droppedPath: options.droppedPath ?? (() => null),
  });
  const authorise = createAuthoriser(context, (call, input) => explainApproval(call, input, catalogue));

  await context.ledger.start().catch((error: unknown) => {
    context.report("ledger", error);
  });
  await vault.start();
  const isolation = await context.spawner.isolation();
  state.update("app", (app) => ({ ...app, isolation }));
  // A single command is no session: what it does is recorded, that it looked is not.
  const isSession = options.shell !== "command";
  if (isSession) {
    context.ledger.note("casemate.started", null, {
      shell: options.shell,
      version: options.version,
      isolation: isolation.level,
    });
    gpu.start();
  }

  return {
    state,
    home,
    attach: (port, caller) => {
      const served = serve<AppContract>(port, {
        contract,
        handlers,
        caller,
        around: authorise,
        onInternalError: (name, error) => {
          context.report(name, error);
        },
      });
      const events: ChatEvents = {
        delta: (payload) => {
          served.emit("chat.delta", payload);
        },
        done: (payload) => {
          served.emit("chat.done", payload);
        },
      };
      // The approval document sees its one request and nothing else.
      const follow = caller.via !== "approval";
      if (follow) listeners.add(events);
      const unsubscribe = follow
        ? state.subscribe((change) => {
            served.emit("state.changed", change);
          })
        : () => undefined;
      const detach = (): void => {
        listeners.delete(events);
        unsubscribe();
      };
      port.onClose(detach);
      return {
        secretFrame: (bytes) => {
          secrets.frame(bytes, caller);
        },
        detach,
      };
    },
    takeStream: (name, bytes, stream, caller) =>
      authorise({ caller, name: "model.importDropped", risk: "act", input: {} }, () =>
        models.take({ kind: "stream", name, bytes, stream, source: "drop" }),
      ) as Promise<{ modelId: string; jobId: string }>,
    settled: () => models.settled(),
    stop: async () => {
      models.stop();
      autoLock.stop();
      stopHealth();
      const late = await shutDownInOrder(clock, [
        { name: "vault", run: () => vault.stop(), deadlineMs: STEP_LIMIT_MS },
        { name: "log", run: () => closeLog(), deadlineMs: STEP_LIMIT_MS },
        { name: "services", run: () => context.spawner.endAll(null), deadlineMs: STEP_LIMIT_MS },
      ]);
      late.forEach((name) => {
        context.report("stop", new Error(`${name} did not end in time`));
      });
      sweepRun(home);
      unlockHome();
    },
  };

  async function closeLog(): Promise<void> {
    if (isSession) context.ledger.note("casemate.stopped", null, {});
    await context.ledger.flush();
    await context.ledger.stop();
  }

  function createContext(given: ConsoleOptions, paths: Home): Context {
    const store = createStateStore(
      initialState(
        {
          version: given.version,
          engine: given.engine,
          node: process.versions.node,
          platform: `${process.platform} ${process.arch}`,
          startedAt: isoTime(given.clock),
          shell: given.shell,
          settings: readSettings(paths.config),
        },
        readMachine(),
      ),
    );
    const newId = (): string => randomBytes(16).toString("hex");
    const { clock: time, spawner, report } = given;
    const jobs = createJobs(store, time, newId);
    const approvals = createApprovals({
      state: store,
      clock: time,
      newId,
      subjectOf: (request) => explainApproval(request.call, JSON.parse(request.input), catalogue).subject,
    });
    const ledger = createLedgerLink({ state: store, clock: time, spawner, home: paths, report });
    return {
      clock: time,
      state: store,
      jobs,
      approvals,
      home: paths,
      spawner,
      ledger,
      newId,
      report,
      runtimeDirs: given.runtimeDirs,
      starterModel: given.starterModel,
    };
  }
}
