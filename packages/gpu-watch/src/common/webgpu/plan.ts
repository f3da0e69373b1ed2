import type { GpuAnswerDepth } from "@casemate/contract";
import type { AdapterFacts, ProductTask } from "./device.ts";
import { MAX_K, MAX_K_F16 } from "./product.ts";
import { BLOCK_BYTES } from "./walk.ts";

const MIB = 1024 * 1024;

/** Part of the free memory that is walked: what runs besides has to go on. */
const FREE_PART = 0.8;
/** What is walked when nobody says how much is free. Every card has it, and a machine that shares its memory can spare it. */
export const UNKNOWN_FREE_BYTES = 512 * MIB;
/** A program on the processor walks the machine's own memory, about fifty times slower than a card. */
const SOFTWARE_BYTES: Readonly<Record<GpuAnswerDepth, number>> = { quick: 2 * MIB, deep: 64 * MIB };
/** Quick: enough for every unit to read and write; caches answer most of it. */
const QUICK_BYTES = 8 * MIB;

type Shape = Pick<ProductTask, "kind" | "m" | "k" | "n">;
const square = (side: number): Shape => ({ kind: "f32", m: side, k: side, n: side });
/** The longest sums that are exact. */
const LONG: Shape = { kind: "f32", m: 32, k: MAX_K, n: 32 };

/** Products on a card: 1,024 workgroups of 256 threads each in the quick ones, 4,096 in the deep ones. */
const PRODUCTS: Readonly<Record<GpuAnswerDepth, readonly Shape[]>> = {
  quick: [square(512), square(512)],
  deep: [...Array.from({ length: 24 }, () => square(1024)), LONG],
};
const HALF: Readonly<Record<GpuAnswerDepth, Shape>> = {
  quick: { kind: "f16", m: 512, k: MAX_K_F16, n: 512 },
  deep: { kind: "f16", m: 2048, k: MAX_K_F16, n: 2048 },
};
/** The same for a program on the processor. */
const SOFTWARE_PRODUCTS: Readonly<Record<GpuAnswerDepth, readonly Shape[]>> = {
  quick: [square(128), square(128)],
  deep: [...Array.from({ length: 4 }, () => square(256)), LONG],
};

const SOFTWARE_HALF: Readonly<Record<GpuAnswerDepth, Shape>> = {
  quick: { kind: "f16", m: 128, k: MAX_K_F16, n: 128 },
  deep: { kind: "f16", m: 512, k: MAX_K_F16, n: 512 },
};

/** What is computed. `seed`: 32 random bits at each call. */
export function planProducts(
  depth: GpuAnswerDepth,
  { software, f16 }: Pick<AdapterFacts, "software" | "f16">,
  seed: () => number,
): ProductTask[] {
  const shapes = (software ? SOFTWARE_PRODUCTS : PRODUCTS)[depth];
  const half = (software ? SOFTWARE_HALF : HALF)[depth];
  return [...shapes, ...(f16 ? [half] : [])].map((shape) => ({
    ...shape,
    seedA: seed(),
    seedB: seed(),
  }));
}

/** Bytes to walk, a whole number of blocks. `free`: what the vendor's tool reports, or null. */
export function planMemory(depth: GpuAnswerDepth, software: boolean, free: number | null): number {
  const most = software ? SOFTWARE_BYTES[depth] : free === null ? UNKNOWN_FREE_BYTES : free * FREE_PART;
  const bytes = depth === "quick" ? Math.min(most, QUICK_BYTES) : most;
  return Math.floor(bytes / BLOCK_BYTES) * BLOCK_BYTES;
}
