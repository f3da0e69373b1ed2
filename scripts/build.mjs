// `npm run build [services|cli|desktop|renderer …]`: builds what is out of date.
import { fileURLToPath } from "node:url";
import { hasSources, isFresh, targets } from "./lib/freshness.mjs";
import { rerunUnderPinnedNode, runsPinnedNode } from "./lib/pinned-node.mjs";

/** @typedef {import("./lib/freshness.mjs").Target} Target */

const args = process.argv.slice(2);
/** @type {readonly Target[]} */
const named = targets.filter((target) => args.includes(target));
const wanted = named.length === 0 ? targets : named;

/** Progress goes to stderr: the launcher calls this, and its stdout belongs to the command. */
function say(/** @type {string} */ line) {
  process.stderr.write(`casemate: ${line}\n`);
}

async function main() {
  for (const target of wanted) {
    if (!hasSources(target)) say(`${target}: no sources in this checkout, not built`);
  }
  if (wanted.every((target) => !hasSources(target) || isFresh(target))) return;
  if (!runsPinnedNode()) return rerunUnderPinnedNode(fileURLToPath(import.meta.url), args);
  const { buildAll } = await import("./lib/bundle.mjs");
  await buildAll({ only: wanted, say });
}

try {
  await main();
} catch (error) {
  say(`the build failed: ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 2;
}
