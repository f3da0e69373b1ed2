import { RpcError, type Client } from "@casemate/contract";
import { MAX_WAIT_MS, monitorContract, type ScanResult } from "@casemate/incidents";
import { DEFAULT_POLICY } from "../../common/lifecycle/policy.ts";
import { createService, type Running, type ServiceStatus } from "../../common/lifecycle/service.ts";
import type { Context } from "../console/context.ts";
import { connectService } from "../hosts/service-client.ts";

type Watched = Parameters<Client<typeof monitorContract>["call"]>[1];
/** What is to be watched, and where. */
export type WatchOrder = Extract<Watched, { files: unknown }>;

interface Monitor extends Running {
  readonly client: Client<typeof monitorContract>;
}

/** The supervisor's end of the process that watches files. */
export interface MonitorLink {
  start(): Promise<void>;
  stop(): Promise<void>;
  status(): ServiceStatus;
  /** What is watched from now on, also after the process was started again. */
  watch(order: WatchOrder): Promise<void>;
  /** Null while it is not running. */
  scan(budgetBytes: number): Promise<ScanResult | null>;
  /** Whether a trap was touched; null when nobody could tell. */
  touched(): Promise<boolean | null>;
}

export function createMonitorLink(
  { clock, spawner }: Pick<Context, "clock" | "spawner">,
  onLost: (why: string) => void,
): MonitorLink {
  let order: WatchOrder | null = null;
  const service = createService<Monitor>({
    id: "monitor",
    clock,
    random: Math.random,
    policy: DEFAULT_POLICY,
    start: async () => {
      const handle = await spawner.spawn({ id: "monitor", host: "plain" });
      const client = connectService(monitorContract, handle.port, ended);
      try {
        if (order) await client.call("monitor.watch", order);
        return { ...handle, client };
      } catch (error) {
        await handle.kill();
        throw error;
      }
    },
    onChange: ({ state, reason }) => {
      if (state === "backoff" || state === "broken") onLost(reason ?? "it ended");
    },
  });
  return {
    start: async () => {
      await service.start();
    },
    stop: () => service.stop("Casemate is closing"),
    status: () => service.status(),
    watch: async (wanted) => {
      order = wanted;
      await service.current()?.client.call("monitor.watch", wanted);
    },
    scan: async (budgetBytes) =>
      (await service.current()?.client.call("monitor.scan", { budgetBytes })) ?? null,
    touched: async () => {
      const told = service.current()?.client.call("monitor.touched", { ms: MAX_WAIT_MS });
      return (
        (await told?.then(
          ({ touched }) => touched,
          () => null,
        )) ?? null
      );
    },
  };
}

function ended(): RpcError {
  return new RpcError("monitor_ended", "The process that watches files ended. It is started again.");
}
