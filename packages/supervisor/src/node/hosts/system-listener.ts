import { spawn, type ChildProcessByStdio } from "node:child_process";
import type { Readable } from "node:stream";
import type { Running } from "../../common/lifecycle/service.ts";
import { findSystemTool } from "../confinement/tools.ts";

export interface ListenerOptions {
  /** Absolute path of a program of the system, then its arguments; no shell. */
  readonly argv: readonly [string, ...string[]];
  /** All that it gets. */
  readonly env: Readonly<Record<string, string>>;
  /** In characters. Of a longer line only the beginning is handed on, one character longer than this. */
  readonly maxLine: number;
}

export interface Listener extends Running {
  /** Call it at once: lines from before are lost. */
  onLine(each: (line: string) => void): void;
}

/** A program of the system that only talks: no input, no error output, ended with Casemate also when that is killed. */
export function startListener({ argv, env, maxLine }: ListenerOptions): Listener {
  const setpriv = findSystemTool("setpriv");
  const [program, ...args] = setpriv === null ? argv : [setpriv, "--pdeathsig", "KILL", ...argv];
  const child: ChildProcessByStdio<null, Readable, null> = spawn(program, args, {
    stdio: ["ignore", "pipe", "ignore"],
    env: { ...env },
  });
  const exited = new Promise<{ code: number | null; signal: string | null }>((resolve) => {
    child.once("error", () => {
      resolve({ code: null, signal: null });
    });
    child.once("close", (code, signal) => {
      resolve({ code, signal });
    });
  });
  return {
    pid: child.pid ?? 0,
    isolation: { level: "none" },
    exited,
    kill: async () => {
      child.kill("SIGKILL");
      await exited;
    },
    onLine: (each) => {
      readLines(child.stdout, maxLine, each);
    },
  };
}

function readLines(stream: Readable, maxLine: number, each: (line: string) => void): void {
  let rest = "";
  stream.setEncoding("utf8");
  stream.on("error", () => undefined);
  stream.on("data", (chunk: string) => {
    const lines = (rest + chunk).split("\n");
    rest = (lines.pop() ?? "").slice(0, maxLine + 1);
    lines.forEach((line) => {
      each(line.slice(0, maxLine + 1));
    });
  });
}
