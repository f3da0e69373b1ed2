import { RpcError, type ChatOptions, type Client } from "@casemate/contract";
import type { Turn } from "../history.ts";
import type { runtimeContract } from "../runtime-contract.ts";

export interface Generated {
  readonly text: string;
  readonly tokens: number;
  readonly tokensPerSecond: number;
  readonly stop: "end" | "limit" | "stopped";
}

/** All that the battery knows of a model. Every call starts from an empty conversation. Rejects when the model's process failed. */
export interface TextGenerator {
  generate(
    turns: readonly Turn[],
    options: ChatOptions,
    seed: number,
    signal: AbortSignal,
  ): Promise<Generated>;
}

let nextRequest = 0;

/** The generator over a runtime child; aborting stops the generation there. */
export function runtimeGenerator(client: Client<typeof runtimeContract>): TextGenerator {
  return {
    generate: async (turns, options, seed, signal) => {
      const requestId = `battery-${String(++nextRequest)}`;
      const stop = (): void => {
        client.call("runtime.stop", { requestId }).catch(() => undefined);
      };
      if (signal.aborted) throw new RpcError("stopped", "The check was stopped.");
      signal.addEventListener("abort", stop, { once: true });
      try {
        return await client.call("runtime.generate", {
          requestId,
          turns: [...turns],
          options,
          instructions: null,
          seed,
        });
      } finally {
        signal.removeEventListener("abort", stop);
      }
    },
  };
}
