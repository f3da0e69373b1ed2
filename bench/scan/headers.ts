import type { Spawner } from "@casemate/supervisor";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { inspectFile, type Inspected } from "../lib/inspector.ts";
import { headerGguf } from "../lib/large-gguf.ts";
import { bareNode } from "../lib/programs.ts";
import { median } from "../lib/stats.ts";
import { ms, percent, type Line } from "../lib/table.ts";

/** Tokens, each learnt one with its merge, and the milliseconds that the verdict on the header may take. */
const HEADERS = [
  { tokens: 32_768, limitMs: 100 },
  { tokens: 262_144, limitMs: 500 },
];
/** A new child every time: none has seen such a file before, and nothing is compiled yet. */
const ROUNDS = 7;
/** Cost per token at the larger size may be this many times the cost at the smaller one. Linear is 1. */
const GROWTH = 1.25;

/** The verdict on headers with the vocabularies of a small and a large model, in a child that is up. */
export async function headers(folder: string, spawner: Spawner): Promise<Line[]> {
  const files = HEADERS.map(({ tokens }) => {
    const path = join(folder, `header-${String(tokens)}.gguf`);
    writeFileSync(path, headerGguf(tokens));
    return path;
  });
  const seen: Inspected[][] = files.map(() => []);
  const bare: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    for (const [at, path] of files.entries()) seen[at]?.push(await inspectFile(spawner, path, "quick"));
    bare.push(await bareNode());
  }
  const took = seen.map((all) => median(all.map(contentMs)));
  const [small, large] = [took[0] ?? 0, took[1] ?? 0];
  const growth = large / small / ((HEADERS[1]?.tokens ?? 1) / (HEADERS[0]?.tokens ?? 1));
  return [
    ...HEADERS.map(({ tokens, limitMs }, at): Line => {
      const value = took[at] ?? 0;
      const whole = median((seen[at] ?? []).map((one) => one.ms));
      return {
        what: `verdict on a header with ${tokens.toLocaleString("en")} tokens and their merges`,
        ours: `${ms(value)}; with its file hashed ${ms(whole)}`,
        limit: `≤ ${String(limitMs)} ms`,
        ratio: percent(limitMs / value),
        kept: value <= limitMs,
      };
    }),
    {
      what: "  a bare Node start meanwhile: the limits are for a machine that does nothing else",
      ours: "",
      limit: `${ms(median(bare))}; 25 ms where the limits were set`,
      ratio: "",
    },
    {
      what: "  cost of a token, the large header's beside the small one's",
      ours: growth.toFixed(2),
      limit: `≤ ${String(GROWTH)}, linear is 1`,
      ratio: percent(GROWTH / growth),
      kept: growth <= GROWTH,
    },
  ];
}

/** Format and structure; hashing what little stands behind the header is another stage. */
function contentMs({ report }: Inspected): number {
  return report.stages
    .filter(({ id }) => id === "format" || id === "content")
    .reduce((sum, stage) => sum + stage.ms, 0);
}
