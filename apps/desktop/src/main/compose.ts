import { engineRelease, runtimePackageDirs } from "@casemate/inference";
import {
  createSpawner,
  startConsole,
  systemClock,
  verifiersIn,
  type Console,
  type HiddenPage,
  PINNED_NODE,
} from "@casemate/supervisor";
import { buildStarterModel } from "@casemate/testkit";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Paths } from "./paths.ts";

export interface ComposeOptions {
  /** The data directory. */
  readonly root: string;
  readonly paths: Paths;
  readonly droppedPath: (token: string) => string | null;
  readonly hiddenPage: HiddenPage;
  readonly report: (where: string, error: unknown) => void;
}

/** The one place where the desktop's supervisor is put together: the same as the command line's, with the pinned Node named. */
export function composeConsole({
  root,
  paths,
  droppedPath,
  hiddenPage,
  report,
}: ComposeOptions): Promise<Console> {
  const { node, servicesDir, manifest, nodeModules, version } = paths;
  return startConsole({
    root,
    shell: "desktop",
    version,
    nodeVersion: PINNED_NODE,
    engine: `node-llama-cpp ${readVersion(join(nodeModules, "node-llama-cpp", "package.json"))}`,
    clock: systemClock,
    spawner: createSpawner({ node, servicesDir, manifest, nodeModules }),
    engineRelease: engineRelease(nodeModules),
    runtimeDirs: runtimePackageDirs(nodeModules),
    verifiers: () => verifiersIn(servicesDir),
    starterModel: () => Promise.resolve(buildStarterModel()),
    droppedPath,
    hiddenPage,
    report,
  });
}

function readVersion(path: string): string {
  return (JSON.parse(readFileSync(path, "utf8")) as { version: string }).version;
}
