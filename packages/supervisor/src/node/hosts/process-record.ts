import { existsSync, mkdirSync, readdirSync, readlinkSync, rmSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { processIdentity } from "../process-identity.ts";
import type { Spawner } from "./spawn-service.ts";

/** Below `run/`: one link for each child, named by its number, that says which service it is and when it started. */
const FOLDER = "children";

export interface RecordedChild {
  readonly pid: number;
  readonly id: string;
  /** As `processIdentity` says it: the number alone can be given to somebody else later. */
  readonly identity: string;
}

/**
 * The same spawner, which writes down whom it started, so that somebody else can end them when this console no longer answers. Links, because
 * they need no block of the disk and are made in one step.
 */
export function recordingSpawner(spawner: Spawner, run: string): Spawner {
  const folder = join(run, FOLDER);
  return {
    ...spawner,
    spawn: async (spec) => {
      const handle = await spawner.spawn(spec);
      const path = join(folder, String(handle.pid));
      note(folder, path, `${spec.id}|${processIdentity(handle.pid) ?? ""}`);
      void handle.exited.then(() => {
        rmSync(path, { force: true });
      });
      return handle;
    },
  };
}

/** Children that some console of this data directory started and did not see end. */
export function recordedChildren(run: string): RecordedChild[] {
  const folder = join(run, FOLDER);
  if (!existsSync(folder)) return [];
  return readdirSync(folder).flatMap((name) => {
    try {
      const [id = "", identity = ""] = readlinkSync(join(folder, name)).split("|");
      const pid = /^[1-9]\d{0,9}$/.test(name) ? Number(name) : 0;
      return pid > 0 && identity !== "" ? [{ pid, id, identity }] : [];
    } catch {
      return []; // not a link of ours
    }
  });
}

function note(folder: string, path: string, text: string): void {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    rmSync(path, { force: true });
    symlinkSync(text, path);
  } catch {
    // Windows gives links to administrators only; there the children end with their console.
  }
}
