// npm run bench -- gpu: what watching costs, and how fast the readers of vendors' tools are.
import { connect, processPort } from "@casemate/contract";
import { gpuContract } from "@casemate/gpu-watch";
import { repositoryRoot } from "@casemate/testkit";
import { fork } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readNvidiaXml } from "../packages/gpu-watch/src/common/sources/nvidia-smi-xml.ts";
import { readAmdSmi } from "../packages/gpu-watch/src/common/sources/amd-smi.ts";
import { LIGHT_MS } from "../packages/gpu-watch/src/common/schedule.ts";
import { runAnswer } from "../packages/gpu-watch/src/common/webgpu/run-answer.ts";
import { computeInBrowser } from "../packages/gpu-watch/src/node/compute.ts";
import { CARD, FakeDevice, seeds, vectors } from "../packages/gpu-watch/src/test/fake-device.ts";
import { median } from "./lib/stats.ts";
import { ms, percent, table, type Line } from "./lib/table.ts";

/** Light rounds that are measured; the first ones, in which the engine still compiles, are left out. */
const ROUNDS = 40;
const WARM = 5;
/** What a round may cost at the schedule of a machine with cards: half a percent of one core. */
const SHARE = 0.005;
const BUDGET_MS = SHARE * LIGHT_MS;
/** nvidia-smi writes a report of eight cards in more than a second; reading it must not be what is waited for. */
const READ_LIMIT_MS = 100;
/** What a known-answer test may take, without the start of the browser. */
const ANSWER_LIMIT_MS = { quick: 2_000, deep: 60_000 };

console.log(table("gpu", [...(await rounds()), ...readers(), ...(await answers())]));

async function rounds(): Promise<Line[]> {
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
  return (["light", "full"] as const).map((depth) => {
    const cost = median(costs[depth]);
    return {
      what: `processor time of a ${depth} round (${on}; tools not counted)`,
      ours: `${ms(cost)}, ${((cost / LIGHT_MS) * 100).toFixed(3)} % of a core at every ${String(LIGHT_MS / 1000)} s`,
      limit: `${ms(BUDGET_MS)}, ${String(SHARE * 100)} %`,
      ratio: percent(BUDGET_MS / cost),
      kept: cost <= BUDGET_MS,
    };
  });
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

/** Known answers in a browser of this machine, beside the same tasks in plain TypeScript in this process. */
async function answers(): Promise<Line[]> {
  const lines: Line[] = [];
  for (const depth of ["quick", "deep"] as const) {
    const folder = mkdtempSync(join(tmpdir(), "casemate-bench-gpu-"));
    const order = {
      at: new Date().toISOString(),
      depth,
      cards: [],
      where: null,
      browser: null,
      onProgress: () => undefined,
      onWrong: () => undefined,
      signal: new AbortController().signal,
    };
    const html = readFileSync(join(repositoryRoot, "dist", "services", "compute.html"), "utf8");
    const begun = performance.now();
    const answer = await computeInBrowser({ ...order, folder, html });
    const whole = performance.now() - begun;
    rmSync(folder, { recursive: true, force: true, maxRetries: 9, retryDelay: 100 });
    if (answer.state !== "right") {
      const ours = `not measured: ${answer.why ?? answer.state}`;
      lines.push({ what: `known answers, ${depth}`, ours, limit: "", ratio: "" });
      continue;
    }
    const reference = await runAnswer(
      new FakeDevice(
        {},
        { ...CARD, software: answer.on === "software", f16: answer.products.half !== null },
        4096,
      ),
      {
        ...order,
        seed: seeds(1),
        random: vectors(seeds(2)),
        now: () => performance.now(),
      },
    );
    const time = answer.ms.products + answer.ms.memory;
    const limit = ANSWER_LIMIT_MS[depth];
    const on = `${answer.on ?? "nothing"}: ${answer.adapter?.architecture ?? ""}`;
    lines.push(
      {
        what: `known answers, ${depth} (${on}; browser started and ended: ${ms(whole - time)} more)`,
        ours: ms(time),
        limit: ms(limit),
        ratio: percent(limit / time),
        kept: time <= limit,
      },
      beside("· products (beside: plain TypeScript)", answer.ms.products, reference.ms.products),
      beside("· walk over memory (beside: plain TypeScript)", answer.ms.memory, reference.ms.memory),
    );
  }
  return lines;
}

function beside(what: string, ours: number, peer: number): Line {
  return { what, ours: ms(ours), limit: ms(peer), ratio: percent(peer / ours) };
}
