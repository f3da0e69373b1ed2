import { tmpdir } from "node:os";
import { createChats, type ChatEvents } from "../chat/chat-controller.ts";
import { createBehaviourCheck } from "../models/behaviour.ts";
import { createCatalogue, type Catalogue } from "../models/catalogue.ts";
import { createInspection } from "../models/inspection.ts";
import { createIntake } from "../models/intake.ts";
import { createModels } from "../models/models.ts";
import { createPendingWork } from "../models/pending.ts";
import { createParserBox } from "../models/parser-box.ts";
import { createByteReader } from "../models/read-bytes.ts";
import { createRuntime, type Runtime } from "../models/runtime-controller.ts";
import type { ConsoleHands } from "../panic/console-world.ts";
import { createIntegrity, type Integrity } from "../integrity/integrity.ts";
import { listFiles } from "../vault/listing.ts";
import { createSettings, DEFAULT_SETTINGS } from "../settings.ts";
import { createAutoLock } from "../vault/auto-lock.ts";
import { createForensic } from "../forensic/forensic.ts";
import type { KeeperClient } from "../vault/keeper-link.ts";
import { createDeviceLink } from "../vault/device-link.ts";
import { createSecrets } from "../vault/secrets.ts";
import { createLoginWatch, type LoginWatch } from "../vault/login-watch.ts";
import { createWindowLock, type WindowLock } from "../vault/window-lock.ts";
import { createVault } from "../vault/vault-controller.ts";
import { bindIncidents } from "../incidents/bind.ts";
import { containAgain } from "../incidents/effects.ts";
import { withDeadline } from "../../common/lifecycle/deadline.ts";
import type { Context } from "./context.ts";
import { newestCertificate } from "../panic/certificate.ts";
import { createDrills } from "../panic/drill.ts";
import { openJournal } from "../panic/journal.ts";
import { createPanic } from "../panic/panic.ts";
import { recoveryMark } from "../panic/plan.ts";
import type { OpenDecoy } from "../panic/rehearsal.ts";
import { sweepTemp } from "../sweep-temp.ts";
import { createTriggers } from "../panic/triggers.ts";
import { askEngine } from "../gpu/ask-engine.ts";
import { createGpuWatch, type GpuWatch } from "../gpu/gpu-watch.ts";
import { PROFILE_PARENT } from "../gpu/known-answers.ts";
import { watchStoredModels } from "../gpu/stored-models.ts";
import { checkStored } from "../models/check-stored.ts";
import type { Parts } from "./handlers.ts";
import { createLedgerMark } from "./ledger-mark.ts";

/**
 * Longest time that keeping a half-written answer and the log's mark may take together, in milliseconds. Locking has 300 ms until the
 * keeper is gone, on the slowest disk too; what is not kept by then is lost, and the page says so.
 */
const BRIEF_MS = 200;
/** Longest wait for the first log after an erasure, in milliseconds. */
const LOG_START_MS = 5_000;
/** Services that work with plaintext or keys of one task; a lock ends them all. */
const TASK_SERVICES = ["inspector", "intake", "unsealer"];

export interface ConsoleParts extends Parts {
  readonly loginWatch: LoginWatch;
  readonly windowLock: WindowLock;
}

/** What comes from the shell and from the doors it opened. */
export interface ShellParts {
  readonly droppedPath: Parts["droppedPath"];
  readonly browsers: Pick<ConsoleHands, "blank" | "endBrowsers" | "browsersLeft">;
  readonly version: string;
  readonly openDecoy: OpenDecoy;
}

