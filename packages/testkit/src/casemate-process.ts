import { spawn, type ChildProcess } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { createInterface } from "node:readline";
import { Writable } from "node:stream";
import { fileURLToPath } from "node:url";

/** The repository. */
export const repositoryRoot = join(dirname(fileURLToPath(import.meta.url)), "..", "..", "..");

/** A real model beside the checkout, or null: then the self-made one is used. */
export function sharedModel(name: string): string | null {
  const path = join(
    process.env["CASEMATE_TEST_MODELS"] ?? join(repositoryRoot, "..", "shared", "models"),
    name,
  );
  return existsSync(path) ? path : null;
}

/** A data directory for one test, and a passphrase file beside it. */
export interface TestHome {
  readonly root: string;
  readonly passphraseFile: string;
  readonly passphrase: string;
  remove(): void;
}

export function createTestHome(passphrase = "correct horse battery staple"): TestHome {
  const folder = mkdtempSync(join(tmpdir(), "casemate-test-"));
  const passphraseFile = join(folder, "passphrase");
  writeFileSync(passphraseFile, `${passphrase}\n`, { mode: 0o600 });
  return {
    root: join(folder, "home"),
    passphraseFile,
    passphrase,
    remove: () => {
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** The floor of the key derivation, so that a test takes a fraction of a second; nothing else differs from a person's console. */
function environment(home: TestHome, withPassphrase: boolean): NodeJS.ProcessEnv {
  const { PATH, HOME } = process.env;
  return {
    PATH,
    HOME,
    CASEMATE_HOME: home.root,
    CASEMATE_KDF: "minimum",
    CASEMATE_DEBUG: "1",
    ...(withPassphrase ? { CASEMATE_PASSPHRASE_FILE: home.passphraseFile } : {}),
  };
}

function start(
  home: TestHome,
  args: readonly string[],
  withPassphrase: boolean,
  env: Readonly<Record<string, string>> = {},
  withDescriptor = false,
): ChildProcess {
  return spawn(process.execPath, [join(repositoryRoot, "dist", "cli.mjs"), ...args], {
    stdio: ["ignore", "pipe", "pipe", ...(withDescriptor ? ["pipe" as const] : [])],
    env: { ...environment(home, withPassphrase), ...env },
  });
}

export interface CommandResult {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs one command of the built command line to its end. */
export async function runCasemate(
  home: TestHome,
  args: readonly string[],
  /** `descriptor`: what can be read, once, from descriptor 3. `interrupt`: Ctrl C comes when it resolves. */
  options: {
    passphrase?: boolean;
    env?: Readonly<Record<string, string>>;
    descriptor?: string;
    interrupt?: Promise<unknown>;
  } = {},
): Promise<CommandResult> {
  const { passphrase = true, env, descriptor } = options;
  const child = start(home, args, passphrase, env, descriptor !== undefined);
  const pipe = child.stdio[3];
  if (descriptor !== undefined && pipe instanceof Writable) {
    pipe.on("error", () => undefined); // a command that never reads it
    pipe.end(descriptor);
  }
  void options.interrupt?.then(() => child.kill("SIGINT"));
  const texts = { stdout: "", stderr: "" };
  child.stdout?.on("data", (chunk: Buffer) => (texts.stdout += chunk.toString("utf8")));
  child.stderr?.on("data", (chunk: Buffer) => (texts.stderr += chunk.toString("utf8")));
  const code = await new Promise<number | null>((resolve) => child.once("close", resolve));
  return { code, ...texts };
}

export interface ServedConsole {
  /** With its one-time code. */
  readonly address: string;
  readonly pid: number;
  /** Every address that it printed so far, the first one included. */
  readonly addresses: () => readonly string[];
  /** Everything it said on stderr so far. */
  readonly stderr: () => string;
  stop(): Promise<void>;
  kill(): Promise<void>;
}

/** One real `casemate serve`. */
export async function serveCasemate(
  home: TestHome,
  env: Readonly<Record<string, string>> = {},
): Promise<ServedConsole> {
  const child = start(home, ["serve", "--json"], false, env);
  let stderr = "";
  child.stderr?.on("data", (chunk: Buffer) => (stderr += chunk.toString("utf8")));
  const ended = new Promise<void>((resolve) =>
    child.once("close", () => {
      resolve();
    }),
  );
  const end = (signal: NodeJS.Signals): Promise<void> => {
    child.kill(signal);
    return ended;
  };
  const addresses: string[] = [];
  const address = await firstAddress(child, addresses).catch((error: unknown) => {
    throw new Error(`${String(error)}: ${stderr}`);
  });
  return {
    address,
    pid: child.pid ?? 0,
    addresses: () => addresses,
    stderr: () => stderr,
    stop: () => end("SIGTERM"),
    kill: () => end("SIGKILL"),
  };
}

/** Adds every address that is printed to `addresses`. */
function firstAddress(child: ChildProcess, addresses: string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    if (!child.stdout) throw new Error("no output");
    const lines = createInterface({ input: child.stdout });
    lines.on("line", (line) => {
      const { address } = JSON.parse(line) as { address: string };
      addresses.push(address);
      resolve(address);
    });
    lines.on("close", () => {
      reject(new Error("the console ended before it said its address"));
    });
  });
}
