import type { ConsoleClient } from "@casemate/supervisor";
import { serveCasemate, type TestHome } from "@casemate/testkit";
import { gone, startAnswering } from "../lib/answering.ts";
import { attach, createVault } from "../lib/console.ts";
import { ms, percent, type Line } from "../lib/table.ts";
import { withHome } from "../lib/temp.ts";
import { median, quantile } from "../lib/stats.ts";
import { bareReap } from "../vault/bare-reap.ts";
import { putLargeModel } from "../vault/large-model.ts";

/** From the call to: keeper gone, pages told, nothing generated. 99 of 100 times, at any model size. Milliseconds. */
const LIMIT_MS = 300;
/** What the system may take beyond that to take back the runtime's memory, per GiB. */
const REAP_MS_PER_GIB = 80;
/** Both sizes and how often: the large one takes some seconds to load each time, so its 99th percentile is its worst. */
const SIZES = [
  { gib: 0.3, rounds: 100 },
  { gib: 4, rounds: 10 },
] as const;
const P99 = 0.99;

/** Milliseconds from the call. */
interface Panicked {
  readonly keeper: number;
  readonly page: number;
  readonly generation: number;
  readonly runtime: number;
  readonly answered: number;
}

/** Level 1 while a model answers, at two sizes of model. */
export async function locking(folder: string, largest: number): Promise<Line[]> {
  const lines: Line[] = [];
  for (const { gib, rounds } of SIZES) {
    const bytes = Math.round(Math.min(gib * 2 ** 30, largest));
    await withHome(async (home) => {
      await createVault(home, false);
      const modelId = await putLargeModel(home, folder, bytes);
      const { times, bare } = await panicOften(home, modelId, rounds, bytes);
      lines.push(...linesOf(bytes / 2 ** 30, times, bare));
    });
  }
  return lines;
}

async function panicOften(
  home: TestHome,
  modelId: string,
  rounds: number,
  bytes: number,
): Promise<{ times: Panicked[]; bare: number[] }> {
  const served = await serveCasemate(home);
  const client = await attach(home);
  const [times, bare]: [Panicked[], number[]] = [[], []];
  try {
    for (let round = 0; round < rounds; round++) {
      times.push(await panicWhileAnswering(client, home, modelId));
      if (bare.length < 10) bare.push(await bareReap(bytes));
    }
  } finally {
    client.close();
    await served.stop();
  }
  return { times, bare };
}

async function panicWhileAnswering(
  client: ConsoleClient,
  home: TestHome,
  modelId: string,
): Promise<Panicked> {
  const { keeperPid, runtimePid, done } = await startAnswering(client, home, modelId);
  const blank = new Promise<number>((resolve) => {
    const stop = client.on("panic.blank", () => {
      stop();
      resolve(performance.now());
    });
  });
  const started = performance.now();
  const ended = client.call("panic.lock", {}).then((outcome) => {
    const at = performance.now();
    if (!outcome.complete) throw new Error("the panic was not complete");
    return at;
  });
  const times = await Promise.all([gone(keeperPid), blank, done(), gone(runtimePid), ended]);
  const [keeper, page, generation, runtime, answered] = times.map((at) => at - started);
  return {
    keeper: keeper ?? 0,
    page: page ?? 0,
    generation: generation ?? 0,
    runtime: runtime ?? 0,
    answered: answered ?? 0,
  };
}

function linesOf(gib: number, times: readonly Panicked[], bare: readonly number[]): Line[] {
  const row = (what: string, value: (one: Panicked) => number, limit: number | null): Line => {
    const values = times.map(value);
    const slow = quantile(values, P99);
    return {
      what: `  ${what}`,
      ours: `${ms(median(values))} · ${ms(slow)}`,
      limit: limit === null ? "" : `≤ ${String(Math.round(limit))} ms, of ${String(times.length)}`,
      ratio: limit === null ? "" : percent(limit / slow),
      ...(limit === null ? {} : { kept: slow <= limit }),
    };
  };
  return [
    {
      what: `level 1 while a model of ${gib.toFixed(1)} GiB answers`,
      ours: "median · p99",
      limit: "",
      ratio: "",
    },
    row("keeper gone, and the keys with it", ({ keeper }) => keeper, LIMIT_MS),
    row("pages told to go blank", ({ page }) => page, LIMIT_MS),
    row("nothing generated any more", ({ generation }) => generation, LIMIT_MS),
    row("runtime gone, its memory taken back", ({ runtime }) => runtime, LIMIT_MS + REAP_MS_PER_GIB * gib),
    {
      what: "    beside a bare process with as much memory",
      ours: "",
      limit: `${ms(median(bare))} · ${ms(Math.max(...bare))}`,
      ratio: percent(median(bare) / median(times.map(({ runtime }) => runtime))),
    },
    row("all steps looked at, a fresh keeper answers", ({ answered }) => answered, null),
  ];
}
