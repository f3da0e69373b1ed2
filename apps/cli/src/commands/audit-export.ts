import { tilePath, tilesOf } from "@casemate/audit";
import type { ConsoleClient } from "@casemate/supervisor";
import { mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { UsageError } from "../usage-error.ts";

export interface Exported {
  readonly files: number;
  readonly size: number;
  readonly root: string;
  readonly verifierKey: string;
}

/**
 * Writes the log as C2SP tlog-tiles lays it out: tiles, bundles of entries, and last the checkpoint, so that what was cut off has none.
 * Nothing is overwritten. Throws UsageError.
 */
export async function exportTiles(client: ConsoleClient, dir: string): Promise<Exported> {
  beginFolder(dir);
  const { note, size, root, verifierKey } = await client.call("audit.checkpoint", {});
  let files = 0;
  const write = (path: string, bytes: Buffer): void => {
    mkdirSync(dirname(join(dir, path)), { recursive: true });
    writeFileSync(join(dir, path), bytes, { flag: "wx", mode: 0o600 });
    files++;
  };
  for (const { level, n, width } of tilesOf(size)) {
    const names = level === 0 ? ([level, "entries"] as const) : [level];
    for (const name of names) {
      const { bytes } = await client.call("audit.tile", { level: name, n, width });
      write(tilePath(name, n, width), Buffer.from(bytes, "base64"));
    }
  }
  write("checkpoint", Buffer.from(note));
  return { files, size, root, verifierKey };
}

function beginFolder(dir: string): void {
  try {
    mkdirSync(dir, { recursive: true, mode: 0o700 });
    if (readdirSync(dir).length === 0) return;
  } catch {
    throw new UsageError(`${dir} is no folder that can be written.`);
  }
  throw new UsageError(`${dir} is not empty. Nothing was overwritten; name a new folder.`);
}
