import { readFileSync } from "node:fs";

/** As /proc/PID/fdinfo/N prints them, octal; the same on x86-64 and arm64. */
export const O_ACCMODE = 0o3;
export const O_CLOEXEC = 0o2000000;

/** The flags a descriptor of this process was opened with; null when it is not open or the system does not tell (Linux only). */
export function descriptorFlags(fd: number): number | null {
  try {
    const flags = /^flags:\s*([0-7]+)$/m.exec(readFileSync(`/proc/self/fdinfo/${String(fd)}`, "latin1"))?.[1];
    return flags === undefined ? null : Number.parseInt(flags, 8);
  } catch {
    return null;
  }
}
