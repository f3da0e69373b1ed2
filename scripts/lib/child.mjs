// Starting other programs: argument arrays only, never a shell. Runs on Node 18 without anything installed.
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { constants } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { root } from "./paths.mjs";

/**
 * A shell's exit code for how a child ended: its own, or 128 + n after signal n.
 * @param {number | null} status
 * @param {NodeJS.Signals | null} signal
 */
export function exitCodeOf(status, signal) {
  if (status !== null) return status;
  return signal === null ? 1 : 128 + constants.signals[signal];
}

/**
 * Passes signals on to a child. Ctrl+C in a terminal reaches the child by itself, so it is not sent a second time then.
 * @param {import("node:child_process").ChildProcess} child
 */
export function forwardSignals(child) {
  /** @type {NodeJS.Signals[]} */
  const signals = ["SIGTERM", "SIGHUP", "SIGUSR2", "SIGINT", "SIGQUIT"];
  for (const signal of signals) {
    if (process.platform === "win32" && (signal === "SIGUSR2" || signal === "SIGQUIT")) continue;
    const fromTerminal = (signal === "SIGINT" || signal === "SIGQUIT") && process.stdin.isTTY;
    process.on(signal, () => {
      if (!fromTerminal) child.kill(signal);
    });
  }
}

/**
 * Waits for a child.
 * @param {import("node:child_process").ChildProcess} child
 * @returns {Promise<number>} exit code, 128 + n after signal n
 * @throws the reason when it could not be started
 */
export function ended(child) {
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (status, signal) => {
      resolve(exitCodeOf(status, signal));
    });
  });
}

/**
 * @typedef {object} RunOptions
 * @property {string} [cwd] default: the checkout
 * @property {NodeJS.ProcessEnv} [env] default: this process's
 * @property {number} [timeoutMs] after this the program and what it started are ended
 * @property {(line: string) => void} [onLine] sees every line as it comes
 */

/** Only the end of what a program prints is kept: enough for a message, whatever it prints. */
const keptCharacters = 4 * 1024 * 1024;

/**
 * Runs a program and collects what it prints.
 * @param {string} file
 * @param {readonly string[]} args
 * @param {RunOptions} [options]
 * @returns {Promise<{ code: number, output: string, timedOut: boolean }>} never rejects; code 127 when it cannot be started
 */
export async function run(file, args, options = {}) {
  const posix = process.platform !== "win32";
  const child = spawn(file, args, {
    cwd: options.cwd ?? root,
    env: options.env ?? process.env,
    stdio: ["ignore", "pipe", "pipe"],
    detached: posix && options.timeoutMs !== undefined, // its own group, so that a time-out ends its children too
    windowsHide: true,
  });
  let output = "";
  let timedOut = false;
  const timer =
    options.timeoutMs === undefined
      ? undefined
      : setTimeout(() => {
          timedOut = true;
          endTree(child);
        }, options.timeoutMs);
  for (const stream of [child.stdout, child.stderr]) {
    let rest = "";
    stream.setEncoding("utf8");
    stream.on("data", (/** @type {string} */ chunk) => {
      output = (output + chunk).slice(-keptCharacters);
      const lines = (rest + chunk).split(/\r?\n|\r/);
      rest = lines.pop() ?? "";
      for (const line of lines) options.onLine?.(line);
    });
  }
  try {
    return { code: await ended(child), output, timedOut };
  } catch (error) {
    return { code: 127, output: error instanceof Error ? error.message : String(error), timedOut };
  } finally {
    clearTimeout(timer);
  }
}

/** @param {import("node:child_process").ChildProcess} child started as leader of its own group where groups exist */
function endTree(child) {
  try {
    if (process.platform !== "win32" && child.pid !== undefined) process.kill(-child.pid, "SIGKILL");
    else child.kill("SIGKILL");
  } catch {
    child.kill("SIGKILL"); // the group is already gone
  }
}

/**
 * Finds a program on PATH.
 * @param {string} name without `.exe`
 * @returns {string | undefined}
 */
export function findOnPath(name) {
  const file = process.platform === "win32" ? `${name}.exe` : name;
  for (const folder of (process.env["PATH"] ?? "").split(delimiter)) {
    if (folder !== "" && existsSync(join(folder, file))) return join(folder, file);
  }
  return undefined;
}

/**
 * Finds npm as a script with the Node that it came with, so that it runs without a shell on Windows too.
 * @returns {{ file: string, args: string[] } | undefined}
 */
export function findNpm() {
  const own = process.env["npm_execpath"];
  if (own !== undefined && /npm-cli\.[cm]?js$/.test(own) && existsSync(own)) {
    return { file: process.env["npm_node_execpath"] ?? process.execPath, args: [own] };
  }
  const node = process.platform === "win32" ? "node.exe" : "node";
  const folders = [dirname(process.execPath), ...(process.env["PATH"] ?? "").split(delimiter)];
  for (const folder of folders.filter((entry) => entry !== "")) {
    for (const place of ["node_modules/npm", "../lib/node_modules/npm", "../share/nodejs/npm"]) {
      const script = join(folder, place, "bin", "npm-cli.js");
      if (!existsSync(script)) continue;
      const beside = join(folder, node);
      return { file: existsSync(beside) ? beside : process.execPath, args: [script] };
    }
  }
  const plain = process.platform === "win32" ? undefined : findOnPath("npm");
  return plain === undefined ? undefined : { file: plain, args: [] };
}
