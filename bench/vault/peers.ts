import { spawnSync } from "node:child_process";
import { closeSync, copyFileSync, mkdirSync, openSync, readSync, writeFileSync } from "node:fs";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { runProgram, timeOf } from "../lib/programs.ts";
import { clocked } from "../lib/stats.ts";

/** Another program that keeps the same bytes encrypted. */
export interface Peer {
  readonly name: string;
  /** Reads everything once, decrypted, and drops it. Milliseconds. */
  readonly read: () => Promise<number>;
  readonly end: () => Promise<void>;
}

/** From Debian's `fuse3`. */
const UNMOUNT = "fusermount3";
const PIECE_BYTES = 1024 * 1024;

/** The peers that work on this machine, with a line for each that does not. */
export async function preparePeers(
  source: string,
  folder: string,
): Promise<{ peers: Peer[]; missing: string[] }> {
  const peers: Peer[] = [];
  const missing: string[] = [];
  for (const [name, prepare] of [
    ["age -d", age],
    ["gocryptfs", gocryptfs],
  ] as const) {
    try {
      peers.push(await prepare(source, folder));
    } catch (error) {
      missing.push(`${name}: not measured (${error instanceof Error ? error.message : String(error)})`);
    }
  }
  return { peers, missing };
}

/** age with a key pair: no passphrase to stretch. */
async function age(source: string, folder: string): Promise<Peer> {
  const [identity, sealed] = [join(folder, "age-key"), join(folder, "age")];
  const { stdout } = await runProgram("age-keygen", []);
  writeFileSync(identity, stdout, { mode: 0o600 });
  const recipient = /age1[0-9a-z]+/.exec(stdout)?.[0];
  if (recipient === undefined) throw new Error("age-keygen made no key");
  await timeOf("age", ["-r", recipient, "-o", sealed, source]);
  return {
    name: "age -d",
    read: () => timeOf("age", ["-d", "-i", identity, "-o", "/dev/null", sealed]),
    end: () => rm(sealed),
  };
}

/** gocryptfs, mounted anew for each reading: the mounted file's own cache holds plaintext. */
async function gocryptfs(source: string, folder: string): Promise<Peer> {
  const [store, at] = [join(folder, "gocryptfs"), join(folder, "mounted")];
  mkdirSync(store);
  mkdirSync(at);
  const password = join(folder, "gocryptfs-password");
  writeFileSync(password, "bench\n", { mode: 0o600 });
  const use = ["-q", "-passfile", password];
  const mount = (): Promise<number> => timeOf("gocryptfs", [...use, store, at]);
  const unmount = (): Promise<number> => timeOf(UNMOUNT, ["-u", at]);
  // A bench that is told to stop must not leave it mounted: its folder could not be removed.
  process.prependListener("exit", () => spawnSync(UNMOUNT, ["-q", "-u", at]));
  await timeOf("gocryptfs", ["-init", "-scryptn", "10", ...use, store]);
  await mount();
  try {
    copyFileSync(source, join(at, "file"));
  } finally {
    await unmount();
  }
  return {
    name: "gocryptfs",
    read: async () => {
      await mount();
      try {
        return clocked(() => {
          readThrough(join(at, "file"));
        });
      } finally {
        await unmount();
      }
    },
    end: () => rm(store, { recursive: true }),
  };
}

function readThrough(path: string): void {
  const block = Buffer.alloc(PIECE_BYTES);
  const fd = openSync(path, "r");
  try {
    while (readSync(fd, block) > 0);
  } finally {
    closeSync(fd);
  }
}
