// Known answers in a browser of this machine.
import type { GpuAnswer } from "@casemate/contract";
import { repositoryRoot } from "@casemate/testkit";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runAnswer, type AnswerOrder } from "../../packages/gpu-watch/src/common/webgpu/run-answer.ts";
import { openPage } from "../../packages/gpu-watch/src/node/browser/page.ts";
import { findBrowser } from "../../packages/gpu-watch/src/node/browser/places.ts";
import { startBrowser } from "../../packages/gpu-watch/src/node/browser/run.ts";
import { computeInBrowser } from "../../packages/gpu-watch/src/node/compute.ts";
import { CARD, FakeDevice, seeds, vectors } from "../../packages/gpu-watch/src/test/fake-device.ts";
import { median } from "../lib/stats.ts";
import { ms, percent, type Line } from "../lib/table.ts";

/** What a known-answer test may take, without the start of the browser. */
const LIMIT_MS = { quick: 2_000, deep: 60_000 };
/** Each is its median of so many. */
const TIMES = { start: 5, quick: 5, deep: 1 };

/** `load`: what else the machine does, for the table. */
export async function answers(load: () => string): Promise<Line[]> {
  const html = readFileSync(join(repositoryRoot, "dist", "services", "compute.html"), "utf8");
  const start = await starting(html);
  if (typeof start === "string")
    return [{ what: "known answers", ours: `not measured: ${start}`, limit: "", ratio: "" }];
  const lines: Line[] = [
    { what: `a browser until its page is ready (load ${load()})`, ours: ms(start), limit: "", ratio: "" },
  ];
  for (const depth of ["quick", "deep"] as const) lines.push(...(await answering(depth, html, load)));
  return lines;
}

/** Milliseconds until a page is there, or why there is none. */
async function starting(html: string): Promise<number | string> {
  const times: number[] = [];
  for (let time = 0; time < TIMES.start; time++)
    try {
      times.push(
        await inFolder(async (folder) => {
          const begun = performance.now();
          const running = startBrowser(findBrowser(process.env["CASEMATE_BROWSER"] ?? null), folder);
          try {
            await openPage(running, html);
            return performance.now() - begun;
          } finally {
            await running.kill();
          }
        }),
      );
    } catch (error) {
      return error instanceof Error ? error.message : String(error);
    }
  return median(times);
}

async function answering(depth: "quick" | "deep", html: string, load: () => string): Promise<Line[]> {
  const order = orderOf(depth);
  const before = load();
  const found: GpuAnswer[] = [];
  for (let time = 0; time < TIMES[depth]; time++)
    found.push(await inFolder((folder) => computeInBrowser({ ...order, browser: null, folder, html })));
  const wrong = found.find(({ state }) => state !== "right");
  const [answer] = found;
  if (wrong !== undefined || answer === undefined)
    return [
      {
        what: `known answers, ${depth}`,
        ours: `not measured: ${wrong?.why ?? "wrong"}`,
        limit: "",
        ratio: "",
        kept: false,
      },
    ];
  const half = answer.products.half !== null;
  const peer = new FakeDevice({}, { ...CARD, software: answer.on === "software", f16: half }, 4096);
  const random = { seed: seeds(1), random: vectors(seeds(2)), now: () => performance.now() };
  const reference = await runAnswer(peer, { ...order, browser: null, ...random });
  const part = (one: "products" | "memory"): number => median(found.map(({ ms: took }) => took[one]));
  const time = median(found.map(({ ms: took }) => took.products + took.memory));
  const on = `${answer.on ?? "nothing"}: ${answer.adapter?.architecture ?? ""}`;
  return [
    {
      what: `known answers, ${depth}, without that (${on}; load ${before} to ${load()})`,
      ours: ms(time),
      limit: ms(LIMIT_MS[depth]),
      ratio: percent(LIMIT_MS[depth] / time),
      kept: time <= LIMIT_MS[depth],
    },
    beside("· products (beside: plain TypeScript)", part("products"), reference.ms.products),
    beside("· walk over memory (beside: plain TypeScript)", part("memory"), reference.ms.memory),
  ];
}

function orderOf(
  depth: "quick" | "deep",
): Pick<AnswerOrder, "at" | "depth" | "cards" | "where" | "onProgress" | "onWrong" | "signal"> {
  return {
    at: new Date().toISOString(),
    depth,
    cards: [],
    where: null,
    onProgress: () => undefined,
    onWrong: () => undefined,
    signal: new AbortController().signal,
  };
}

async function inFolder<T>(use: (folder: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), "casemate-bench-gpu-"));
  try {
    return await use(folder);
  } finally {
    // The browser was just killed and can still be writing.
    rmSync(folder, { recursive: true, force: true, maxRetries: 9, retryDelay: 100 });
  }
}

function beside(what: string, ours: number, peer: number): Line {
  return { what, ours: ms(ours), limit: ms(peer), ratio: percent(peer / ours) };
}
