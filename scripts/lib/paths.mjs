// Where things are in a checkout. Runs on Node 18 without anything installed.
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** The checkout this file is part of. */
export const root = join(dirname(fileURLToPath(import.meta.url)), "..", "..");

/** What the scripts remember between runs; never in version control, safe to delete. */
export const cacheDir = join(root, ".cache");

/** Everything that is built. */
export const distDir = join(root, "dist");
