import { RpcError, type Client } from "@casemate/contract";
import { runtimeContract } from "@casemate/inference";
import { readFileSync } from "node:fs";
import { freemem } from "node:os";
import type { Context } from "../console/context.ts";
import { connectService } from "../hosts/service-client.ts";
import type { ServiceHandle, ServiceSpec } from "../hosts/service-types.ts";
import type { KeeperClient } from "../vault/keeper-link.ts";
import { isSeries } from "../../common/model-groups.ts";
import type { ModelEntry, ModelFile } from "./catalogue.ts";
import { closeAllFds, unsealAll } from "./unseal.ts";

export type RuntimeClient = Client<typeof runtimeContract>;

export interface LoadedRuntime {
  readonly handle: ServiceHandle;
  readonly client: RuntimeClient;
  readonly info: {
    contextSize: number;
    threads: number;
    device: string;
    takesInstructions: boolean;
    tokensPerSecond: number | null;
    engine: Record<string, string>;
  };
}

/** A load that takes longer is ended: a hostile template can keep the loader busy for ever. Set for 100 GB from a slow disk. */
const LOAD_LIMIT_MS = 10 * 60_000;
/** Room for context, compute buffers and Node beside the weights, in bytes. */
const RUNTIME_EXTRA_BYTES = 320 * 1024 * 1024;

export interface LoadOptions {
  readonly signal: AbortSignal;
  readonly onStage: (stage: "unsealing" | "loading", done: number, total: number) => void;
  /** Called as soon as there is a process, so that a lock can end it. */
  readonly onProcess: (handle: ServiceHandle) => void;
}

/** What a model needs and what is free, when it does not fit; null when it does. */
export function memoryShortage(bytes: number): { needed: number; free: number } | null {
  const needed = bytes + RUNTIME_EXTRA_BYTES;
  const free = availableMemory();
  return needed > free ? { needed, free } : null;
}

/** Unseals, starts the confined runtime with the sealed descriptor and loads the model. Throws `out_of_memory`, `changed`, `load_failed`. */
export async function startRuntime(
  context: Context,
  keys: () => KeeperClient,
  entry: ModelEntry,
  options: LoadOptions,
): Promise<LoadedRuntime> {
  const files = weightsOf(entry);
  const bytes = files.reduce((sum, file) => sum + file.bytes, 0);
  expectMemory(bytes);
  const fds = await unsealAll(context, keys, files, {
    signal: options.signal,
    onProgress: (done, total) => {
      options.onStage("unsealing", done, total);
    },
  });
  let handle: ServiceHandle;
  try {
    options.signal.throwIfAborted();
    handle = await context.spawner.spawn({
      id: "runtime",
      host: "runtime-box",
      fds,
      ...partLinks(fds.length),
      readOnlyDirs: context.runtimeDirs,
    });
  } finally {
    closeAllFds(fds);
  }
  options.onProcess(handle);
  const stop = (): void => void handle.kill();
  options.signal.addEventListener("abort", stop);
  const cancelLimit = context.clock.after(LOAD_LIMIT_MS, stop);
  try {
    const client = connectService(runtimeContract, handle.port, runtimeEnded);
    client.on("runtime.loading", ({ fraction }) => {
      options.onStage("loading", Math.round(fraction * bytes), bytes);
    });
    const info = await client.call("runtime.load", {
      contextSize: null,
      threads: null,
      memoryBytes: Math.max(0, Math.round(availableMemory())),
    });
    return { handle, client, info };
  } catch (error) {
    await handle.kill();
    if (options.signal.aborted) throw new RpcError("cancelled", "Loading was cancelled.");
    throw error instanceof RpcError && error.code === "runtime_ended"
      ? new RpcError("load_failed", "The runtime ended while it loaded this model. The model was not loaded.")
      : error;
  } finally {
    cancelLimit();
    options.signal.removeEventListener("abort", stop);
  }
}

function expectMemory(bytes: number): void {
  const shortage = memoryShortage(bytes);
  if (shortage)
    throw new RpcError(
      "out_of_memory",
      `This model needs ${gigabytes(shortage.needed)} of memory, ${gigabytes(shortage.free)} are free. Close other programs or choose a smaller model.`,
    );
}

/** The files that the engine reads: settings and texts beside them are not handed over. Throws `load_failed`. */
function weightsOf({ files }: ModelEntry): readonly ModelFile[] {
  if (files.length === 1) return files;
  const weights = files.filter(({ name }) => /\.gguf$/i.test(name));
  if (weights.length === 1 || (weights.length > 1 && weights.every(({ name }) => isSeries(name))))
    return weights;
  throw new RpcError("load_failed", "Which of its files is the model cannot be told, so it is not loaded.");
}

/** The engine finds the parts of a model by their names, so the box gets links of such names, made by us, to what was handed over. */
function partLinks(parts: number): Pick<ServiceSpec, "links" | "env"> {
  if (parts === 1) return {};
  const five = (number: number): string => String(number).padStart(5, "0");
  const links = Array.from({ length: parts }, (_, index) => ({
    at: `/model/part-${five(index + 1)}-of-${five(parts)}.gguf`,
    to: `/proc/self/fd/${String(3 + index)}`,
  }));
  return { links, env: { CASEMATE_MODEL: links[0]?.at ?? "" } };
}

function runtimeEnded(): RpcError {
  return new RpcError("runtime_ended", "The process ended before it had answered.");
}

/** Memory that can be used without swapping, in bytes (proc(5) MemAvailable; free memory elsewhere). */
function availableMemory(): number {
  try {
    const kib = /^MemAvailable:\s+(\d+) kB$/m.exec(readFileSync("/proc/meminfo", "latin1"))?.[1];
    return kib === undefined ? freemem() : Number(kib) * 1024;
  } catch {
    return freemem();
  }
}

function gigabytes(bytes: number): string {
  return `${(bytes / 1e9).toFixed(1)} GB`;
}
