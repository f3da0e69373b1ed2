// Where the packaged app's parts come from and go. Everything is first put together in one folder, so that what is packed is exactly
// what was listed: electron-builder's own collection of node_modules is not used.
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** The checkout. */
export const root = join(dirname(fileURLToPath(import.meta.url)), "..", "..", "..");

/** What electron-builder.yml reads: `app` goes into the archive, `resources` beside it. */
export const stageDir = join(root, "out", "stage");

/** Packages that children load at run time, with everything they depend on; nothing else of node_modules is shipped. */
export const runtimePackages = [
  "argon2",
  "better-sqlite3",
  "koffi",
  "node-llama-cpp",
  "sodium-native",
  "systeminformation",
];
