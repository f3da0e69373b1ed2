import { spawn } from "node:child_process";
import type { Readable, Writable } from "node:stream";
import { cleanEnv } from "../clean-env.ts";
import { browserEnv, browserFlags } from "./flags.ts";

export interface Running {
  /** What it is told, and what it says. */
  readonly commands: Writable;
  readonly replies: Readable;
  readonly sandboxed: boolean;
  /** Ended by itself, was ended, or never started. Never rejects. */
  readonly ended: Promise<void>;
  /** Ends it with everything it started. */
  kill(): Promise<void>;
}

/** Descriptors of `--remote-debugging-pipe`. */
const COMMANDS = 3;
const REPLIES = 4;
/** Its processes end within milliseconds of the first one; nobody waits longer for it, in milliseconds. */
const GONE_MS = 3000;

/** Starts a browser with a profile in `folder`, which must be empty and is the caller's to remove. */
export function startBrowser(path: string, folder: string): Running {
  const root = process.getuid?.() === 0;
  const group = process.platform !== "win32";
  const child = spawn(path, browserFlags(folder, process.platform, root), {
    env: browserEnv(folder, cleanEnv(process.env, process.platform)),
    cwd: folder,
    detached: group,
    stdio: ["ignore", "ignore", "ignore", "pipe", "pipe"],
    windowsHide: true,
  });
  const ended = new Promise<void>((resolve) => {
    child.once("error", () => {
      resolve();
    });
    child.once("exit", () => {
      resolve();
    });
  });
  const commands = child.stdio[COMMANDS] as Writable;
  const replies = child.stdio[REPLIES] as Readable;
  for (const stream of [commands, replies]) stream.on("error", () => undefined); // "ended" says it
  return {
    commands,
    replies,
    sandboxed: !root,
    ended,
    kill: async () => {
      if (child.pid !== undefined) killAll(child.pid, group);
      commands.destroy();
      replies.destroy();
      await Promise.race([ended, new Promise((resolve) => setTimeout(resolve, GONE_MS).unref())]);
    },
  };
}

/** A negative id means the whole process group (kill(2)). */
function killAll(pid: number, group: boolean): void {
  try {
    process.kill(group ? -pid : pid, "SIGKILL");
  } catch {
    // already gone
  }
}
