import * as z from "zod";
import { Bytes, Time } from "./common.ts";

/** Names that a driver or a browser gives, safe to show. */
const name = z.string().max(200);
const count = z.int().nonnegative();

export const GpuAnswerDepth = z.enum(["quick", "deep"]);
export type GpuAnswerDepth = z.output<typeof GpuAnswerDepth>;

/** Known-answer tests that nobody asks for: none; quick ones; quick ones and a deep one every week. */
export const GpuTests = z.enum(["off", "quick", "weekly"]);
export type GpuTests = z.output<typeof GpuTests>;

/**
 * Whether tests begin by themselves at this moment. `off`: a person does not want them. `no_card`, `unknown`: there is none to test, or nobody could look.
 * `working`: a model answers. `battery`: only after a model was loaded. `pending`: not looked yet.
 */
export const GpuAnswerPlan = z.enum([
  "pending",
  "by_itself",
  "off",
  "no_card",
  "unknown",
  "working",
  "battery",
]);
export type GpuAnswerPlan = z.output<typeof GpuAnswerPlan>;

/** Where a known-answer test is. `done` of `total`: steps of unequal length. */
export const GpuAnswerProgress = z.strictObject({
  depth: GpuAnswerDepth,
  stage: z.enum(["starting", "products", "memory"]),
  done: count,
  total: count,
});
export type GpuAnswerProgress = z.output<typeof GpuAnswerProgress>;

/**
 * What came of a known-answer test through WebGPU. `right`: everything that was computed was exactly what it must be; which unit of the card computed it
 * is not known, nor whether kernels of CUDA, ROCm or Metal are right. `unknown`: nothing, or not everything, could be computed; `why` says what was missing.
 */
export const GpuAnswer = z.strictObject({
  at: Time,
  depth: GpuAnswerDepth,
  state: z.enum(["right", "wrong", "unknown"]),
  why: z.string().max(300).nullable(),
  /** `software`: a program on the processor stood in for a card; that says nothing about any card. null: no adapter answered. */
  on: z.enum(["card", "software"]).nullable(),
  adapter: z.strictObject({ vendor: name, architecture: name, device: name, description: name }).nullable(),
  /** Address or name of the card that it is, when the vendor's number leaves no doubt. */
  card: name.nullable(),
  /** `window`: a hidden window of the desktop application. null: nothing was started. */
  where: z.enum(["browser", "window"]).nullable(),
  browser: z.strictObject({ path: z.string().max(4096), version: name, sandboxed: z.boolean() }).nullable(),
  products: z.strictObject({
    planned: count,
    done: count,
    wrong: count,
    /** Multiplications in those that were done. */
    multiplications: count,
    /** Products in half precision among the planned; null: the adapter offers none. */
    half: count.nullable(),
  }),
  memory: z.strictObject({
    /** What the vendor's tool reports free; null: unknown, then a small part is walked. */
    free: Bytes.nullable(),
    wanted: Bytes,
    /** Written and read back in every pass. */
    covered: Bytes,
    passes: count,
    wrongBlocks: count,
  }),
  /** What was wrong, in sentences; the first ones. */
  faults: z.array(z.string().max(300)).max(16),
  notCovered: z.array(z.string().max(300)).max(20),
  /** Milliseconds until the adapter answered, and for the two parts. */
  ms: z.strictObject({
    start: z.number().nonnegative(),
    products: z.number().nonnegative(),
    memory: z.number().nonnegative(),
  }),
});
export type GpuAnswer = z.output<typeof GpuAnswer>;
