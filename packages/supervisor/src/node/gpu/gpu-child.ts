import { RpcError, type Client } from "@casemate/contract";
import { gpuContract } from "@casemate/gpu-watch";
import type { ServiceStatus } from "../../common/lifecycle/service.ts";
import type { Context } from "../console/context.ts";
import { connectService } from "../hosts/service-client.ts";
import type { ServiceHandle } from "../hosts/service-types.ts";

type GpuClient = Client<typeof gpuContract>;

export interface GpuChild {
  /** Asks the child, starting it when none runs. One that does not answer within `limitMs` is ended. Throws RpcError. */
  ask<T>(limitMs: number, question: (client: GpuClient) => Promise<T>): Promise<T>;
  status(): ServiceStatus;
}

/** One process with its one client: two clients on one channel would take each other's answers. */
interface Started {
  readonly handle: ServiceHandle;
  readonly client: GpuClient;
}

/** The process that runs vendor tools and reads what they say. It stays up between questions: starting one costs more than a round. */
export function createGpuChild({ clock, spawner }: Pick<Context, "clock" | "spawner">): GpuChild {
  let starting: Promise<Started> | null = null;
  let current: Started | null = null;

  /** The next question starts another one. */
  const drop = (started: Started): void => {
    if (current === started) [current, starting] = [null, null];
  };
  const spawn = async (): Promise<Started> => {
    try {
      const handle = await spawner.spawn({ id: "gpu-watch", host: "plain" });
      const started = { handle, client: connectService(gpuContract, handle.port, ended) };
      current = started;
      void handle.exited.then(() => {
        drop(started);
      });
      return started;
    } catch (error) {
      starting = null;
      throw error;
    }
  };
  return {
    ask: async (limitMs, question) => {
      starting ??= spawn();
      const started = await starting;
      const cancel = clock.after(limitMs, () => {
        drop(started);
        void started.handle.kill();
      });
      try {
        return await question(started.client);
      } finally {
        cancel();
      }
    },
    status: () => ({
      id: "gpu-watch",
      state: current ? "ready" : "stopped",
      pid: current?.handle.pid ?? null,
      restarts: 0,
      reason: null,
      isolation: "none",
    }),
  };
}

function ended(): RpcError {
  return new RpcError("service_unavailable", "The process that looks at accelerators did not answer.");
}
