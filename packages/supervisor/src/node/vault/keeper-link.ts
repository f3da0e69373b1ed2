import { connect, RpcError, type Client } from "@casemate/contract";
import { keeperContract } from "@casemate/vault";
import type { Context } from "../console/context.ts";
import type { ServiceHandle } from "../hosts/spawn-service.ts";

export type KeeperClient = Client<typeof keeperContract>;

export interface KeeperLink {
  /** The living keeper. Throws `keeper_gone` when there is none. */
  client(): KeeperClient;
  pid(): number | null;
  /** Starts a fresh, locked keeper. */
  start(): Promise<void>;
  /** Ends the process and waits until it is gone; answers its PID, or null when none lived. */
  end(): Promise<number | null>;
}

/** Holds the one keeper process. `onLost` is called when it dies without being told to. */
export function createKeeperLink(context: Pick<Context, "spawner" | "home">, onLost: (why: string) => void): KeeperLink {
  let current: { handle: ServiceHandle; client: KeeperClient } | null = null;
  return {
    client: () => {
      if (!current) throw new RpcError("keeper_gone", "The key process is not running. The vault is locked. Try again in a moment.");
      return current.client;
    },
    pid: () => current?.handle.pid ?? null,
    start: async () => {
      const handle = await context.spawner.spawn({ id: "keeper", host: "plain", env: { CASEMATE_HOME: context.home.root } });
      const mine = { handle, client: connect(keeperContract, handle.port) };
      current = mine;
      void handle.exited.then(({ code, signal }) => {
        if (current !== mine) return;
        current = null;
        onLost(signal ?? `exit code ${String(code)}`);
      });
    },
    end: async () => {
      const ending = current;
      current = null;
      if (!ending) return null;
      await ending.handle.kill();
      return ending.handle.pid;
    },
  };
}
