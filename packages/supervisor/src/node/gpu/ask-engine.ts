import { RpcError } from "@casemate/contract";
import { runtimeContract } from "@casemate/inference";
import type { EngineAnswer } from "@casemate/gpu-watch";
import { hash } from "node:crypto";
import { closeSync, constants, mkdtempSync, openSync, rmSync, writeFileSync } from "node:fs";
import { cpus } from "node:os";
import { join } from "node:path";
import type { Context } from "../console/context.ts";
import { connectService } from "../hosts/service-client.ts";

/** The question. It changes only together with the meaning of every stored answer. */
const QUESTION = { prompt: "Who are you", tokens: 16, top: 8 } as const;
/** Context that question and answer need, with room; more would only cost memory. */
const CONTEXT_TOKENS = 128;
/** Starting and asking take half a second; a busy machine takes longer, in milliseconds. */
const LIMIT_MS = 60_000;
const MAX_TEXT = 200;

/**
 * Asks the engine a fixed question about the model that comes with Casemate, in a confined process of its own. That model is no secret: it is handed
 * over as a file that has no name any more. Never throws.
 */
export async function askEngine(
  context: Pick<Context, "spawner" | "clock" | "home" | "runtimeDirs" | "starterModel">,
): Promise<EngineAnswer> {
  try {
    const model = await context.starterModel();
    const fd = unnamedFile(context.home.run, model);
    const handle = await context.spawner
      .spawn({ id: "runtime", host: "runtime-box", fds: [fd], readOnlyDirs: context.runtimeDirs })
      .finally(() => {
        closeSync(fd);
      });
    const cancel = context.clock.after(LIMIT_MS, () => void handle.kill());
    try {
      const client = connectService(runtimeContract, handle.port, ended);
      const load = { contextSize: CONTEXT_TOKENS, threads: 1, memoryBytes: null };
      const { device, engine } = await client.call("runtime.load", load);
      const { steps } = await client.call("runtime.fingerprint", QUESTION);
      const processor = cpus()[0]?.model.slice(0, MAX_TEXT) ?? null;
      const fingerprint = {
        backend: device.slice(0, MAX_TEXT),
        driver: null,
        commit: engine["llama.cpp"]?.slice(0, MAX_TEXT) ?? null,
        processor,
        model: hash("sha256", model),
        steps,
      };
      return { state: "ok", fingerprint };
    } finally {
      cancel();
      await handle.kill();
    }
  } catch (error) {
    return { state: "failed", why: whyOf(error) };
  }
}

function whyOf(error: unknown): string {
  return error instanceof RpcError
    ? error.message
    : "the model that comes with Casemate could not be prepared.";
}

/** A read-only descriptor of a file with this content and without a name. The caller closes it. */
function unnamedFile(folder: string, content: Uint8Array): number {
  const own = mkdtempSync(join(folder, "engine-"));
  try {
    const path = join(own, "model");
    writeFileSync(path, content, { mode: 0o600 });
    return openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW);
  } finally {
    rmSync(own, { recursive: true, force: true });
  }
}

function ended(): RpcError {
  return new RpcError("runtime_ended", "the engine's process ended before it had answered.");
}
