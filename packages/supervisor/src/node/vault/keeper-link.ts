import { RpcError, type Client } from "@casemate/contract";
import { keeperContract } from "@casemate/vault";
import { attemptsLost } from "../../common/incidents/other-reports.ts";
import { DEFAULT_POLICY } from "../../common/lifecycle/policy.ts";
import { createService, type Running, type ServiceStatus } from "../../common/lifecycle/service.ts";
import type { Context } from "../console/context.ts";
import { connectService } from "../hosts/service-client.ts";

export type KeeperClient = Client<typeof keeperContract>;

interface Keeper extends Running {
  readonly client: KeeperClient;
}

export interface KeeperLink {
  /** The living keeper. Throws `keeper_gone` when there is none. */
  client(): KeeperClient;
  status(): ServiceStatus;
  /** Starts a fresh, locked keeper. Throws `service_unavailable` when it does not come up. */
  start(): Promise<void>;
  /** Ends the process and waits until it is gone; answers its PID, or null when none lived. */
  end(): Promise<number | null>;
}

/** Holds the one keeper process. `onLost` is called when it dies, or stops answering, without being told to. */
export function createKeeperLink(
  context: Pick<Context, "spawner" | "home" | "clock" | "incidents">,
  onLost: (why: string) => void,
): KeeperLink {
  let ready = false;
  const service = createService<Keeper>({
    id: "keeper",
    clock: context.clock,
    random: Math.random,
    policy: DEFAULT_POLICY,
    start: async (signal) => {
      const handle = await context.spawner.spawn({
        id: "keeper",
        host: "plain",
        env: { CASEMATE_HOME: context.home.root },
      });
      signal.addEventListener("abort", () => void handle.kill());
      if (signal.aborted) await handle.kill();
      const client = connectService(keeperContract, handle.port, keeperEnded);
      try {
        const { attempts } = await client.call("keeper.status", {}); // ready is who answers
        if (attempts !== "kept") context.incidents.report(attemptsLost(attempts));
      } catch (error) {
        await handle.kill();
        throw error;
      }
      return { ...handle, client };
    },
    health: (keeper) => keeper.client.call("keeper.status", {}),
    onChange: ({ state, reason }) => {
      const lost = ready && (state === "backoff" || state === "broken");
      ready = state === "ready";
      if (lost) onLost(reason ?? "it ended");
    },
  });
  return {
    client: () => {
      const keeper = service.current();
      if (!keeper)
        throw new RpcError(
          "keeper_gone",
          "The key process is not running. The vault is locked. Try again in a moment.",
        );
      return keeper.client;
    },
    status: () => service.status(),
    start: async () => {
      await service.start();
    },
    end: async () => {
      const { pid } = service.status();
      ready = false;
      await service.stop("the vault is being locked");
      return pid;
    },
  };
}

function keeperEnded(): RpcError {
  return new RpcError(
    "keeper_gone",
    "The key process ended, so the vault is locked. What was not finished was not done. Unlock it and try again.",
  );
}
