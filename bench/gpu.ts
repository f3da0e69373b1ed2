// npm run bench -- gpu: what watching costs, and how fast the readers of vendors' tools are.
import { connect, processPort } from "@casemate/contract";
import { gpuContract } from "@casemate/gpu-watch";
import { repositoryRoot } from "@casemate/testkit";
import { fork } from "node:child_process";
import { readFileSync } from "node:fs";
import { loadavg } from "node:os";
import { join } from "node:path";
import { readNvidiaXml } from "../packages/gpu-watch/src/common/sources/nvidia-smi-xml.ts";
import { readAmdSmi } from "../packages/gpu-watch/src/common/sources/amd-smi.ts";
import { LIGHT_MS } from "../packages/gpu-watch/src/common/schedule.ts";
import { PROBES } from "../packages/gpu-watch/src/common/probes/run-probes.ts";
import { baselineOf, cardsOf, check, lookOf } from "../packages/gpu-watch/src/test/scenes.ts";
import { answers } from "./gpu/answers.ts";
import { engineAnswer, rereading, type Share } from "./gpu/background.ts";
import { clocked, median } from "./lib/stats.ts";
import { ms, percent, table, type Line } from "./lib/table.ts";

/** Light rounds that are measured; the first ones, in which the engine still compiles, are left out. */
const ROUNDS = 40;
const WARM = 5;
/** What a round may cost at the schedule of a machine with cards: half a percent of one core. */
const SHARE = 0.005;
const BUDGET_MS = SHARE * LIGHT_MS;
/** nvidia-smi writes a report of eight cards in more than a second; reading it must not be what is waited for. */
const READ_LIMIT_MS = 100;

const load = (): string => loadavg()[0]?.toFixed(1) ?? "?";
const watched = await rounds();
const [engine, models] = [await engineAnswer(), await rereading()];
const lines = [
  ...watched.lines,
  judging(),
  engine.line,
  models.line,
  together([watched.share, engine.share, models.share]),
  ...readers(),
  ...(await answers(load)),
];
console.log(table(`gpu (load ${load()})`, lines));

/** Light rounds, the engine and the stored models, at the rhythm of a machine with cards on mains. */
function together(shares: readonly (Share | null)[]): Line {
  const share = shares.reduce<number>((sum, one) => sum + (one ?? 0), 0);
  const missing = shares.filter((one) => one === null).length;
  return {
    what: "all that watching takes in the background",
    ours: `${(share * 100).toFixed(3)} % of a core${missing > 0 ? `, ${String(missing)} not measured` : ""}`,
    limit: `${String(SHARE * 100)} %`,
    ratio: percent(SHARE / share),
    kept: missing === 0 && share <= SHARE,
  };
}

/** What the supervisor makes of one round of eight cards. */
function judging(): Line {
  const look = lookOf(cardsOf("nvidia-eight-v12.xml"));
  const baseline = baselineOf(look);
  const cost = median(
    Array.from({ length: ROUNDS }, () => clocked(() => check(look, { baseline }))).slice(WARM),
  );
  return {
    what: `judging a round of eight cards: ${String(PROBES.length)} probes, beside a baseline`,
    ours: ms(cost),
    limit: ms(BUDGET_MS),
    ratio: percent(BUDGET_MS / cost),
    kept: cost <= BUDGET_MS,
  };
}

async function rounds(): Promise<{ lines: Line[]; share: Share }> {
  const child = fork(join(repositoryRoot, "dist", "services", "gpu-watch.mjs"), {
    env: {},
    stdio: ["ignore", "ignore", "inherit", "ipc"],
  });
  const client = connect(
    gpuContract,
    processPort({
      send: (message) => child.send(message),
      on: (event, listener) => child.on(event, listener),
    }),
  );
  const costs = { light: [] as number[], full: [] as number[] };
  let cards: number | null = null;
  for (let round = 0; round < ROUNDS; round++)
    for (const depth of ["light", "full"] as const) {
      const { cpuMs, look } = await client.call("gpu.look", { depth });
      cards = look.cards?.length ?? null;
      if (round >= WARM) costs[depth].push(cpuMs);
    }
  child.disconnect();
  const on = cards === null ? "cards unknown" : `${String(cards)} cards here`;
  const lines = (["light", "full"] as const).map((depth) => {
    const cost = median(costs[depth]);
    return {
      what: `processor time of a ${depth} round (${on}; tools not counted)`,
      ours: `${ms(cost)}, ${((cost / LIGHT_MS) * 100).toFixed(3)} % of a core at every ${String(LIGHT_MS / 1000)} s`,
      limit: `${ms(BUDGET_MS)}, ${String(SHARE * 100)} %`,
      ratio: percent(BUDGET_MS / cost),
      kept: cost <= BUDGET_MS,
    };
  });
  return { lines, share: median(costs.light) / LIGHT_MS };
}

function readers(): Line[] {
  const fixture = (name: string): string =>
    readFileSync(join(repositoryRoot, "packages/gpu-watch/fixtures", name), "utf8");
  const xml = fixture("nvidia-eight-v12.xml");
  const [amd, metric] = [fixture("amd-datacentre-static.json"), fixture("amd-datacentre-metric.json")];
  return [
    reading("nvidia-smi report of eight cards, all clocks", xml.length, () => readNvidiaXml(xml)),
    reading("amd-smi static and metric of one card", amd.length + metric.length, () =>
      readAmdSmi(amd, metric),
    ),
  ];
}

function reading(what: string, characters: number, read: () => { readonly ok: boolean }): Line {
  const times = Array.from({ length: ROUNDS }, () => {
    const start = performance.now();
    if (!read().ok) throw new Error(`${what} was refused`);
    return performance.now() - start;
  });
  const time = median(times.slice(WARM));
  return {
    what: `reading: ${what}`,
    ours: `${ms(time)}, ${(characters / 1e3 / time).toFixed(0)} MB/s`,
    limit: ms(READ_LIMIT_MS),
    ratio: percent(READ_LIMIT_MS / time),
    kept: time <= READ_LIMIT_MS,
  };
}
