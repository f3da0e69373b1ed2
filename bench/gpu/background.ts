// What is done beside the rounds: the engine is asked, stored models are read again. Each in the process that does it in a console.
import { connect, processPort, sealEnvelope } from "@casemate/contract";
import { runtimeContract } from "@casemate/inference";
import { buildStarterModel } from "@casemate/testkit";
import { unsealerContract } from "@casemate/vault";
import { closeSync, openSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { ENGINE_MS, rereadBytes } from "../../packages/gpu-watch/src/common/schedule.ts";
import { processorMs } from "../lib/processor-time.ts";
import { median } from "../lib/stats.ts";
import { ms, speed, type Line } from "../lib/table.ts";
import { withFolder } from "../lib/temp.ts";
import { ended, startChild } from "../vault/children.ts";
import { takeIn, writeSource } from "../vault/sealed-file.ts";

/** Part of one core; null where processor time cannot be read. */
export type Share = number;

export interface Background {
  readonly line: Line;
  readonly share: Share | null;
}

const TIMES = 5;
/** As `supervisor/src/node/gpu/ask-engine.ts` asks. */
const QUESTION = { prompt: "Who are you", tokens: 16, top: 8 } as const;
const ENGINE = { contextSize: 128, threads: 1, memoryBytes: null } as const;

interface Cost {
  readonly took: number;
  readonly processor: number | null;
}

/** Runs `use` beside a fresh child; its start is part of what it costs. */
async function costOf(
  service: string,
  path: string,
  use: (child: ReturnType<typeof startChild>) => Promise<void>,
): Promise<Cost> {
  const started = performance.now();
  const fd = openSync(path, "r");
  const child = startChild(service, [fd]);
  try {
    await use(child);
    return { took: performance.now() - started, processor: processorMs(child.pid) };
  } finally {
    closeSync(fd);
    child.kill("SIGKILL");
    await ended(child);
  }
}

async function several(cost: () => Promise<Cost>): Promise<Cost> {
  const costs: Cost[] = [];
  for (let time = 0; time < TIMES; time++) costs.push(await cost());
  const processor = costs.flatMap((one) => one.processor ?? []);
  return {
    took: median(costs.map(({ took }) => took)),
    processor: processor.length === TIMES ? median(processor) : null,
  };
}

function background(what: string, { took, processor }: Cost, everyMs: number, more = ""): Background {
  const share = processor === null ? null : processor / everyMs;
  const part =
    processor === null || share === null
      ? "processor time unknown"
      : `${ms(processor)} of processor time, ${(share * 100).toFixed(4)} % of a core`;
  return { line: { what, ours: `${ms(took)}; ${part}${more}`, limit: "", ratio: "" }, share };
}

/** The engine's answer to the fixed question, from the start of its process. */
export function engineAnswer(): Promise<Background> {
  return withFolder(async (folder) => {
    const path = join(folder, "starter.gguf");
    writeFileSync(path, buildStarterModel());
    const cost = await several(() =>
      costOf("runtime", path, async (child) => {
        const client = connect(runtimeContract, processPort(child));
        await client.call("runtime.load", ENGINE);
        await client.call("runtime.fingerprint", QUESTION);
      }),
    );
    return background(`an answer of the engine, every ${String(ENGINE_MS / 3_600_000)} h`, cost, ENGINE_MS);
  });
}

/** The rounds on mains in which it is due come this often, in milliseconds: every second one. */
const REREAD_MS = 60_000;

/** One stretch of a stored model, as a round on mains reads it. */
export function rereading(): Promise<Background> {
  const bytes = rereadBytes({ working: false, onBattery: false }, REREAD_MS);
  return withFolder(async (folder) => {
    const [source, stored] = [join(folder, "source"), join(folder, "stored")];
    writeSource(source, bytes);
    const key = await takeIn(source, stored);
    const cost = await several(() =>
      costOf("unsealer", stored, async (child) => {
        const client = connect(unsealerContract, processPort(child));
        const { publicKey } = await client.call("unseal.hello", {});
        const envelope = await sealEnvelope(Buffer.from(publicKey, "base64"), key, "file-key");
        await client.call("unseal.check", {
          key: Buffer.from(envelope).toString("base64"),
          bytes,
          from: 0,
          length: bytes,
        });
      }),
    );
    const what = `reading ${String(Math.round(bytes / 1e6))} MB of stored models again, every ${String(REREAD_MS / 1000)} s`;
    return background(what, cost, REREAD_MS, `, ${speed(bytes, cost.took)}`);
  });
}
