import { randomBytes } from "node:crypto";
import { KDF_SALT_BYTES } from "../common/header-layout.ts";
import type { KdfParams } from "../common/keeper-contract.ts";

/** Never less, whatever the machine: RFC 9106's second recommendation. */
export const FLOOR = { memoryKiB: 64 * 1024, passes: 3 } as const;
/** More lanes than this help an attacker's hardware more than the person. */
const MAX_LANES = 4;
/** 1 GiB: beyond it small machines would swap and the page would seem to hang. */
const MAX_MEMORY_KIB = 1024 * 1024;
/** An unlock should take about a second: noticeable once, costly a million times. In milliseconds. */
const TARGET_MS = 1100;
const LOWEST_MS = 800;
const HIGHEST_MS = 1500;
/** No further measurement is started after this; one takes at most about as long as the target. */
const BUDGET_MS = 2500;
const MAX_PASSES = 16;

/** argon2id, version 0x13, 32 bytes. `password` is not kept. */
export type Derive = (password: Uint8Array, kdf: KdfParams) => Promise<Buffer>;

export interface KdfMachine {
  readonly physicalCores: number;
  readonly memoryBytes: number;
  /** Tests of everything around the vault ask for the floor; it can be chosen, never undercut. */
  readonly onlyFloor: boolean;
}

export interface Calibration {
  readonly kdf: KdfParams;
  readonly measuredMs: number;
}

/** Finds parameters that take 0.8–1.5 s on this machine as it is now: first more memory, then more passes. Makes the salt. */
export async function calibrate(derive: Derive, machine: KdfMachine): Promise<Calibration> {
  const begun = performance.now();
  const salt = randomBytes(KDF_SALT_BYTES).toString("base64");
  const lanes = Math.max(1, Math.min(MAX_LANES, machine.physicalCores));
  const most = Math.max(
    FLOOR.memoryKiB,
    Math.min(MAX_MEMORY_KIB, Math.floor(machine.memoryBytes / 4 / 1024)),
  );
  let best = await measure(derive, { salt, lanes, ...FLOOR });
  while (!machine.onlyFloor && performance.now() - begun < BUDGET_MS) {
    const kdf = next(best, most);
    if (kdf === null) break;
    best = await measure(derive, kdf);
  }
  return best;
}

/** Better parameters than those measured, or null when they are right or cannot be improved. */
export function next({ kdf, measuredMs }: Calibration, mostMemoryKiB: number): KdfParams | null {
  const atFloor = kdf.memoryKiB === FLOOR.memoryKiB && kdf.passes === FLOOR.passes;
  if (measuredMs >= LOWEST_MS && (measuredMs <= HIGHEST_MS || atFloor)) return null;
  const factor = TARGET_MS / Math.max(1, measuredMs);
  const memoryKiB = clamp(Math.floor((kdf.memoryKiB * factor) / 1024) * 1024, FLOOR.memoryKiB, mostMemoryKiB);
  const rest = factor / (memoryKiB / kdf.memoryKiB);
  const passes = clamp(Math.round(kdf.passes * rest), FLOOR.passes, MAX_PASSES);
  return memoryKiB === kdf.memoryKiB && passes === kdf.passes ? null : { ...kdf, memoryKiB, passes };
}

async function measure(derive: Derive, kdf: KdfParams): Promise<Calibration> {
  const begun = performance.now();
  const key = await derive(Buffer.from("calibration"), kdf);
  key.fill(0);
  return { kdf, measuredMs: Math.round(performance.now() - begun) };
}

function clamp(value: number, lowest: number, highest: number): number {
  return Math.min(highest, Math.max(lowest, value));
}
