import { hash } from "node:crypto";
import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import {
  DRIVER_MODULES,
  MAX_CHANGES,
  MAX_NODES,
  type KernelModule,
  type MachineEvent,
} from "../common/look.ts";
import { readPackageLog } from "../common/sources/package-log.ts";
import { MAX_TEXT, shown } from "../common/sources/reading.ts";
import { firstLine, listFolder, readEnd } from "./files.ts";

/** nvidia.ko is about 100 MiB; a larger file is no module. */
const MAX_MODULE_BYTES = 512 * 1024 * 1024;
/** modules.dep of a distribution's kernel is below 1 MiB. */
const MAX_DEP_BYTES = 8 * 1024 * 1024;
/** The end of a package manager's log that is read: months, on most machines. */
const MAX_LOG_BYTES = 1024 * 1024;
const PACKAGE_LOGS = [
  "var/log/dpkg.log.1",
  "var/log/dpkg.log",
  "var/log/pacman.log",
  "var/log/dnf.rpm.log",
  "var/log/dnf5.log",
];

/** Digests of files by path, inode, size and times: a module's file is hashed once, not every half minute. */
export type Digests = Map<string, string>;

/** The accelerators' kernel modules that are loaded; null when the kernel does not say. `hashNew` false takes only digests already known. */
export function readModules(root: string, digests: Digests, hashNew: boolean): KernelModule[] | null {
  const loaded = listFolder(join(root, "sys/module"));
  if (!loaded) return null;
  const names = DRIVER_MODULES.filter((name) => loaded.includes(name));
  const folder = join(root, "lib/modules", firstLine(join(root, "proc/sys/kernel/osrelease")) ?? "none");
  const dependencies =
    names.length === 0 ? "" : (readEnd(join(folder, "modules.dep"), MAX_DEP_BYTES, "begin") ?? "");
  return names.map((name) => {
    const path = moduleFile(dependencies, name);
    const file = path === null ? null : readFile(join(folder, path), digests, hashNew);
    return {
      name,
      version: told(join(root, "sys/module", name, "version")),
      srcversion: told(join(root, "sys/module", name, "srcversion")),
      sha256: file?.sha256 ?? null,
      changedAt: file?.changedAt ?? null,
    };
  });
}

/** What a module says of itself is its author's choice. */
function told(path: string): string | null {
  const line = firstLine(path);
  return line === null ? null : shown(line, MAX_TEXT);
}

/** The line of modules.dep(5) that begins with this module's file; files are written with "-" or "_". */
function moduleFile(dependencies: string, name: string): string | null {
  const spelled = name.replaceAll("_", "[-_]");
  const path = new RegExp(`^([^:\\n]*/${spelled}\\.ko(?:\\.(?:xz|zst|gz))?):`, "m").exec(dependencies)?.[1];
  return path === undefined || path.startsWith("/") || path.includes("..") ? null : path;
}

function readFile(
  path: string,
  digests: Digests,
  hashNew: boolean,
): { sha256: string | null; changedAt: string } | null {
  try {
    // What was written is only told by ctime: whoever writes a file can set its mtime back, and the size can stay.
    const { size, mtimeMs, ctimeMs, ino } = statSync(path);
    const key = [path, size, mtimeMs, ctimeMs, ino].join("\n");
    if (hashNew && !digests.has(key) && size <= MAX_MODULE_BYTES)
      digests.set(key, hash("sha256", readFileSync(path)));
    return { sha256: digests.get(key) ?? null, changedAt: new Date(ctimeMs).toISOString() };
  } catch {
    return null;
  }
}

/** Write permission of group and others. */
const WRITABLE_BY_OTHERS = 0o022;

/** What package managers wrote, and which of their logs were left out. `changes` null: none could be read, or none belongs to the system alone. */
interface Changes {
  readonly changes: MachineEvent[] | null;
  readonly leftOut: readonly string[];
}

/**
 * `owner` is root but in tests: whoever can write a log can explain any change with it. The folder is not asked about, since /var/log belongs to a
 * group on Ubuntu; who may only put files there cannot make one of root's.
 */
export function readChanges(root: string, offsetMinutes: number, owner: number): Changes {
  const leftOut: string[] = [];
  const logs = PACKAGE_LOGS.map((path) =>
    readEnd(join(root, path), MAX_LOG_BYTES, "end", ({ uid, mode }) => {
      const ours = uid === owner && (mode & WRITABLE_BY_OTHERS) === 0;
      if (!ours) leftOut.push(`/${path}`);
      return ours;
    }),
  ).filter((log) => log !== null);
  const changes = logs
    .flatMap((log) => readPackageLog(log, offsetMinutes))
    .sort((a, b) => Date.parse(a.at) - Date.parse(b.at))
    .slice(-MAX_CHANGES);
  return { changes: logs.length === 0 ? null : changes, leftOut };
}

/** Device files through which programs reach accelerators. */
export function readNodes(root: string): string[] | null {
  const dev = listFolder(join(root, "dev"));
  if (!dev) return null;
  const dri = dev.includes("dri") ? listFolder(join(root, "dev/dri")) : [];
  if (!dri) return null;
  return [
    ...dev
      .filter((name) => /^(?:nvidia(?:\d+|ctl|-uvm|-uvm-tools|-modeset)|kfd)$/.test(name))
      .map((name) => `/dev/${name}`),
    ...dri.filter((name) => /^(?:card|renderD)\d+$/.test(name)).map((name) => `/dev/dri/${name}`),
  ].slice(0, MAX_NODES);
}

/** Whether the machine draws from its battery; null when that cannot be told. */
export function readOnBattery(root: string): boolean | null {
  const folder = join(root, "sys/class/power_supply");
  const supplies = listFolder(folder);
  if (!supplies) return null;
  const of = (name: string, file: string): string | null => firstLine(join(folder, name, file));
  if (supplies.some((name) => of(name, "type") === "Mains" && of(name, "online") === "1")) return false;
  return supplies.some((name) => of(name, "type") === "Battery" && of(name, "status") === "Discharging");
}
