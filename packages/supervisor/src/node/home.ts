import { RpcError } from "@casemate/contract";
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  readlinkSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { homedir, platform } from "node:os";
import { dirname, isAbsolute, join } from "node:path";
import { processIdentity } from "./process-identity.ts";

/** Where everything of one installation lives (DESIGN §5). */
export interface Home {
  readonly root: string;
  readonly vault: string;
  readonly quarantine: string;
  readonly run: string;
  readonly socket: string;
  /** The policy about admission, written by a person. */
  readonly policy: string;
  /** Digests that are meant, and digests that never come in. */
  readonly pins: string;
  readonly blocks: string;
  /** The policy about calls, written by a person. */
  readonly callPolicy: string;
  /** Which policy and lists were in force last. */
  readonly inForce: string;
  /** How watched files are meant to be, signed with the log's key. */
  readonly integrity: string;
  /** What the accelerators were when a person said that they are right; the key that signs it; verdicts of earlier rounds. */
  readonly gpuBaseline: string;
  readonly gpuKey: string;
  readonly gpuHistory: string;
  readonly gpuAnswers: string;
}

/** `$CASEMATE_HOME`, else the platform's application-data folder. Throws `bad_home` when it is not absolute. */
export function resolveHome(env: NodeJS.ProcessEnv): string {
  const chosen = env["CASEMATE_HOME"];
  if (chosen !== undefined && chosen !== "") {
    if (!isAbsolute(chosen)) throw new RpcError("bad_home", "CASEMATE_HOME must be an absolute path.");
    return chosen;
  }
  if (platform() === "darwin") return join(homedir(), "Library", "Application Support", "Casemate");
  if (platform() === "win32")
    return join(env["APPDATA"] ?? join(homedir(), "AppData", "Roaming"), "Casemate");
  return join(env["XDG_DATA_HOME"] ?? join(homedir(), ".local", "share"), "casemate");
}

export function homePaths(root: string): Home {
  return {
    root,
    vault: join(root, "vault"),
    quarantine: join(root, "quarantine"),
    run: join(root, "run"),
    socket: join(root, "run", "casemate.sock"),
    policy: join(root, "policy.json"),
    pins: join(root, "pins.txt"),
    blocks: join(root, "blocks.txt"),
    callPolicy: join(root, "call-policy.json"),
    integrity: join(root, "integrity.baseline"),
    inForce: join(root, "policy-seen.json"),
    gpuBaseline: join(root, "gpu-baseline"),
    gpuKey: join(root, "gpu-baseline.key"),
    gpuHistory: join(root, "gpu-history.json"),
    gpuAnswers: join(root, "gpu-answers.json"),
  };
}

/**
 * Makes the directories, 0700. Throws `bad_home` with one sentence when it cannot, when one belongs to another user, or when one inside is a link.
 * The data directory itself may be a link that its owner made, for a larger disk.
 */
export function prepareHome(root: string): Home {
  const home = homePaths(root);
  try {
    for (const folder of [home.root, home.vault, home.quarantine, home.run]) {
      makeFolders(folder);
      expectOurs(folder, folder === home.root);
      chmodSync(folder, 0o700);
    }
  } catch (error) {
    if (error instanceof RpcError) throw error;
    throw new RpcError(
      "bad_home",
      `Casemate cannot use the data directory ${root}: ${reason(error)}. Choose another one with CASEMATE_HOME.`,
    );
  }
  return home;
}

/** Whoever owns a folder, or made a link in the place of one, decides what is in it while we work. */
function expectOurs(folder: string, mayBeLink: boolean): void {
  if (!mayBeLink && lstatSync(folder).isSymbolicLink())
    throw new RpcError(
      "bad_home",
      `${folder} is a link, and Casemate keeps its files only where it made the folders. Put the folder itself there, or link the whole data directory.`,
    );
  const me = process.getuid?.();
  if (me !== undefined && statSync(folder).uid !== me)
    throw new RpcError(
      "bad_home",
      `${folder} belongs to another user, who could change what is in it. Start Casemate as that user, or choose another data directory with CASEMATE_HOME.`,
    );
}

