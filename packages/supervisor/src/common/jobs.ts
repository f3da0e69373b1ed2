import { RpcError, type Job, type Notice } from "@casemate/contract";
import { isoTime, type Clock } from "./clock.ts";
import type { StateStore } from "./state/store.ts";

/** Ended jobs that stay visible, so that a page that comes back sees how they ended. */
const KEEP_ENDED = 20;
/** What a job is called while the vault is locked: names of files are not for whoever sees the locked page. */
const CONCEALED: Readonly<Record<Job["kind"], string>> = {
  import: "Importing a file",
  starter: "Importing a file",
  inspect: "Inspecting a file",
  load: "Loading a model",
  verify: "Verifying",
  export: "Exporting the log",
};
/** Progress reaches pages at most this often, in milliseconds. */
const PROGRESS_INTERVAL_MS = 200;

/** Thrown into every job by a lock; what a person cancelled has the code "cancelled". */
const LOCKED = "locked";

export function stoppedByLock(signal: AbortSignal): boolean {
  return signal.aborted && signal.reason instanceof RpcError && signal.reason.code === LOCKED;
}

export interface JobControl {
  readonly id: string;
  /** Aborted by `job.cancel` and by locking. */
  readonly signal: AbortSignal;
  progress(change: { stage?: Job["stage"]; done?: number; total?: number | null; subject?: string }): void;
  finish(): void;
  fail(error: unknown): void;
  /** From now on a lock makes it wait for the next unlock instead of ending it. `how`: how it then goes on, one sentence; null ends that. */
  goesOn(how: string | null): void;
}

export interface Jobs {
  /** `id`: goes on with a job that waits, under its old id. */
  start(kind: Job["kind"], label: string, subject: string | null, id?: string): JobControl;
  cancel(id: string): boolean;
  /** The vault is being locked: everything running waits or is cancelled, and no name of a file stays in the list. */
  lock(): void;
  /** Unlocked, and everything that could go on does: nothing waits any more. */
  forgetWaiting(): void;
  /** The first running job that a person started, in words; null when idle. */
  busyWith(): string | null;
}

interface Entry {
  job: Job;
  readonly abort: AbortController;
  how: string | null;
  lastShown: number;
  startedAt: number;
}

/** Long work: id, progress, cancel. Lives in the state, so it survives any page. */
export function createJobs(state: StateStore, clock: Clock, newId: () => string): Jobs {
  const entries = new Map<string, Entry>();
  const show = (): void => {
    const all = [...entries.values()].map((entry) => entry.job);
    const ended = all.filter((job) => job.state !== "running" && job.state !== "waiting");
    ended.slice(0, Math.max(0, ended.length - KEEP_ENDED)).forEach((job) => entries.delete(job.id));
    state.set(
      "jobs",
      [...entries.values()].map((entry) => entry.job),
    );
  };
  const end = (entry: Entry, outcome: Job["state"], error: Notice | null): void => {
    // One that goes on under the same id has another entry: what becomes of this one is no news.
    if (entry.job.state !== "running" || entries.get(entry.job.id) !== entry) return;
    entry.job = { ...entry.job, state: outcome, error, etaMs: null, endedAt: isoTime(clock) };
    show();
  };
  return {
    start: (kind, label, subject, id = newId()) => {
      const entry: Entry = {
        job: {
          id,
          kind,
          subject,
          label,
          stage: null,
          done: 0,
          total: null,
          etaMs: null,
          state: "running",
          error: null,
          startedAt: isoTime(clock),
          endedAt: null,
        },
        abort: new AbortController(),
        how: null,
        lastShown: clock.monotonic(),
        startedAt: clock.monotonic(),
      };
      entries.delete(id); // to the end of the list
      entries.set(id, entry);
      show();
      return {
        id: entry.job.id,
        signal: entry.abort.signal,
        progress: (change) => {
          if (entry.job.state !== "running") return;
          const stageChanged = change.stage !== undefined && change.stage !== entry.job.stage;
          if (stageChanged) entry.startedAt = clock.monotonic();
          entry.job = { ...entry.job, ...change };
          entry.job.etaMs = estimate(entry, clock);
          if (
            stageChanged ||
            change.subject !== undefined ||
            clock.monotonic() - entry.lastShown >= PROGRESS_INTERVAL_MS
          ) {
            entry.lastShown = clock.monotonic();
            show();
          }
        },
        goesOn: (how) => {
          entry.how = how;
        },
        finish: () => {
          end(entry, "done", null);
        },
        fail: (error) => {
          const { aborted } = entry.abort.signal;
          const reason: unknown = entry.abort.signal.reason;
          // What broke because of the cancelling is no news; why it was cancelled is.
          end(entry, aborted ? "cancelled" : "failed", noticeOf(aborted ? reason : error));
        },
      };
    },
    cancel: (id) => {
      const entry = entries.get(id);
      if (entry?.job.state !== "running") return false;
      entry.abort.abort(new RpcError("cancelled", "Cancelled."));
      return true;
    },
    lock: () => {
      for (const [id, entry] of [...entries]) {
        if (entry.job.state !== "running") {
          entries.delete(id);
          continue;
        }
        entry.job = { ...entry.job, label: CONCEALED[entry.job.kind] };
        if (entry.abort.signal.aborted) continue; // a person cancelled it; it is about to say so
        entry.abort.abort(new RpcError(LOCKED, "Stopped because the vault was locked."));
        end(
          entry,
          entry.how === null ? "cancelled" : "waiting",
          entry.how === null
            ? noticeOf(entry.abort.signal.reason)
            : { code: "waits_for_unlock", message: `Waits until the vault is unlocked. ${entry.how}` },
        );
      }
      show();
    },
    forgetWaiting: () => {
      for (const [id, { job }] of [...entries]) if (job.state === "waiting") entries.delete(id);
      show();
    },
    busyWith: () => [...entries.values()].find((entry) => entry.job.state === "running")?.job.label ?? null,
  };
}

function estimate(entry: Entry, clock: Clock): number | null {
  const { done, total } = entry.job;
  const elapsed = clock.monotonic() - entry.startedAt;
  if (total === null || done <= 0 || elapsed <= 0) return null;
  return Math.max(0, Math.round((elapsed / done) * (total - done)));
}

/** What a person is told about an error: our own sentences as they are, anything else without detail. */
export function noticeOf(error: unknown): Notice {
  if (error instanceof RpcError) return { code: error.code, message: error.message };
  return { code: "internal", message: "Something inside Casemate failed. Nothing was kept." };
}
