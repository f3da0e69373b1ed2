// `npm run check`: types, lint, layers, dead code, format, hygiene. One line each; details of what failed follow.
import { fileURLToPath } from "node:url";
import { rerunUnderPinnedNode, runsPinnedNode } from "./lib/pinned-node.mjs";
import { sayOnStderr, setUp } from "./lib/setup.mjs";

/** A failed check shows this many lines; the tool itself shows the rest. */
const shownLines = 200;

/** @param {import("./lib/checks.mjs").CheckResult} result */
function summary(result) {
  return `${result.ok ? "ok    " : "FAILED"}  ${result.name}  (${result.seconds.toFixed(1)} s)`;
}

async function check() {
  const { allChecks, runChecks } = await import("./lib/checks.mjs");
  const named = process.argv.slice(2).filter((arg) => !arg.startsWith("-"));
  const checks = allChecks().filter((entry) => named.length === 0 || named.includes(entry.name));
  const results = await runChecks(checks, (result) => {
    console.log(summary(result));
  });
  for (const result of results.filter((entry) => !entry.ok)) {
    const lines = result.output.trimEnd().split("\n");
    console.log(`\n── ${result.name} ──\n${lines.slice(0, shownLines).join("\n")}`);
    if (lines.length > shownLines) console.log(`… ${String(lines.length - shownLines)} more lines`);
  }
  const failed = results.filter((entry) => !entry.ok).length;
  console.log(`\nChecks: ${String(results.length - failed)} passed, ${String(failed)} failed`);
  return failed === 0 && results.length > 0 ? 0 : 1;
}

try {
  await setUp();
  if (!runsPinnedNode()) await rerunUnderPinnedNode(fileURLToPath(import.meta.url), process.argv.slice(2));
  process.exitCode = await check();
} catch (error) {
  sayOnStderr(error instanceof Error ? error.message : String(error));
  process.exitCode = 2;
}
