import {
  existsSync,
  fstatSync,
  ftruncateSync,
  openSync,
  closeSync,
  readFileSync,
  readSync,
  renameSync,
  rmSync,
  writeFileSync,
  writeSync,
} from "node:fs";
import { dirname } from "node:path";
import { diskFs, type DiskFs } from "./disk-fs.ts";

/** Thrown at the moment the process or the machine "dies"; afterwards nothing works any more. */
export class Crash extends Error {}

export interface Fault {
  /** The step that fails, counted from 0: each call that changes the disk is one step. */
  readonly step: number;
  /**
   * `before`: dies just before it. `after`: dies just after. `torn`: a write that stops after `bytes`, then dies. `error`: the call fails
   * and the process lives. `saved`: the call works and yet reports failure ("failed but was saved").
   */
  readonly kind: "before" | "after" | "torn" | "error" | "saved";
  readonly bytes?: number;
  readonly code?: string;
}

export interface FaultFs extends DiskFs {
  /** What was done, for messages and for finding the last write. */
  readonly steps: { readonly name: string; readonly bytes: number }[];
  /**
   * Takes back what was not synced, newest first: what pulling the plug may do. File systems may keep names and lose data or the other way
   * round, so each can be lost alone. Call it after a crash.
   */
  losePower(lost: Loss): void;
}

export type Loss = "nothing" | "all" | "data" | "names";

interface Undo {
  /** The file whose data, or the folder whose names changed. */
  readonly key: string;
  readonly what: "data" | "names";
  readonly undo: () => void;
}

/** The real file system with one fault. Without a fault it records the steps. */
export function faultFs(fault: Fault | null): FaultFs {
  const steps: { name: string; bytes: number }[] = [];
  const unsynced: Undo[] = [];
  const paths = new Map<number, string>();
  let dead = false;

  const step = <T>(
    name: string,
    bytes: number,
    run: () => T,
    torn: (count: number) => void = () => undefined,
  ): T => {
    if (dead) throw new Crash("dead");
    const hit = fault?.step === steps.length ? fault : null;
    steps.push({ name, bytes });
    if (hit === null) return run();
    if (hit.kind === "error") throw Object.assign(new Error("fault"), { code: hit.code ?? "EIO" });
    if (hit.kind === "torn") torn(hit.bytes ?? 0);
    if (hit.kind === "after" || hit.kind === "saved") run();
    if (hit.kind === "saved") throw Object.assign(new Error("fault"), { code: hit.code ?? "EIO" });
    dead = true;
    throw new Crash(`${hit.kind} ${name}`);
  };
  const writeAt = (fd: number, bytes: Uint8Array, position: number): number => {
    const path = paths.get(fd) ?? "";
    const size = fstatSync(fd).size;
    const old = Buffer.alloc(Math.max(0, Math.min(bytes.length, size - position)));
    readSync(fd, old, 0, old.length, position);
    unsynced.push({
      key: path,
      what: "data",
      undo: () => {
        restore(path, old, position, size);
      },
    });
    return writeSync(fd, bytes, 0, bytes.length, position);
  };
  const forget = (key: string): void => {
    for (let at = unsynced.length - 1; at >= 0; at--) if (unsynced[at]?.key === key) unsynced.splice(at, 1);
  };

  return {
    ...diskFs,
    steps,
    create: (path) =>
      step("create", 0, () => {
        const fd = diskFs.create(path);
        paths.set(fd, path);
        unsynced.push({
          key: dirname(path),
          what: "names",
          undo: () => {
            rmSync(path, { force: true });
          },
        });
        return fd;
      }),
    openWrite: (path) => {
      if (dead) throw new Crash("dead");
      const fd = diskFs.openWrite(path);
      paths.set(fd, path);
      return fd;
    },
    openRead: (path) => {
      if (dead) throw new Crash("dead");
      return diskFs.openRead(path);
    },
    write: (fd, bytes, position) =>
      step(
        "write",
        bytes.length,
        () => writeAt(fd, bytes, position),
        (count) => void writeAt(fd, bytes.subarray(0, count), position),
      ),
    sync: (fd) => {
      step("sync", 0, () => {
        forget(paths.get(fd) ?? "");
        diskFs.sync(fd);
      });
    },
    syncFolder: (path) => {
      step("syncFolder", 0, () => {
        forget(path);
        diskFs.syncFolder(path);
      });
    },
    rename: (from, to) => {
      step("rename", 0, () => {
        const old = existsSync(to) ? readFileSync(to) : null;
        diskFs.rename(from, to);
        unsynced.push({
          key: dirname(to),
          what: "names",
          undo: () => {
            if (existsSync(to)) renameSync(to, from);
            if (old) writeFileSync(to, old);
          },
        });
      });
    },
    remove: (path) => {
      step("remove", 0, () => {
        const old = readFileSync(path);
        diskFs.remove(path);
        unsynced.push({
          key: dirname(path),
          what: "names",
          undo: () => {
            writeFileSync(path, old);
          },
        });
      });
    },
    losePower: (lost) => {
      for (const { what, undo } of unsynced.reverse()) if (lost === "all" || lost === what) undo();
    },
  };
}

function restore(path: string, old: Buffer, position: number, size: number): void {
  if (!existsSync(path)) return;
  const fd = openSync(path, "r+");
  try {
    writeSync(fd, old, 0, old.length, position);
    ftruncateSync(fd, size);
  } finally {
    closeSync(fd);
  }
}