/** One level after the other: Node's own recursive mkdir never ends on file systems that answer ENOENT (proc). */
function makeFolders(folder: string): void {
  if (existsSync(folder)) return;
  makeFolders(dirname(folder));
  mkdirSync(folder, { mode: 0o700 });
}

/** Keeps a second supervisor off the same directory. Throws `in_use`. Returns the function that gives the lock back. */
export function lockHome(home: Home): () => void {
  const path = join(home.run, "supervisor.lock");
  const mine = `${String(process.pid)}:${processIdentity(process.pid) ?? ""}`;
  for (let attempt = 0; attempt < 3; attempt++) {
    if (placeLock(path, mine)) {
      return () => {
        if (readLock(path) === mine) rmSync(path, { force: true });
      };
    }
    if (holderIsAlive(path))
      throw new RpcError(
        "in_use",
        `Casemate is already running on ${home.root}. Use that one, or end it first.`,
      );
    setAside(path);
  }
  throw new RpcError(
    "in_use",
    `Casemate is being started on ${home.root} by somebody else at this moment. Try again.`,
  );
}

/**
 * The lock is a symbolic link whose target is the holder: made in one step, of several starters exactly one wins, and it needs no
 * block of the disk, so that a full disk does not keep anybody from unlocking, removing or reading the log. False when it exists.
 */
function placeLock(path: string, holder: string): boolean {
  try {
    symlinkSync(holder, path);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
    if ((error as NodeJS.ErrnoException).code !== "EPERM")
      throw new RpcError(
        "bad_home",
        `Casemate cannot use the data directory: ${reason(error)}. Choose another one with CASEMATE_HOME.`,
      );
  }
  // Windows gives links to administrators only.
  try {
    writeFileSync(path, holder, { flag: "wx", mode: 0o600 });
    return true;
  } catch {
    return false;
  }
}

function readLock(path: string): string | null {
  try {
    return lstatSync(path).isSymbolicLink() ? readlinkSync(path) : readFileSync(path, "utf8");
  } catch {
    return null;
  }
}

/** Files that an ended run left in `run/`; called with the lock held. */
export function sweepRun(home: Home): void {
  for (const name of readdirSync(home.run)) {
    if (name !== "supervisor.lock") rmSync(join(home.run, name), { force: true, recursive: true });
  }
}

function setAside(path: string): void {
  const aside = `${path}.stale-${String(process.pid)}`;
  try {
    renameSync(path, aside);
  } catch {
    return; // another starter was faster
  }
  rmSync(aside, { force: true });
}

/** Who works with this data directory, as the lock says: dead or alive. Null when nobody does. */
export function lockHolder(home: Home): { readonly pid: number; readonly identity: string } | null {
  return readHolder(join(home.run, "supervisor.lock"));
}

function readHolder(path: string): { pid: number; identity: string } | null {
  const [, number, identity = ""] = /^(\d{1,10}):(.*)$/.exec(readLock(path) ?? "") ?? [];
  const pid = Number(number);
  return Number.isInteger(pid) && pid > 0 ? { pid, identity } : null;
}

function holderIsAlive(path: string): boolean {
  const holder = readHolder(path);
  if (!holder) return false;
  const { pid, identity: started } = holder;
  try {
    process.kill(pid, 0);
  } catch (error) {
    // EPERM: alive, but somebody else's.
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
  // The same number can belong to a later process: compare start times where the system tells them.
  const now = processIdentity(pid);
  return now === null || started === "" || now === started;
}

export function reason(error: unknown): string {
  const code = (error as NodeJS.ErrnoException).code ?? "";
  const words: Record<string, string> = {
    EACCES: "it may not be accessed by this user",
    EPERM: "it may not be accessed by this user",
    ENOENT: "it does not exist",
    ENOSPC: "the disk is full",
    EROFS: "it is on a read-only disk",
    ENOTDIR: "a part of the path is not a folder",
    EISDIR: "it is a folder",
    ELOOP: "its links lead in a circle",
    EMFILE: "too many files are open",
    ENAMETOOLONG: "the name is too long",
    EIO: "the disk reported a read error",
  };
  return words[code] ?? (code === "" ? "an unknown problem" : `the system said ${code}`);
}
