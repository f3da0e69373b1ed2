import { RpcError, type Client } from "@casemate/contract";
import { gpuContract } from "@casemate/gpu-watch";
import type { ServiceStatus } from "../../common/lifecycle/service.ts";
import type { Context } from "../console/context.ts";
import { connectService } from "../hosts/service-client.ts";
import type { ServiceHandle } from "../hosts/service-types.ts";

export interface GpuChild {
  /** Asks the child, starting it when none runs. One that does not answer within `limitMs` is ended. Throws RpcError. */
  ask<T>(limitMs: number, question: (client: Client<typeof gpuContract>) => Promise<T>): Promise<T>;
  status(): ServiceStatus;
}

/** The process that runs vendor tools and reads what they say. It stays up between questions: starting one costs more than a round. */
export function createGpuChild({ clock, spawner }: Pick<Context, "clock" | "spawner">): GpuChild {
  let running: Promise<ServiceHandle> | null = null;
  let current: ServiceHandle | null = null;

  const start = (): Promise<ServiceHandle> => {
    running ??= spawner.spawn({ id: "gpu-watch", host: "plain" }).then(
      (handle) => {
        current = handle;
        void handle.exited.then(() => {
          if (current === handle) [current, running] = [null, null];
        });
        return handle;
      },
      (error: unknown) => {
        running = null;
        throw error;
      },
    );
    return running;
  };
  return {
    ask: async (limitMs, question) => {
      const handle = await start();
      const cancel = clock.after(limitMs, () => void handle.kill());
      try {
        return await question(connectService(gpuContract, handle.port, ended));
      } finally {
        cancel();
      }
    },
    status: () => ({
      id: "gpu-watch",
      state: current ? "ready" : "stopped",
      pid: current?.pid ?? null,
      restarts: 0,
      reason: null,
      isolation: "none",
    }),
  };
}

function ended(): RpcError {
  return new RpcError("service_unavailable", "The process that looks at accelerators did not answer.");
}
