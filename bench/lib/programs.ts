import { spawn } from "node:child_process";
import { realpathSync } from "node:fs";

export interface Ran {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
  /** From the start until the program ended and all its output was read. */
  readonly ms: number;
}

/** Runs a program to its end. `onStart` is told its PID. Throws when it cannot be started. */
export async function runProgram(
  command: string,
  args: readonly string[],
  options: { env?: NodeJS.ProcessEnv; onStart?: (pid: number) => void } = {},
): Promise<Ran> {
  const started = performance.now();
  const child = spawn(command, args, {
    stdio: ["ignore", "pipe", "pipe"],
    env: options.env ?? { PATH: process.env["PATH"] },
  });
  if (child.pid !== undefined) options.onStart?.(child.pid);
  const text = { stdout: "", stderr: "" };
  child.stdout.setEncoding("utf8").on("data", (part: string) => (text.stdout += part));
  child.stderr.setEncoding("utf8").on("data", (part: string) => (text.stderr += part));
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once("close", resolve);
    child.once("error", reject);
  });
  return { code, ...text, ms: performance.now() - started };
}

/** The same as `runProgram`, for programs that must succeed. Answers milliseconds. */
export async function timeOf(command: string, args: readonly string[]): Promise<number> {
  const { code, stderr, ms } = await runProgram(command, args);
  if (code !== 0) throw new Error(`${command} ended with ${String(code)}: ${stderr.slice(-500)}`);
  return ms;
}

/** The least a process of ours can cost: the same Node with nothing to do, until it has ended. */
export function bareNode(): Promise<number> {
  return timeOf(process.execPath, ["-e", "0"]);
}

/** The same inside bubblewrap with every namespace of its own, but with all of the system's files visible: no list to bind. */
export function bareBox(): Promise<number> {
  const node = realpathSync(process.execPath);
  return timeOf("bwrap", [
    ...["--unshare-all", "--die-with-parent", "--cap-drop", "ALL", "--clearenv"],
    ...["--ro-bind", "/", "/", "--proc", "/proc", "--dev", "/dev", node, "-e", "0"],
  ]);
}

/** Whether a program can be started here. */
export function isInstalled(command: string): Promise<boolean> {
  return runProgram(command, ["--version"]).then(
    () => true,
    () => false,
  );
}