/** Puts the parts together. They meet only here. */
export function createParts(
  context: Context,
  catalogueOf: CatalogueHolder,
  events: ChatEvents,
  shell: ShellParts,
): ConsoleParts {
  const devices = createDeviceLink(context);
  const secrets = createSecrets(context, (publicKey) => vault.deviceKey(publicKey));
  const vault = createVault(context, secrets, devices, {
    onUnlocked: async () => {
      await Promise.all([catalogue.load(), settings.load()]);
      await brief(async () => {
        await mark.check();
        await mark.write();
      });
      await containAgain(context, catalogue);
      await models.resume();
      autoLock.start();
    },
    onLocking: (atOnce) => {
      context.jobs.lock();
      const unlocked = context.state.get("vault").state === "locking";
      const keep = (): Promise<unknown> => Promise.all([chats.close(), ...(atOnce ? [] : [mark.write()])]);
      const kept = unlocked ? brief(keep) : Promise.resolve();
      catalogue.clear();
      forensic.forget();
      const ended = Promise.all([runtime.endAll(), context.spawner.endAll(TASK_SERVICES)]);
      return { kept, ended: ended.then((pids) => pids.flat()) };
    },
  });
  const brief = (work: () => Promise<unknown>): Promise<void> => briefly(context, work);
  const keys = (): KeeperClient => vault.keys();
  const settings = createSettings(context, keys);
  const mark = createLedgerMark(context.ledger, keys);
  const catalogue = createCatalogue(context, keys);
  catalogueOf.current = catalogue;
  const runtime = createRuntime(context, catalogue, keys);
  const behaviour = createBehaviourCheck(context, keys, (handle) => {
    runtime.track(handle);
  });
  const box = createParserBox(context, keys);
  const inspection = createInspection(context, catalogue, keys, box, behaviour);
  const pending = createPendingWork(context, keys);
  const intake = createIntake(context, catalogue, keys, pending);
  const models = createModels(context, {
    catalogue,
    intake,
    pending,
    inspection,
    runtime,
    keys,
    readBytes: createByteReader(catalogue, box),
  });
  const chats = createChats(context, catalogue, runtime, keys, events);
  const busyWith = (): string | null => context.jobs.busyWith() ?? chats.busy();
  const autoLock = createAutoLock(context, busyWith, (why) => void vault.lock(why));
  const windowLock = createWindowLock(context, (why) => void vault.lock(why));
  const gpu = watchComputing(context, { runtime, catalogue, keys });
  const integrity = watchFiles(context, keys);
  bindIncidents(context, { vault, runtime, catalogue, gpu, integrity });
  const forensic = createForensic(context);
  return {
    panic: createPanicParts(context, shell, { vault, secrets, devices, forensic }),
    vault,
    secrets,
    models,
    runtime,
    chats,
    autoLock,
    settings,
    devices,
    gpu,
    forensic,
    integrity,
    loginWatch: createLoginWatch(context, (why) => void vault.lock(why)),
    windowLock,
    droppedPath: shell.droppedPath,
    ledgerMark: mark,
  };
}

/** Accelerators, the processor, the engine, and the stored models. */
function watchComputing(
  context: Context,
  { runtime, catalogue, keys }: { runtime: Runtime; catalogue: Catalogue; keys: () => KeeperClient },
): GpuWatch {
  return createGpuWatch(context, {
    runtime,
    stored: watchStoredModels(context, catalogue, (file, stretch) =>
      checkStored(context, keys, file, stretch),
    ),
    askEngine: () => askEngine(context),
  });
}

/** Sealed files can be named only while the vault is open. */
function watchFiles(context: Context, keys: () => KeeperClient): Integrity {
  return createIntegrity(context, () =>
    context.state.get("vault").state === "unlocked" ? listFiles(keys()) : Promise.resolve(null),
  );
}

/** Done if it can be done at once; neither unlocking nor locking ever waits for it. */
function briefly(context: Context, work: () => Promise<unknown>): Promise<void> {
  return withDeadline(context.clock, BRIEF_MS, work()).then(
    () => undefined,
    (error: unknown) => {
      context.report("lock", error);
    },
  );
}

/** What a panic works with, and what sets it off. */
function createPanicParts(
  context: Context,
  { browsers, version, openDecoy }: ShellParts,
  hands: Pick<ConsoleHands, "vault" | "secrets" | "devices" | "forensic">,
): Parts["panic"] {
  const panic = createPanic(context, {
    ...hands,
    ...browsers,
    version,
    journal: openJournal(context.home),
    beginAnew: async () => {
      // It goes on trying; the panic is over meanwhile.
      await withDeadline(context.clock, LOG_START_MS, context.ledger.start()).catch((error: unknown) => {
        context.report("ledger", error);
      });
      context.state.update("app", (app) => ({ ...app, settings: DEFAULT_SETTINGS }));
      context.admission.inForce();
      triggers.load();
      drills.load();
    },
  });
  const triggers = createTriggers(
    context,
    hands.vault,
    (level, cause) => panic.run(level, cause),
    () => recoveryMark(context.home.root),
  );
  const drills = createDrills(context, version, openDecoy);
  for (const folder of new Set([tmpdir(), PROFILE_PARENT])) sweepTemp(folder);
  triggers.load();
  triggers.watchIncidents();
  drills.load();
  return { panic, triggers, drills, certificate: () => newestCertificate(context.home.root) };
}

/** Approvals need to name models before there is a catalogue. */
export interface CatalogueHolder {
  current: Catalogue | null;
}
