import { createTestHome, serveCasemate, type ServedConsole, type TestHome } from "@casemate/testkit";
import { afterAll, beforeAll } from "vitest";
import { attach, create } from "./client.ts";

type Client = Awaited<ReturnType<typeof attach>>;

export interface OneConsole {
  readonly home: TestHome;
  readonly client: Client;
  start(): Promise<void>;
  stop(): Promise<void>;
}

/** Gives a file of tests one console over one vault, which it may stop and start again. */
export function oneConsole(): OneConsole {
  let home: TestHome;
  let served: ServedConsole;
  let client: Client;
  const start = async (): Promise<void> => {
    served = await serveCasemate(home);
    client = await attach(home);
  };
  const stop = async (): Promise<void> => {
    client.close();
    await served.stop();
  };
  beforeAll(async () => {
    home = createTestHome();
    await start();
    await create(client, home);
  });
  afterAll(async () => {
    await stop();
    home.remove();
  });
  return {
    get home() {
      return home;
    },
    get client() {
      return client;
    },
    start,
    stop,
  };
}
