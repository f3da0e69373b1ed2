import {
  connect,
  createRecipient,
  processPort,
  sealEnvelope,
  type Client,
  type Contract,
  type Purpose,
} from "@casemate/contract";
import { spawn, type ChildProcess, type StdioOptions } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const services = join(import.meta.dirname, "..", "..", "..", "..", "dist", "services");

export interface Child<C extends Contract> {
  readonly client: Client<C>;
  readonly process: ChildProcess;
  /** Resolves with the exit code or the signal. */
  readonly exited: Promise<number | string>;
}

/** Every child a test started; `endChildren` ends what is left of them. */
const living = new Set<Child<Contract>>();

/** Starts a shipped bundle as the supervisor does: JSON over IPC, a cleared environment, descriptors from 3 on. */
export function startService<C extends Contract>(
  name: string,
  contract: C,
  options: { env?: Record<string, string>; fds?: (number | "pipe")[] } = {},
): Child<C> {
  return startProcess([join(services, `${name}.mjs`)], contract, options);
}

export function startProcess<C extends Contract>(
  args: string[],
  contract: C,
  options: { env?: Record<string, string>; fds?: (number | "pipe")[] } = {},
): Child<C> {
  if (!existsSync(args[0] ?? "")) throw new Error(`${args[0] ?? "nothing"} is not there; was the build run?`);
  const stdio: StdioOptions = ["ignore", "inherit", "inherit", ...(options.fds ?? []), "ipc"];
  const child = spawn(process.execPath, args, { stdio, serialization: "json", env: options.env ?? {} });
  const exited = new Promise<number | string>((resolve) => {
    child.on("exit", (code, signal) => {
      resolve(code ?? signal ?? "unknown");
    });
  });
  const started = { client: connect(contract, processPort(child)), process: child, exited };
  living.add(started);
  void exited.then(() => living.delete(started));
  return started;
}

export async function endChildren(): Promise<void> {
  const all = [...living];
  for (const child of all) child.process.kill("SIGKILL");
  await Promise.all(all.map((child) => child.exited));
}

export async function seal(
  publicKey: string,
  secret: Uint8Array | string,
  purpose: Purpose,
): Promise<string> {
  const bytes = typeof secret === "string" ? new TextEncoder().encode(secret) : secret;
  return Buffer.from(await sealEnvelope(Buffer.from(publicKey, "base64"), bytes, purpose)).toString("base64");
}

/** A receiver of keys, standing in for an inspector. */
export async function receiver(): Promise<{
  publicKey: string;
  open: (envelope: string, purpose: Purpose) => Promise<Uint8Array>;
}> {
  const recipient = await createRecipient();
  return {
    publicKey: Buffer.from(recipient.publicKey).toString("base64"),
    open: (envelope, purpose) => recipient.open(Buffer.from(envelope, "base64"), purpose),
  };
}

/** A data directory for one test. */
export function newHome(): { home: string; remove: () => void } {
  const home = mkdtempSync(join(tmpdir(), "casemate-vault-"));
  mkdirSync(join(home, "quarantine"));
  mkdirSync(join(home, "vault"));
  return {
    home,
    remove: () => {
      rmSync(home, { recursive: true, force: true });
    },
  };
}
