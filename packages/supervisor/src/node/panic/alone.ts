import { RpcError, type PanicCause, type PanicLevel, type PanicOutcome } from "@casemate/contract";
import { randomBytes } from "node:crypto";
import type { Clock } from "../../common/clock.ts";
import { lockHolder, lockHome, type Home } from "../home.ts";
import { recordedChildren, type RecordedChild } from "../hosts/process-record.ts";
import { processIsGone } from "../hosts/process-gone.ts";
import type { Spawner } from "../hosts/spawn-service.ts";
import { processIdentity } from "../process-identity.ts";
import { createDeviceLink } from "../vault/device-link.ts";
import { openJournal } from "./journal.ts";
import { openAtLeast } from "./resumable.ts";
import { signerHere } from "./log-signer.ts";
import { startPanic } from "./runner.ts";
import type { PanicWorld } from "./world.ts";

/** How often a killed process is looked at until it is gone, in milliseconds. */
const LOOK_MS = 2;
/** Longest wait for killed processes before the first step, in milliseconds; each step looks again. */
const GONE_MS = 2_000;

export interface AloneOptions {
  readonly home: Home;
  readonly clock: Clock;
  readonly version: string;
  /** For the keychain's process; what does not start is shown as a step that failed. */
  readonly spawner: () => Pick<Spawner, "spawn">;
  readonly report: (where: string, error: unknown) => void;
}

/**
 * A panic without a console: the one that runs, if any, does not answer and is ended, with every child that it wrote down; each only when it is
 * still the process that was written down. Nothing is asked of any of them, and nothing of this waits for a log. Never rejects for what a step could
 * not do; throws `in_use` when another process begins to work with the data directory meanwhile, and `bad_home` when level 2 or 3 cannot write there.
 */
export async function panicAlone(
  options: AloneOptions,
  level: PanicLevel,
  cause: PanicCause,
): Promise<PanicOutcome> {
  const { home } = options;
  const victims = victimsOf(home);
  await endAll(victims);
  const unlockHome = holdHome(home, level);
  try {
    const journal = openJournal(home);
    const world = (): PanicWorld => createWorld(options, victims);
    const runner = startPanic(
      {
        world,
        journal,
        intent: () => Promise.resolve(null),
        newId: () => randomBytes(16).toString("hex"),
        onChange: () => undefined,
        report: options.report,
      },
      { level, cause },
      openAtLeast(journal, home.root, level),
    );
    return (await runner.end).outcome;
  } finally {
    unlockHome();
  }
}

/** Level 1 changes no file: on a disk that cannot be written it ends what runs all the same. The others cannot destroy anything there. */
function holdHome(home: Home, level: PanicLevel): () => void {
  try {
    return lockHome(home);
  } catch (error) {
    if (isHeld(home)) throw error;
    if (level === 1) return () => undefined;
    throw new RpcError(
      "bad_home",
      "Nothing was destroyed: the data directory cannot be written. What ran has been ended. The keys are still in its files: make the disk writable and do it again, or destroy the disk itself.",
    );
  }
}

/** True while a process holds the data directory: a console that answers, or one that does not. */
export function isHeld(home: Home): boolean {
  const holder = lockHolder(home);
  return holder !== null && isSame(holder);
}

function victimsOf(home: Home): RecordedChild[] {
  const holder = lockHolder(home);
  const console = holder === null ? [] : [{ ...holder, id: "console" }];
  // The console first: it would start another keeper in the place of one that ended.
  return [...console, ...recordedChildren(home.run)].filter(isSame);
}

function isSame({ pid, identity }: Pick<RecordedChild, "pid" | "identity">): boolean {
  return identity !== "" && processIdentity(pid) === identity;
}

/** Also one whose memory the system is still taking back. */
function isThere(victim: RecordedChild): boolean {
  return isSame(victim) || (processIdentity(victim.pid) === "ended" && !processIsGone(victim.pid));
}

function endOne(victim: RecordedChild): void {
  if (!isSame(victim)) return;
  try {
    process.kill(victim.pid, "SIGKILL");
  } catch {
    // ended in between, or another user's: it is looked at afterwards
  }
}

async function endAll(victims: readonly RecordedChild[]): Promise<void> {
  victims.forEach(endOne);
  const end = performance.now() + GONE_MS;
  while (victims.some(isThere) && performance.now() < end)
    await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
}

function createWorld(
  { home, clock, version, spawner }: AloneOptions,
  victims: readonly RecordedChild[],
): PanicWorld {
  const of = (what: "keeper" | "work" | "ledger"): RecordedChild[] =>
    victims.filter(({ id }) => (id === "keeper" || id === "ledger" ? id === what : what === "work"));
  return {
    home,
    clock,
    version,
    endKeeper: () => endAll(of("keeper")),
    endWork: () => endAll(of("work")),
    endLedger: () => endAll(of("ledger")),
    left: (what) =>
      of(what)
        .filter(isThere)
        .map(({ id }) => id),
    ended: (what) => of(what).length,
    endSessions: () => Promise.resolve(),
    sessionsLeft: () => 0,
    blank: () => 0,
    removeDeviceKey: (id) => createDeviceLink({ spawner: spawner(), clock }).remove(id),
    withSigner: (use) => use(signerHere(home)),
    sealLog: () => Promise.resolve(),
  };
}
