import type { ConsoleClient } from "@casemate/supervisor";
import { serveCasemate, type TestHome } from "@casemate/testkit";
import { gone, startAnswering } from "../lib/answering.ts";
import { attach, createVault, lock } from "../lib/console.ts";
import { median } from "../lib/stats.ts";
import { ms, percent, type Line } from "../lib/table.ts";
import { withHome } from "../lib/temp.ts";
import { bareReap } from "./bare-reap.ts";
import { putLargeModel } from "./large-model.ts";

/** Until the keys are gone, pages know it and nothing is generated any more: at any model size, 99 of 100 times. Milliseconds. */
const LOCK_LIMIT_MS = 300;
/** What the system may take beyond that to take back the runtime's memory, per GiB. */
const REAP_MS_PER_GIB = 80;
/** Both sizes and how often each is locked: the large one takes some seconds to load each time. */
const SIZES = [
  { gib: 0.3, rounds: 20 },
  { gib: 4, rounds: 8 },
] as const;

/** Milliseconds from the call. */
interface Locked {
  readonly page: number;
  readonly generation: number;
  readonly keeper: number;
  readonly runtime: number;
  readonly verified: number;
}

/** Locking while a model answers, at two sizes of model. */
export async function locking(folder: string, largest: number): Promise<Line[]> {
  const lines: Line[] = [];
  for (const { gib, rounds } of SIZES) {
    const bytes = Math.round(Math.min(gib * 2 ** 30, largest));
    await withHome(async (home) => {
      await createVault(home, false);
      const modelId = await putLargeModel(home, folder, bytes);
      const { times, bare } = await lockOften(home, modelId, rounds, bytes);
      lines.push(...linesOf(bytes / 2 ** 30, times, bare));
    });
  }
  return lines;
}

async function lockOften(
  home: TestHome,
  modelId: string,
  rounds: number,
  bytes: number,
): Promise<{ times: Locked[]; bare: number[] }> {
  const served = await serveCasemate(home);
  const client = await attach(home);
  const [times, bare]: [Locked[], number[]] = [[], []];
  try {
    for (let round = 0; round < rounds; round++) {
      times.push(await lockWhileAnswering(client, home, modelId));
      bare.push(await bareReap(bytes));
    }
  } finally {
    client.close();
    await served.stop();
  }
  return { times, bare };
}

async function lockWhileAnswering(client: ConsoleClient, home: TestHome, modelId: string): Promise<Locked> {
  const { keeperPid, runtimePid, done } = await startAnswering(client, home, modelId);
  const started = performance.now();
  const since = (at: number): number => at - started;
  const page = new Promise<number>((resolve) => {
    const stop = client.on("state.changed", (change) => {
      if (JSON.stringify(change).includes('"locking"')) {
        stop();
        resolve(performance.now());
      }
    });
  });
  const all = await Promise.all([page, done(), gone(keeperPid), gone(runtimePid), lock(client)]);
  const [blank, answered, keeper, runtime, verified] = all;
  return {
    page: since(blank),
    generation: since(answered),
    keeper: since(keeper),
    runtime: since(runtime),
    verified,
  };
}

function linesOf(gib: number, times: readonly Locked[], bare: readonly number[]): Line[] {
  const row = (what: string, value: (one: Locked) => number, limit: number | null): Line => {
    const values = times.map(value);
    const worst = Math.max(...values);
    return {
      what: `  ${what}`,
      ours: `${ms(median(values))} · ${ms(worst)}`,
      limit: limit === null ? "" : `≤ ${String(Math.round(limit))} ms, the worst of ${String(times.length)}`,
      ratio: limit === null ? "" : percent(limit / worst),
      ...(limit === null ? {} : { kept: worst <= limit }),
    };
  };
  return [
    {
      what: `lock while a model of ${gib.toFixed(1)} GiB answers`,
      ours: "median · worst",
      limit: "",
      ratio: "",
    },
    row("pages are told to go blank", ({ page }) => page, LOCK_LIMIT_MS),
    row("answer ended, its words kept", ({ generation }) => generation, LOCK_LIMIT_MS),
    row("keeper gone, and the keys with it", ({ keeper }) => keeper, LOCK_LIMIT_MS),
    row(
      "runtime gone, its memory taken back",
      ({ runtime }) => runtime,
      LOCK_LIMIT_MS + REAP_MS_PER_GIB * gib,
    ),
    {
      what: "    beside a bare process with as much memory",
      ours: "",
      limit: `${ms(median(bare))} · ${ms(Math.max(...bare))}`,
      ratio: percent(median(bare) / median(times.map(({ runtime }) => runtime))),
    },
    row("verified, a fresh keeper answers", ({ verified }) => verified, null),
  ];
}
