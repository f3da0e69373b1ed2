import { createTestHome, type TestHome } from "@casemate/testkit";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** Ways in which a bench is told to stop. Without a listener Node would end at once and leave gigabytes behind. */
const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/** Gives `use` a new folder and removes it afterwards, whatever came of it. */
export function withFolder<T>(use: (folder: string) => T | Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), "casemate-bench-"));
  const remove = (): void => {
    rmSync(folder, { recursive: true, force: true });
  };
  return withRemoval(remove, () => use(folder));
}

/** The same for a data directory. */
export function withHome<T>(use: (home: TestHome) => Promise<T>): Promise<T> {
  const home = createTestHome();
  const remove = (): void => {
    home.remove();
  };
  return withRemoval(remove, () => use(home));
}

async function withRemoval<T>(remove: () => void, use: () => T | Promise<T>): Promise<T> {
  const stop = (): never => process.exit(1);
  process.on("exit", remove);
  for (const signal of SIGNALS) process.on(signal, stop);
  try {
    return await use();
  } finally {
    remove();
    process.off("exit", remove);
    for (const signal of SIGNALS) process.off(signal, stop);
  }
}
