import { engineRelease, runtimePackageDirs } from "@casemate/inference";
import {
  createSpawner,
  resolveHome,
  startConsole,
  systemClock,
  verifiersIn,
  type Console,
  type Spawner,
} from "@casemate/supervisor";
import { buildStarterModel } from "@casemate/testkit";
import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** `dist/`: this bundle's folder, with the service bundles, the manifest and the pages beside it. */
export const distDir = process.env["CASEMATE_DIST"] ?? dirname(fileURLToPath(import.meta.url));
const root = dirname(distDir);
const nodeModules = join(root, "node_modules");

export const version = readVersion(join(root, "package.json"));

/** The one place where the command line's supervisor is put together. */
export function composeSpawner(): Spawner {
  return createSpawner({
    node: process.execPath,
    servicesDir: join(distDir, "services"),
    manifest: join(distDir, "manifest.json"),
    nodeModules,
  });
}

export function composeConsole(shell: "serve" | "command"): Promise<Console> {
  return startConsole({
    root: resolveHome(process.env),
    shell,
    version,
    engine: `node-llama-cpp ${readVersion(join(nodeModules, "node-llama-cpp", "package.json"))}`,
    nodeVersion: process.versions.node,
    clock: systemClock,
    spawner: composeSpawner(),
    engineRelease: engineRelease(nodeModules),
    runtimeDirs: runtimePackageDirs(nodeModules),
    verifiers: () => verifiersIn(join(distDir, "services")),
    starterModel: () => Promise.resolve(buildStarterModel()),
    report: (where, error) => {
      if (process.env["CASEMATE_DEBUG"] === "1")
        process.stderr.write(
          `casemate: ${where}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`,
        );
    },
  });
}

function readVersion(path: string): string {
  if (!existsSync(path)) return "unknown";
  return (JSON.parse(readFileSync(path, "utf8")) as { version: string }).version;
}
