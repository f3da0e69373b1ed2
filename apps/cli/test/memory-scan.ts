import { closeSync, openSync, readFileSync, readSync } from "node:fs";
import { family } from "./kill-table/processes.ts";

/** Reading another process's memory, whoever protects it, takes root. */
export const canReadMemory = process.platform === "linux" && process.getuid?.() === 0;

/** Read at once from a process's memory, in bytes. */
const WINDOW = 16 * 1024 * 1024;
/** Windows overlap by this much, so that nothing is cut in two. Longer than anything that is looked for. */
const OVERLAP = 64;

export type Secrets = Readonly<Record<string, readonly Buffer[]>>;

/** Which process of ours holds what, by service. */
export function scan(root: number, secrets: Secrets): string[] {
  return family(root).flatMap(({ pid, command }) => {
    const who = /\/services\/([a-z-]+)\.mjs/.exec(command)?.[1] ?? "console";
    const held = new Set<string>();
    forEachWindow(pid, (window) => {
      for (const [name, needles] of Object.entries(secrets))
        if (!held.has(name) && needles.some((needle) => window.includes(needle))) held.add(name);
    });
    return Object.keys(secrets)
      .filter((name) => held.has(name))
      .map((name) => `${who}: ${name}`);
  });
}

/**
 * Every mapping, also those that the process itself may not read: root sees them through /proc. A process that ends meanwhile (the key child
 * goes after its one answer) has no memory left.
 */
function forEachWindow(pid: number, look: (window: Buffer) => void): void {
  const maps = mapsOf(pid);
  if (maps === null) return;
  const ranges = maps
    .split("\n")
    .map((line) => /^([0-9a-f]+)-([0-9a-f]+) /.exec(line))
    .filter((match) => match !== null)
    .map(([, from, to]) => [BigInt(`0x${from ?? "0"}`), BigInt(`0x${to ?? "0"}`)] as const);
  const fd = openMemory(pid);
  if (fd === null) return;
  const buffer = Buffer.alloc(WINDOW + OVERLAP);
  try {
    for (const [from, to] of ranges)
      for (let at = from; at < to;) {
        const length = to - at < BigInt(buffer.length) ? Number(to - at) : buffer.length;
        const count = readSome(fd, buffer, length, at);
        look(buffer.subarray(0, count));
        at += BigInt(count === 0 || count === length ? WINDOW : count);
      }
  } finally {
    closeSync(fd);
  }
}

/** Null when the process is gone; every other failure is the test's own. */
function unlessGone<T>(look: () => T): T | null {
  try {
    return look();
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : null;
    if (code === "ENOENT" || code === "ESRCH") return null;
    throw error;
  }
}

function mapsOf(pid: number): string | null {
  return unlessGone(() => readFileSync(`/proc/${String(pid)}/maps`, "latin1"));
}

function openMemory(pid: number): number | null {
  return unlessGone(() => openSync(`/proc/${String(pid)}/mem`, "r"));
}

/** 0 for what nobody can read: the kernel's own pages, device memory, address space that was only reserved. */
function readSome(fd: number, buffer: Buffer, length: number, at: bigint): number {
  try {
    return readSync(fd, buffer, 0, length, at);
  } catch {
    return 0;
  }
}
