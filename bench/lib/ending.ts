import type { ConsoleClient } from "@casemate/supervisor";
import { serveCasemate, type TestHome } from "@casemate/testkit";
import { gone, startAnswering } from "./answering.ts";
import { bareReap } from "./bare-reap.ts";
import { attach, createVault } from "./console.ts";
import { median, quantile } from "./stats.ts";
import { ms, percent, type Line } from "./table.ts";
import { withHome } from "./temp.ts";

/** Until the keys are gone, pages know it and nothing is generated any more: at any model size. Milliseconds. */
const LIMIT_MS = 300;
/** What the system may take beyond that to take back the runtime's memory, per GiB. */
const REAP_MS_PER_GIB = 80;
/** As often as that, a bare process with as much memory is ended beside it: the large one fills four gigabytes each time. */
const MAX_BARE = 20;

/** One way of ending everything that works with the vault. */
export interface Ending {
  readonly name: string;
  /** Sizes of model and how often each: the large one takes some seconds to load each time. */
  readonly sizes: readonly { readonly gib: number; readonly rounds: number }[];
  /** Which value is held against the limit: 0.99 is the 99th percentile, 1 the worst. */
  readonly part: number;
  readonly words: Readonly<Record<"page" | "generation" | "ended", string>>;
  /** An admitted model of that size in the vault: answers its id. */
  readonly put: (home: TestHome, folder: string, bytes: number) => Promise<string>;
  /** Begins it. Answers when pages were told, and when everything was looked at, as `performance.now()`. */
  readonly begin: (client: ConsoleClient) => {
    readonly page: Promise<number>;
    readonly ended: Promise<number>;
  };
}

/** Milliseconds from the call. */
interface Times {
  readonly page: number;
  readonly generation: number;
  readonly keeper: number;
  readonly runtime: number;
  readonly ended: number;
}

/** Ends it while a model answers, at each size of model, at most `largest` bytes. */
export async function endWhileAnswering(ending: Ending, folder: string, largest: number): Promise<Line[]> {
  const lines: Line[] = [];
  for (const { gib, rounds } of ending.sizes) {
    const bytes = Math.round(Math.min(gib * 2 ** 30, largest));
    await withHome(async (home) => {
      await createVault(home, false);
      const modelId = await ending.put(home, folder, bytes);
      const { times, bare } = await endOften(ending, home, modelId, rounds, bytes);
      lines.push(...linesOf(ending, bytes / 2 ** 30, times, bare));
    });
  }
  return lines;
}

async function endOften(
  ending: Ending,
  home: TestHome,
  modelId: string,
  rounds: number,
  bytes: number,
): Promise<{ times: Times[]; bare: number[] }> {
  const served = await serveCasemate(home);
  const client = await attach(home);
  const [times, bare]: [Times[], number[]] = [[], []];
  try {
    for (let round = 0; round < rounds; round++) {
      times.push(await endOnce(ending, client, home, modelId));
      if (bare.length < MAX_BARE) bare.push(await bareReap(bytes));
    }
  } finally {
    client.close();
    await served.stop();
  }
  return { times, bare };
}

async function endOnce(
  ending: Ending,
  client: ConsoleClient,
  home: TestHome,
  modelId: string,
): Promise<Times> {
  const { keeperPid, runtimePid, done } = await startAnswering(client, home, modelId);
  const started = performance.now();
  const { page, ended } = ending.begin(client);
  const all = await Promise.all([page, done(), gone(keeperPid), gone(runtimePid), ended]);
  const [told, generated, keeper, runtime, looked] = all;
  return {
    page: told - started,
    generation: generated - started,
    keeper: keeper - started,
    runtime: runtime - started,
    ended: looked - started,
  };
}

function linesOf(
  { name, part, words }: Ending,
  gib: number,
  times: readonly Times[],
  bare: readonly number[],
): Line[] {
  const which = part === 1 ? "worst" : `p${String(part * 100)}`;
  const row = (what: string, value: (one: Times) => number, limit: number | null): Line => {
    const values = times.map(value);
    const slow = part === 1 ? Math.max(...values) : quantile(values, part);
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
      what: `${name} while a model of ${gib.toFixed(1)} GiB answers`,
      ours: `median · ${which}`,
      limit: "",
      ratio: "",
    },
    row("keeper gone, and the keys with it", ({ keeper }) => keeper, LIMIT_MS),
    row(words.page, ({ page }) => page, LIMIT_MS),
    row(words.generation, ({ generation }) => generation, LIMIT_MS),
    row("runtime gone, its memory taken back", ({ runtime }) => runtime, LIMIT_MS + REAP_MS_PER_GIB * gib),
    {
      what: "    beside a bare process with as much memory",
      ours: "",
      limit: `${ms(median(bare))} · ${ms(Math.max(...bare))}`,
      ratio: percent(median(bare) / median(times.map(({ runtime }) => runtime))),
    },
    row(words.ended, ({ ended }) => ended, null),
  ];
}
