// Bundles what child processes run: one file per service, native packages left outside.
import { readdirSync, existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

export const root = join(dirname(fileURLToPath(import.meta.url)), "..", "..");

/** Packages with native code or with files that must keep their place; resolved from node_modules at run time. */
export const external = [/^node:/, "argon2", "better-sqlite3", "electron", "koffi", "node-llama-cpp", "sodium-native", "systeminformation"];

/** Every `packages/<name>/src/entry/<service>.ts`, by service name. */
export function serviceEntries() {
  const entries = {};
  for (const name of readdirSync(join(root, "packages"))) {
    const folder = join(root, "packages", name, "src", "entry");
    if (!existsSync(folder)) continue;
    for (const file of readdirSync(folder)) {
      if (file.endsWith(".ts") && !file.endsWith(".test.ts")) entries[file.slice(0, -3)] = join(folder, file);
    }
  }
  return entries;
}

/** Writes `dist/services/<service>.mjs`; each is one file without shared chunks, so that a box needs to see only that file. */
export async function buildServices() {
  const { rolldown } = await import("rolldown");
  const { mkdirSync } = await import("node:fs");
  mkdirSync(join(root, "dist", "services"), { recursive: true });
  for (const [service, input] of Object.entries(serviceEntries())) {
    await using bundle = await rolldown({ input, external, platform: "node", logLevel: "warn" });
    await bundle.write({ file: join(root, "dist", "services", `${service}.mjs`), format: "esm", codeSplitting: false });
  }
}
