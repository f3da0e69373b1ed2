import { afterEach, beforeEach } from "vitest";
import { boot, install, type Installation, type Started } from "./incident-console.ts";

/** What a test has of its own. */
export interface EachConsole {
  readonly installation: Installation;
  /** Starts a console; one that runs is stopped first. */
  start(bwrap?: string): Promise<Started>;
  stop(): Promise<void>;
}

/** Gives every test of the file an installation and consoles, which end with it. */
export function eachConsole(): EachConsole {
  let installation: Installation;
  let running: Started | null = null;
  const stop = async (): Promise<void> => {
    const before = running;
    running = null;
    await before?.stop();
  };
  beforeEach(() => {
    installation = install();
  });
  afterEach(async () => {
    await stop();
    installation.remove();
  });
  return {
    get installation() {
      return installation;
    },
    start: async (bwrap) => {
      await stop();
      running = await boot(installation, bwrap);
      return running;
    },
    stop,
  };
}
