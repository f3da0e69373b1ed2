import { RpcError, type Finding, type StageResult } from "@casemate/contract";
import { behaviourLoadFailed, runBehaviour, runtimeGenerator } from "@casemate/inference";
import { randomBytes } from "node:crypto";
import type { JobControl } from "../../common/jobs.ts";
import type { Context } from "../console/context.ts";
import type { ServiceHandle } from "../hosts/service-types.ts";
import type { KeeperClient } from "../vault/keeper-link.ts";
import type { ModelEntry } from "./catalogue.ts";
import type { BehaviourCheck } from "./inspection.ts";
import { startRuntime, type LoadedRuntime } from "./runtime-process.ts";

/** Random part of a canary, in bytes: nobody writes it by chance. */
const CANARY_BYTES = 9;

interface Outcome {
  readonly stage: StageResult;
  readonly findings: Finding[];
}

/** Stage 7: loads the file in a confined runtime of its own, puts the core set to it, and ends that runtime. */
export function createBehaviourCheck(
  context: Context,
  keys: () => KeeperClient,
  track: (handle: ServiceHandle) => void,
): BehaviourCheck {
  return async (entry, job): Promise<Outcome> => {
    const begun = context.clock.monotonic();
    const loaded = await load(context, keys, entry, job, track);
    if (loaded instanceof RpcError)
      return { stage: behaviourLoadFailed(loaded, context.clock.monotonic() - begun), findings: [] };
    try {
      const { stage, findings } = await runBehaviour(runtimeGenerator(loaded.client), {
        signal: job.signal,
        newSecret: () => `CM-${randomBytes(CANARY_BYTES).toString("base64url")}`,
        now: () => context.clock.monotonic(),
        onProgress: (done, total) => {
          job.progress({ stage: "behaviour", done, total });
        },
        tokensPerSecond: loaded.info.tokensPerSecond,
      });
      return { stage, findings: [...findings] };
    } finally {
      await loaded.handle.kill();
    }
  };
}

/** Not enough memory, no isolation, a loader that gives up: reasons to hold, not to fail. Cancelling fails. */
async function load(
  context: Context,
  keys: () => KeeperClient,
  entry: ModelEntry,
  job: JobControl,
  track: (handle: ServiceHandle) => void,
): Promise<LoadedRuntime | RpcError> {
  try {
    return await startRuntime(context, keys, entry, {
      signal: job.signal,
      onStage: (_stage, done, total) => {
        job.progress({ stage: "behaviour", done, total });
      },
      onProcess: track,
    });
  } catch (error) {
    if (job.signal.aborted || !(error instanceof RpcError)) throw error;
    return error;
  }
}
