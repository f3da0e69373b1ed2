// The checks of `npm run check`, as data. Runs under the pinned Node.
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { existsSync } from "node:fs";
import { run } from "./child.mjs";
import { findHygieneBreaches } from "./hygiene.mjs";
import { root } from "./paths.mjs";

/**
 * @typedef {object} Check
 * @property {string} name
 * @property {() => Promise<{ ok: boolean, output: string }>} work
 */

/**
 * @typedef {object} CheckResult
 * @property {string} name
 * @property {boolean} ok
 * @property {string} output what to show when it failed
 * @property {number} seconds
 */

/**
 * A check that is a program of node_modules, run with this Node.
 * @param {string} name
 * @param {string} script path below node_modules
 * @param {readonly string[]} args
 * @returns {Check}
 */
function tool(name, script, args) {
  return {
    name,
    work: async () => {
      const { code, output } = await run(process.execPath, [join(root, "node_modules", script), ...args]);
      return { ok: code === 0, output };
    },
  };
}

/** The folders whose imports are checked; ones that do not exist yet are left out. */
function layeredFolders() {
  return ["packages", "apps", "scripts", "bin", "bench", "e2e"].filter((name) =>
    existsSync(join(root, name)),
  );
}

/**
 * All checks, longest first so that they fill the cores.
 * @returns {Check[]}
 */
export function allChecks() {
  const tsc = "typescript/bin/tsc";
  return [
    tool("lint", "eslint/bin/eslint.js", [".", "--max-warnings", "0"]),
    tool("types", tsc, ["-p", "tsconfig.json"]),
    tool("types of the pages", tsc, ["-p", "apps/renderer/tsconfig.json"]),
    tool("types of the page in a bundle", tsc, ["-p", "packages/audit/src/page/tsconfig.json"]),
    tool("types of the page that computes", tsc, ["-p", "packages/gpu-watch/src/page/tsconfig.json"]),
    tool("types of common code", tsc, ["-p", "tsconfig.common.json"]),
    tool("format", "prettier/bin/prettier.cjs", ["--check", "--log-level", "warn", "."]),
    tool("layers", "dependency-cruiser/bin/dependency-cruiser.mjs", [
      "--config",
      ".dependency-cruiser.mjs",
      ...layeredFolders(),
    ]),
    tool("dead code", "knip/bin/knip.js", ["--no-config-hints"]),
    {
      name: "hygiene",
      work: async () => {
        const breaches = await findHygieneBreaches();
        return { ok: breaches.length === 0, output: breaches.join("\n") };
      },
    },
  ];
}

/**
 * Runs checks side by side, as many as there are cores.
 * @param {readonly Check[]} checks
 * @param {(result: CheckResult) => void} onResult called as each one ends
 * @returns {Promise<CheckResult[]>} in the order they ended
 */
export async function runChecks(checks, onResult) {
  const waiting = [...checks];
  /** @type {CheckResult[]} */
  const results = [];
  const worker = async () => {
    for (let check = waiting.shift(); check !== undefined; check = waiting.shift()) {
      const start = performance.now();
      const { ok, output } = await check.work();
      const result = { name: check.name, ok, output, seconds: (performance.now() - start) / 1000 };
      results.push(result);
      onResult(result);
    }
  };
  await Promise.all(Array.from({ length: Math.max(1, availableParallelism()) }, worker));
  return results;
}
