import type { Caller, Port } from "@casemate/contract";
import { shutDownInOrder } from "../../common/lifecycle/shutdown.ts";
import type { StateStore } from "../../common/state/store.ts";
import { runtimeStatus, watchHealth } from "../health/watch.ts";
import { lockHome, prepareHome, sweepRun, type Home } from "../home.ts";
import { createDoor, type Attached } from "./attach.ts";
import { createAuthoriser, type Authorise, type Explain } from "./authorise.ts";
import type { ConsoleOptions } from "./console-options.ts";
import type { Context } from "./context.ts";
import { createContext } from "./create-context.ts";
import { explainBaseline } from "../gpu/explain-baseline.ts";
import { explainApproval } from "./explain.ts";
import type { Taken } from "../models/models.ts";
import { createHandlers } from "./handlers.ts";
import type { Incoming } from "../models/incoming.ts";
import { createParts, type CatalogueHolder, type ConsoleParts } from "./parts.ts";

/** Each step of shutting down gets this long, in milliseconds; the next one begins anyway. */
const STEP_LIMIT_MS = 10_000;

/** The bytes of one model's files, one after another. */
export type DroppedModel = Pick<Extract<Incoming, { kind: "stream" }>, "label" | "files" | "stream">;

/** The supervisor of one data directory: everything below the shell. */
export interface Console {
  readonly state: StateStore;
  readonly home: Home;
  /** Connects one caller. `caller` is made by the transport. */
  attach(port: Port, caller: Caller): Attached;
  /** True for a request that waits for an answer: only then does its document get a connection. */
  isPending(approvalId: string): boolean;
  /** A dropped model as a stream (browser). */
  takeStream(dropped: DroppedModel, caller: Caller): Promise<Taken>;
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
  const catalogue: CatalogueHolder = { current: null };
  const explain: Explain = (call, input) =>
    call === "gpu.baseline.replace"
      ? explainBaseline(input, context.state.get("machine").gpu)
      : explainApproval(call, input, catalogue.current);
  const context = createContext(options, home, explain);
  const authorise = createAuthoriser(context, explain);
  const door = createDoor({
    context,
    secrets: () => parts.secrets,
    handlers: () => handlers,
    authorise: () => authorise,
    onOpened: (caller) => parts.windowLock.opened(caller),
  });
  const parts = createParts(context, catalogue, door.chatEvents, options.droppedPath ?? (() => null));
  const handlers = createHandlers(context, parts);
  const { state } = context;
  const health = watchHealth(context, () => [
    context.ledger.status(),
    parts.vault.keeper(),
    parts.gpu.status(),
    runtimeStatus(state.get("runtime")),
  ]);

  await begin(context, parts, options);
  // A single command shows what is true now, not what was known before the start.
  health.read();
  return {
    state,
    home,
    attach: (port, caller) => door.attach(port, caller),
    isPending: (approvalId) =>
      state.get("approvals").some((one) => one.id === approvalId && one.state === "pending"),
    takeStream: (dropped, caller) => takeStream(authorise, parts, caller, dropped),
    settled: () => parts.models.settled(),
    stop: async () => {
      health.stop();
      await end(context, parts, options);
      sweepRun(home);
      unlockHome();
    },
  };
}

/** A single command is no session: what it does is recorded, that it looked is not. */
function isSession({ shell }: ConsoleOptions): boolean {
  return shell !== "command";
}

/** The log first: it works while the vault is locked, and everything after it is recorded. */
async function begin(context: Context, parts: ConsoleParts, options: ConsoleOptions): Promise<void> {
  const finding = context.spawner.isolation(); // two processes of its own, meanwhile
  finding.catch(() => undefined); // thrown where it is awaited
  await context.ledger.start().catch((error: unknown) => {
    context.report("ledger", error);
  });
  context.admission.inForce();
  await parts.vault.start();
  const isolation = await finding;
  context.state.update("app", (app) => ({ ...app, isolation }));
  if (!isSession(options)) return;
  context.ledger.note("casemate.started", null, {
    shell: options.shell,
    version: options.version,
    isolation: isolation.level,
  });
  parts.gpu.start();
  parts.loginWatch.start();
}

async function end(context: Context, parts: ConsoleParts, options: ConsoleOptions): Promise<void> {
  parts.models.stop();
  parts.autoLock.stop();
  const closeLog = async (): Promise<void> => {
    if (isSession(options)) context.ledger.note("casemate.stopped", null, {});
    await context.ledger.flush();
    await context.ledger.stop();
  };
  const late = await shutDownInOrder(context.clock, [
    { name: "vault", run: () => parts.vault.stop(), deadlineMs: STEP_LIMIT_MS },
    { name: "login watch", run: () => parts.loginWatch.stop(), deadlineMs: STEP_LIMIT_MS },
    { name: "log", run: closeLog, deadlineMs: STEP_LIMIT_MS },
    { name: "services", run: () => context.spawner.endAll(null), deadlineMs: STEP_LIMIT_MS },
  ]);
  late.forEach((name) => {
    context.report("stop", new Error(`${name} did not end in time`));
  });
}

/** A browser's drop comes as a stream beside the contract, and passes the same policy and log as the call it stands for. */
async function takeStream(
  authorise: Authorise,
  parts: ConsoleParts,
  caller: Caller,
  dropped: DroppedModel,
): Promise<Taken> {
  const take = (): Promise<unknown> => parts.models.take({ ...dropped, kind: "stream", source: "drop" });
  return (await authorise({ caller, name: "model.importDropped", risk: "act", input: {} }, take)) as Taken;
}
