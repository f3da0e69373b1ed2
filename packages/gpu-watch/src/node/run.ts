import { fork, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import type { Findings } from "../common/detection.ts";
import { readGraphics } from "../common/tools-adapter.ts";
import { changeable } from "./changeable.ts";
import { cleanEnv } from "./clean-env.ts";
import type { Answer, Tool } from "./tools.ts";

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

/** The largest honest output is below 2 MiB (eight cards, every clock); a tool that writes more is ended. */
export const MAX_OUTPUT_BYTES = 4 * 1024 * 1024;

/**
 * Runs one tool: no shell, nothing of our environment, 10 seconds, a cap on what it writes. On systems with users its file must belong to root and
 * be writable by nobody else: whoever can change it can say what he likes about the card.
 */
export function runTool(tool: Tool, timeoutMs = TIMEOUT_MS): Promise<Answer> {
  const path = tool.paths.find((candidate) => existsSync(candidate));
  if (path === undefined) return Promise.resolve({ state: "absent" });
  const problem = process.platform === "win32" ? null : untrusted(path);
  if (problem !== null) return Promise.resolve({ state: "failed", why: problem });
  return runFile(path, tool.args, timeoutMs);
}

/** Runs a file that was found trustworthy. */
export function runFile(path: string, args: readonly string[], timeoutMs = TIMEOUT_MS): Promise<Answer> {
  return new Promise((resolve) => {
    const group = process.platform !== "win32";
    const child = spawn(path, args, {
      env: cleanEnv(process.env, process.platform),
      cwd: group ? "/" : undefined,
      detached: group,
      stdio: ["ignore", "pipe", "ignore"],
      windowsHide: true,
    });
    const parts: Buffer[] = [];
    let bytes = 0;
    let over = false;
    const end = (answer: Answer): void => {
      // Once: a number of a process that is gone can soon be another one's.
      if (over) return;
      over = true;
      clearTimeout(timer);
      child.stdout.destroy();
      killAll(child.pid, group);
      resolve(answer);
    };
    // A program that waits for a stuck driver cannot even be killed; nobody waits for it either.
    const timer = setTimeout(() => {
      end({ state: "failed", why: `It did not answer within ${String(timeoutMs / 1000)} seconds.` });
    }, timeoutMs);
    child.stdout.on("data", (part: Buffer) => {
      bytes += part.length;
      if (bytes > MAX_OUTPUT_BYTES) end({ state: "failed", why: "It wrote more than any card needs." });
      else parts.push(part);
    });
    child.once("error", () => {
      end({ state: "failed", why: "It could not be started." });
    });
    child.once("close", (code) => {
      if (code === 0) end({ state: "ok", output: Buffer.concat(parts).toString("utf8") });
      else end({ state: "failed", why: `It ended with code ${String(code ?? "none")}.` });
    });
  });
}

/** Why the file behind a path is not to be believed; null when it is. Whoever may write a folder above it can put another one in its place. */
function untrusted(path: string): string | null {
  try {
    const { by } = changeable(path, [0]);
    return by === null ? null : UNTRUSTED[by];
  } catch {
    return "Its file could not be looked at.";
  }
}

const UNTRUSTED = {
  owner: "Its file does not belong to root, so whoever owns it can make it say anything.",
  file: "Its file can be changed by others than root.",
  folder: "A folder above it can be changed by others than root.",
} as const;
