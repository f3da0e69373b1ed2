// Tokens per second of the runtime child beside raw node-llama-cpp, rounds interleaved in one run so that a busy machine hits both.
// Usage: npm run bench -- chat [model.gguf]; without a model, stories260K beside the repository, else the starter model.
import { connect, processPort } from "@casemate/contract";
import { runtimeContract } from "@casemate/inference";
import { buildStarterModel } from "@casemate/testkit";
import { execFile, spawn } from "node:child_process";
import type { EventEmitter } from "node:events";
import { existsSync, openSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { median } from "./lib/stats.ts";
import { withFolder } from "./lib/temp.ts";

const root = join(import.meta.dirname, "..");
/** The most that our channel, validation and coalescing may cost. */
const LIMIT = 0.8;
/** First argument with which this file starts itself as the peer. */
const RAW = "--raw";
const PAIRS = 5;
const ROUNDS = 5;

function chooseModel(folder: string): { path: string; tokens: number } {
  const given = process.argv[2];
  const shared = join(
    process.env["CASEMATE_TEST_MODELS"] ?? join(root, "..", "shared", "models"),
    "stories260K.gguf",
  );
  if (given !== undefined) return { path: given, tokens: 200 };
  if (existsSync(shared)) return { path: shared, tokens: 200 };
  const path = join(folder, "starter.gguf");
  writeFileSync(path, buildStarterModel());
  return { path, tokens: 25 };
}

interface Ours {
  readonly speeds: readonly number[];
  readonly threads: number;
  readonly startMs: number;
}

async function ours(path: string, tokens: number): Promise<Ours> {
  const start = performance.now();
  const child = spawn(process.execPath, [join(root, "dist", "services", "runtime.mjs")], {
    stdio: ["ignore", "inherit", "inherit", openSync(path, "r"), "ipc"],
  });
  const events: EventEmitter = child;
  const client = connect(
    runtimeContract,
    processPort({
      send: (message) => child.send(message),
      on: (event, listener) => events.on(event, listener),
    }),
  );
  const { threads } = await client.call("runtime.load", {
    contextSize: 2048,
    threads: null,
    memoryBytes: null,
  });
  const startMs = performance.now() - start;
  const speeds: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const options = { maxTokens: tokens, temperature: 0, format: "raw" as const };
    const answer = await client.call("runtime.generate", {
      requestId: String(round),
      turns: [{ role: "user", text: "Once upon a time" }],
      options,
      instructions: null,
      seed: 1,
    });
    speeds.push(answer.tokensPerSecond);
  }
  child.kill("SIGKILL");
  return { speeds, threads, startMs };
}

async function raw(path: string, threads: number, tokens: number): Promise<number[]> {
  const args = [import.meta.filename, RAW, path, String(threads), String(tokens), String(ROUNDS)];
  const { stdout } = await promisify(execFile)(process.execPath, args);
  return JSON.parse(stdout) as number[];
}

async function main(folder: string): Promise<void> {
  const { path, tokens } = chooseModel(folder);
  const [mine, peer, starts]: [number[], number[], number[]] = [[], [], []];
  let threads = 1;
  for (let pair = 0; pair < PAIRS; pair++) {
    const run = await ours(path, tokens);
    threads = run.threads;
    mine.push(...run.speeds);
    starts.push(run.startMs);
    peer.push(...(await raw(path, threads, tokens)));
  }
  const ratio = median(mine) / median(peer);
  console.table({
    "runtime child": { "tokens/s": Math.round(median(mine)), threads },
    "raw node-llama-cpp": { "tokens/s": Math.round(median(peer)), threads },
  });
  console.table({
    "speed against raw": { measured: ratio.toFixed(2), limit: `≥ ${String(LIMIT)}`, ok: ratio >= LIMIT },
    "start and load, ms": {
      measured: Math.round(median(starts)),
      limit: "≤ 1000",
      ok: median(starts) <= 1000,
    },
  });
}

if (process.argv[2] === RAW) {
  const { measureRaw } = await import("./chat/raw.ts");
  await measureRaw(process.argv.slice(3));
} else {
  await withFolder(main);
}
