import { fork } from "node:child_process";
import { copyFileSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { repositoryRoot } from "@casemate/testkit";
import { SILENCE_MS, type FromWorker } from "./protocol.ts";

export interface Outcome {
  readonly executions: number;
  readonly features: number;
  /** Most resident memory of the worker, in KiB. */
  readonly peak: number;
  /** Each with the file that shows it. */
  readonly failures: readonly { readonly what: string; readonly file: string }[];
}

/** After so many failures there is enough to mend. */
const MAX_FAILURES = 10;

/** Fuzzes for `ms` milliseconds. A worker that crashes, hangs or fails is replaced by one that goes on after that input. */
export async function campaign(seed: number, ms: number): Promise<Outcome> {
  const folder = mkdtempSync(join(tmpdir(), "casemate-fuzz-"));
  const kept = join(repositoryRoot, ".cache", "fuzz");
  const end = performance.now() + ms;
  const failures: { what: string; file: string }[] = [];
  let [executions, features, peak, first] = [0, 0, 0, 0];
  try {
    while (performance.now() < end && failures.length < MAX_FAILURES) {
      const current = join(folder, "input.bin");
      const { last, failure } = await work(seed, first, current, end);
      executions += last?.executions ?? 0;
      features = Math.max(features, last?.features ?? 0);
      peak = Math.max(peak, last?.peak ?? 0);
      first = (last?.number ?? first) + 1;
      if (failure === null) continue;
      mkdirSync(kept, { recursive: true });
      const file = join(kept, `${String(seed)}-${String(first)}.bin`);
      copyFileSync(current, file);
      failures.push({ what: failure, file });
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  return { executions, features, peak, failures };
}

interface Worked {
  readonly last: FromWorker | null;
  readonly failure: string | null;
}

function work(seed: number, first: number, current: string, end: number): Promise<Worked> {
  return new Promise((resolve, reject) => {
    const child = fork(join(import.meta.dirname, "worker.ts"), [String(seed), String(first), current], {
      execArgv: ["--max-old-space-size=256"],
    });
    let last: FromWorker | null = null;
    let ended: string | null | undefined;
    const stop = (failure: string | null): void => {
      ended = failure;
      child.kill("SIGKILL");
    };
    const onSilence = (): void => {
      stop("hang: nothing heard for too long");
    };
    let silence = setTimeout(onSilence, SILENCE_MS);
    const over = setTimeout(
      () => {
        stop(null);
      },
      Math.max(0, end - performance.now()),
    );
    child.on("message", (message) => {
      last = message as FromWorker;
      clearTimeout(silence);
      silence = setTimeout(onSilence, SILENCE_MS);
    });
    child.on("error", reject);
    child.on("exit", (code, signal) => {
      clearTimeout(silence);
      clearTimeout(over);
      const died = ended === undefined ? `died: ${String(code ?? signal)}` : ended;
      resolve({ last, failure: last?.failure ?? died });
    });
  });
}
