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
import { explainAccept } from "../integrity/explain-accept.ts";
import { explainBaseline } from "../gpu/explain-baseline.ts";
import { explainIncident } from "../incidents/explain-incident.ts";
import { compareConfinement, watchState } from "../incidents/watch-state.ts";
import { explainApproval } from "./explain.ts";
import type { TakenBundle } from "../forensic/tickets.ts";
import type { Taken } from "../models/models.ts";
import { createHandlers } from "./handlers.ts";
import type { Incoming } from "../models/incoming.ts";
import { recordingSpawner } from "../hosts/process-record.ts";
import { scopedSpawner } from "../hosts/scoped-spawner.ts";
import type { Panic } from "../panic/panic.ts";
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
  readonly panic: Pick<Panic, "run">;
  /** A panic ends the sessions of browsers, all but `keep` (null: all): whoever keeps tokens voids them, and closes their connections. */
  onSessionsEnd(end: (keep: string | null) => void): void;
  /** True for a request that waits for an answer: only then does its document get a connection. */
  isPending(approvalId: string): boolean;
  /** A dropped model as a stream (browser). */
  takeStream(dropped: DroppedModel, caller: Caller): Promise<Taken>;
  /** The forensic bundle behind a one-use ticket that a page asked for; null for one that is used, too old or none. */
  takeBundle(ticket: string): TakenBundle | null;
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
    explainAccept(call, input, parts.integrity.lastOffer()) ??
    explainBaseline(call, input, context.state.get("machine").gpu) ??
    explainIncident(call, input, context.incidents) ??
    explainApproval(call, input, catalogue.current, context.state);
  const spawner = recordingSpawner(options.spawner, home.run);
  const context: Context = createContext({ ...options, spawner }, home, explain);
  const authorise = createAuthoriser(context, explain);
  const endings = new Set<(keep: string | null) => void>();
  const door = createDoor({
    context,
    secrets: () => parts.secrets,
    handlers: () => handlers,
    authorise: () => authorise,
    onOpened: (caller) => parts.windowLock.opened(caller),
  });
  const parts = createParts(context, catalogue, door.chatEvents, {
    droppedPath: options.droppedPath ?? (() => null),
    browsers: {
      blank: (level) => door.blank(level),
      endBrowsers: (keep) => {
        endings.forEach((end) => {
          end(keep);
        });
      },
      browsersLeft: (keep) => door.browsers(keep),
    },
    version: options.version,
    openDecoy: (root) =>
      startConsole({ ...options, root, shell: "command", spawner: scopedSpawner(options.spawner) }),
  });
  const handlers = createHandlers(context, parts);
  const { state } = context;
  const stopWatching = watchState(state, context.incidents);
  const health = watchHealth(context, () => [
    context.ledger.status(),
    parts.vault.keeper(),
    parts.gpu.status(),
    parts.integrity.status(),
    runtimeStatus(state.get("runtime")),
  ]);

  await parts.panic.panic.resume();
  await begin(context, parts, options);
  // A single command shows what is true now, not what was known before the start.
  health.read();
  return {
    state,
    home,
    panic: parts.panic.panic,
    attach: (port, caller) => door.attach(port, caller),
    onSessionsEnd: (end) => {
      endings.add(end);
    },
    isPending: (approvalId) =>
      state.get("approvals").some((one) => one.id === approvalId && one.state === "pending"),
    takeStream: (dropped, caller) => takeStream(authorise, parts, caller, dropped),
    takeBundle: (ticket) => parts.forensic.take(ticket),
    settled: () => parts.models.settled(),
    stop: async () => {
      health.stop();
      stopWatching();
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
  await parts.panic.triggers.verify();
  await context.incidents.start();
  context.admission.inForce();
  const { digest } = context.calls.inForce();
  await parts.vault.start();
  context.incidents.ready();
  // What was found at the start is contained before anybody can unlock.
  await context.incidents.register.settled();
  const isolation = await finding;
  context.state.update("app", (app) => ({ ...app, isolation }));
  context.attestation.start(isSession(options));
  if (!isSession(options)) return;
  await compareConfinement(context).catch((error: unknown) => {
    context.report("incidents", error);
  });
  context.ledger.note("casemate.started", null, {
    shell: options.shell,
    version: options.version,
    isolation: isolation.level,
    policy: digest,
    layers: isolation.layers.join(","),
  });
  parts.gpu.start();
  parts.integrity.start().catch((error: unknown) => {
    context.report("integrity", error);
  });
  parts.loginWatch.start();
}

async function end(context: Context, parts: ConsoleParts, options: ConsoleOptions): Promise<void> {
  parts.models.stop();
  parts.autoLock.stop();
  context.attestation.stop();
  const closeLog = async (): Promise<void> => {
    await context.incidents.stop();
    if (isSession(options)) context.ledger.note("casemate.stopped", null, {});
    await context.ledger.flush();
    await context.ledger.stop();
  };
  const late = await shutDownInOrder(context.clock, [
    { name: "vault", run: () => parts.vault.stop(), deadlineMs: STEP_LIMIT_MS },
    { name: "file watch", run: () => parts.integrity.stop(), deadlineMs: STEP_LIMIT_MS },
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
