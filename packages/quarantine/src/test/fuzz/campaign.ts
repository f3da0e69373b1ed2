import { fork } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { repositoryRoot } from "@casemate/testkit";
import type { Family } from "./families.ts";
import { SILENCE_MS, type FromWorker, type Task } from "./protocol.ts";

/** A campaign ends after so many milliseconds, inputs or failures, whichever comes first. */
export interface Plan {
  readonly seed: number;
  readonly ms?: number;
  readonly inputs?: number;
  readonly failures?: number;
  readonly family?: Family;
  /** The worker to run, when it is not the one beside this file. */
  readonly worker?: string;
  /** Silence taken for a hang, in ms. */
  readonly silenceMs?: number;
}

export interface Outcome {
  readonly executions: number;
  readonly families: Readonly<Record<string, number>>;
  readonly features: number;
  /** Most resident memory of a worker, in KiB. */
  readonly peak: number;
  /** Each with the folder that shows it. */
  readonly failures: readonly { readonly what: string; readonly file: string }[];
}

/** After so many failures there is enough to mend. */
const MAX_FAILURES = 10;
/** Numbers of one worker's inputs: the next begins beyond, so that it does not meet the same input again. */
const WORKER_STRIDE = 1 << 20;

/** Fuzzes as planned. A worker that crashes, hangs or fails is replaced by one with other inputs. */
export async function campaign(plan: Plan): Promise<Outcome> {
  const folder = mkdtempSync(join(tmpdir(), "casemate-fuzz-"));
  const kept = join(repositoryRoot, ".cache", "fuzz");
  const end = performance.now() + (plan.ms ?? Infinity);
  const limit = plan.inputs ?? Infinity;
  const failures: { what: string; file: string }[] = [];
  const families: Record<string, number> = {};
  let [executions, features, peak, first] = [0, 0, 0, 0];
  try {
    while (
      performance.now() < end &&
      executions < limit &&
      failures.length < (plan.failures ?? MAX_FAILURES)
    ) {
      const current = join(folder, "input");
      const { seed, family = null } = plan;
      const inputs = plan.inputs === undefined ? null : limit - executions;
      const { last, failure } = await work({ seed, first, inputs, family, current }, plan, end);
      // An input that a worker died of was run, too.
      executions += Math.max(last?.executions ?? 0, failure === null ? 0 : 1);
      features = Math.max(features, last?.features ?? 0);
      peak = Math.max(peak, last?.peak ?? 0);
      for (const [name, count] of Object.entries(last?.families ?? {}))
        families[name] = (families[name] ?? 0) + count;
      first += WORKER_STRIDE;
      if (failure === null) continue;
      mkdirSync(kept, { recursive: true });
      const file = join(kept, `${String(seed)}-${String(failures.length)}`);
      rmSync(file, { recursive: true, force: true });
      cpSync(current, file, { recursive: true });
      failures.push({ what: failure, file });
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  return { executions, families, features, peak, failures };
}

interface Worked {
  readonly last: FromWorker | null;
  readonly failure: string | null;
}

function work(task: Task, { worker, silenceMs = SILENCE_MS }: Plan, end: number): Promise<Worked> {
  return new Promise((resolve, reject) => {
    const child = fork(worker ?? join(import.meta.dirname, "worker.ts"), [JSON.stringify(task)], {
      execArgv: ["--max-old-space-size=256"],
    });
    let last: FromWorker | null = null;
    let stopped: string | null | undefined;
    const stop = (failure: string | null): void => {
      stopped = failure;
      child.kill("SIGKILL");
    };
    const onSilence = (): void => {
      stop("hang: nothing heard for too long");
    };
    let silence = setTimeout(onSilence, silenceMs);
    const left = end - performance.now();
    const over = Number.isFinite(left)
      ? setTimeout(
          () => {
            stop(null);
          },
          Math.max(0, left),
        )
      : undefined;
    child.on("message", (message) => {
      last = message as FromWorker;
      clearTimeout(silence);
      silence = setTimeout(onSilence, silenceMs);
    });
    child.on("error", reject);
    child.on("exit", (code, signal) => {
      clearTimeout(silence);
      clearTimeout(over);
      if (stopped !== undefined) resolve({ last, failure: last?.failure ?? stopped });
      else if (last?.over === true) resolve({ last, failure: last.failure });
      else resolve({ last, failure: `died: ${String(code ?? signal)}` });
    });
  });
}
