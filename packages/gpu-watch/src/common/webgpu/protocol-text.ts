import type { Matrix, ProductTask, WalkStep } from "./device.ts";

/**
 * What is said to the page, one JSON text at a time, and what it answers. The page computes and decides nothing; everything that it answers is parsed here
 * and judged by the one who asked.
 */
export type Order =
  | { readonly do: "open" }
  | { readonly do: "multiply"; readonly task: ProductTask }
  | { readonly do: "read"; readonly matrix: Matrix; readonly from: number; readonly count: number }
  | { readonly do: "allocate"; readonly blocks: number }
  | { readonly do: "walk"; readonly step: WalkStep }
  | { readonly do: "release" };

export interface Asked {
  readonly id: number;
  readonly order: Order;
}

/** What the page says first, when it stands. */
export const READY = "ready";
