import { bareNode } from "./programs.ts";
import { clockedAsync } from "./stats.ts";

/** The least a process with `children` can cost: one bare Node, then as many more at once. Milliseconds. */
export function bareFamily(children: number): Promise<number> {
  return clockedAsync(async () => {
    await bareNode();
    await Promise.all(Array.from({ length: children }, bareNode));
  });
}
