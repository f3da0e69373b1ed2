import { readFileSync } from "node:fs";
import { uptime } from "node:os";
import type { MachineClock } from "./attempts.ts";

export const machineClock: MachineClock = {
  wall: () => Date.now(),
  uptime: () => uptime() * 1000,
  bootId: () => {
    try {
      return readFileSync("/proc/sys/kernel/random/boot_id", "latin1").trim();
    } catch {
      return "";
    }
  },
};
