import { spawn, type ChildProcess } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { root } from "./paths.ts";

/** One real `casemate serve` over a data directory of its own. */
export interface RunningConsole {
  readonly home: string;
  readonly address: string;
  readonly process: ChildProcess;
  stop(): Promise<void>;
}

/** The environment of a console under test: the floor of the key derivation, so that a test takes a fraction of a second. */
export function testEnvironment(home: string): NodeJS.ProcessEnv {
  return { PATH: process.env["PATH"], HOME: process.env["HOME"], CASEMATE_HOME: home, CASEMATE_KDF: "minimum", CASEMATE_DEBUG: "1" };
}

export function temporaryHome(): string {
  return mkdtempSync(join(tmpdir(), "casemate-e2e-"));
}

export async function startConsole(home = temporaryHome()): Promise<RunningConsole> {
  const child = spawn(process.execPath, [join(root, "dist", "cli.mjs"), "serve", "--json"], { stdio: ["ignore", "pipe", "inherit"], env: testEnvironment(home) });
  const ended = new Promise<void>((resolve) => child.once("exit", () => { resolve(); }));
  const address = await firstAddress(child);
  return {
    home,
    address,
    process: child,
    stop: async () => {
      child.kill("SIGTERM");
      await ended;
      rmSync(home, { recursive: true, force: true });
    },
  };
}

async function firstAddress(child: ChildProcess): Promise<string> {
  if (!child.stdout) throw new Error("no output");
  for await (const line of createInterface({ input: child.stdout })) {
    return (JSON.parse(line) as { address: string }).address;
  }
  throw new Error("the console ended before it said its address");
}

/** Runs one command to its end. */
export function casemate(home: string, args: readonly string[], options: { passphraseFile?: string } = {}): Promise<{ code: number | null; stdout: string; stderr: string }> {
  const env = { ...testEnvironment(home), ...(options.passphraseFile === undefined ? {} : { CASEMATE_PASSPHRASE_FILE: options.passphraseFile }) };
  const child = spawn(process.execPath, [join(root, "dist", "cli.mjs"), ...args], { stdio: ["ignore", "pipe", "pipe"], env });
  let stdout = "";
  let stderr = "";
  child.stdout.on("data", (chunk: Buffer) => (stdout += chunk.toString("utf8")));
  child.stderr.on("data", (chunk: Buffer) => (stderr += chunk.toString("utf8")));
  return new Promise((resolve) => child.once("close", (code) => { resolve({ code, stdout, stderr }); }));
}
