import { RpcError } from "@casemate/contract";
import {
  chmodSync,
  existsSync,
  linkSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { homedir, platform } from "node:os";
import { isAbsolute, join } from "node:path";

/** Where everything of one installation lives (DESIGN §5). */
export interface Home {
  readonly root: string;
  readonly vault: string;
  readonly quarantine: string;
  readonly run: string;
  readonly socket: string;
  readonly config: string;
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
    config: join(root, "config.json"),
  };
}

/** Makes the directories, 0700. Throws `bad_home` with one sentence when it cannot. */
export function prepareHome(root: string): Home {
  const home = homePaths(root);
  try {
    for (const folder of [home.root, home.vault, home.quarantine, home.run]) {
      mkdirSync(folder, { recursive: true, mode: 0o700 });
      chmodSync(folder, 0o700);
    }
  } catch (error) {
    throw new RpcError(
      "bad_home",
      `Casemate cannot use the data directory ${root}: ${reason(error)}. Choose another one with CASEMATE_HOME.`,
    );
  }
  return home;
}

/** Keeps a second supervisor off the same directory. Throws `in_use`. Returns the function that gives the lock back. */
export function lockHome(home: Home): () => void {
  const path = join(home.run, "supervisor.lock");
  const mine = JSON.stringify({ pid: process.pid, started: processStart(process.pid) });
  const temporary = join(home.run, `lock.${String(process.pid)}`);
  writeFileSync(temporary, mine, { mode: 0o600 });
  try {
    // link(2) fails when the name exists: of several starters exactly one wins.
    for (let attempt = 0; attempt < 3; attempt++) {
      try {
        linkSync(temporary, path);
        return () => {
          if (existsSync(path) && readFileSync(path, "utf8") === mine) rmSync(path, { force: true });
        };
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
        if (holderIsAlive(path))
          throw new RpcError(
            "in_use",
            `Casemate is already running on ${home.root}. Use that one, or end it first.`,
          );
        setAside(path);
      }
    }
    throw new RpcError(
      "in_use",
      `Casemate is being started on ${home.root} by somebody else at this moment. Try again.`,
    );
  } finally {
    rmSync(temporary, { force: true });
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

function holderIsAlive(path: string): boolean {
  try {
    const holder = JSON.parse(readFileSync(path, "utf8")) as { pid: number; started: string | null };
    process.kill(holder.pid, 0);
    // The same number can belong to a later process: compare start times where the system tells them.
    const started = processStart(holder.pid);
    return started === null || holder.started === null || started === holder.started;
  } catch (error) {
    // EPERM: alive, but somebody else's.
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

/** Start time of a process in clock ticks since boot (proc(5), stat field 22), with the boot id; null where there is no /proc. */
function processStart(pid: number): string | null {
  try {
    const stat = readFileSync(`/proc/${String(pid)}/stat`, "latin1");
    const ticks = stat.slice(stat.lastIndexOf(")") + 2).split(" ")[19] ?? "";
    return `${readFileSync("/proc/sys/kernel/random/boot_id", "latin1").trim()}:${ticks}`;
  } catch {
    return null;
  }
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
