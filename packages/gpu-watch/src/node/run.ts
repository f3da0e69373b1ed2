import { fork } from "node:child_process";
import type { Findings } from "../common/detection.ts";
import { readGraphics } from "../common/tools-adapter.ts";
import { cleanEnv } from "./clean-env.ts";

/** Vendor tools hang when a driver is stuck; nobody waits longer for them, in milliseconds. */
const TIMEOUT_MS = 10_000;
/** The word on the command line that makes the entry ask the tools once and end. */
export const PROBE = "probe";

/**
 * Asks the vendor tools in a process of their own, because systeminformation also waits for programs synchronously: no timer
 * would fire in this one. Past the time-out that process and everything it started is killed. null when it did not answer.
 */
export function askTools(entry: string, timeoutMs = TIMEOUT_MS): Promise<Findings> {
  return new Promise((resolve) => {
    const group = process.platform !== "win32";
    const child = fork(entry, [PROBE], {
      env: cleanEnv(process.env, process.platform),
      detached: group,
      stdio: ["ignore", "ignore", "ignore", "ipc"],
    });
    const timer = setTimeout(() => {
      end(null);
    }, timeoutMs);
    const end = (findings: Findings): void => {
      clearTimeout(timer);
      killAll(child.pid, group);
      resolve(findings);
    };
    child.once("message", (answer) => {
      end(readGraphics(answer));
    });
    child.once("error", () => {
      end(null);
    });
    child.once("exit", () => {
      end(null);
    });
  });
}

/** A negative id means the whole process group (kill(2)): the shells and tools under the probe go with it. */
function killAll(pid: number | undefined, group: boolean): void {
  if (pid === undefined) return;
  try {
    process.kill(group ? -pid : pid, "SIGKILL");
  } catch {
    // already gone
  }
}
