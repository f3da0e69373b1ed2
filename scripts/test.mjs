// `npm test`: set-up, build, checks, unit and fault tests, browser suite; the last line counts them all.
import { existsSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import { spawn } from "node:child_process";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { ended } from "./lib/child.mjs";
import { cacheDir, root } from "./lib/paths.mjs";
import { rerunUnderPinnedNode, runsPinnedNode } from "./lib/pinned-node.mjs";
import { noBrowser, sayOnStderr, setUp } from "./lib/setup.mjs";
import {
  closingLines,
  forbiddenSkips,
  noCounts,
  readPlaywright,
  readVitest,
  sum,
} from "./lib/test-results.mjs";

/** @typedef {import("./lib/test-results.mjs").Counts} Counts */

const reports = join(cacheDir, "test");

/** For quick local loops; never set where a submission is judged. */
const fast = process.env["CASEMATE_TEST_FAST"] === "1";

/** Where the shared test models lie: named, or beside the checkout. */
const models = process.env["CASEMATE_TEST_MODELS"] ?? join(root, "..", "shared", "models");

const e2eConfig = join(root, "e2e", "playwright.config.ts");

/** @param {string} title */
function headline(title) {
  console.log(`\n━━ ${title} ━━`);
}

/** @returns {Promise<Counts>} */
async function build() {
  headline("build");
  const { buildAll } = await import("./lib/bundle.mjs");
  try {
    await buildAll({
      say: (line) => {
        console.log(line);
      },
    });
    return { ...noCounts(), passed: 1 };
  } catch (error) {
    console.log(error instanceof Error ? error.message : String(error));
    return { ...noCounts(), failed: ["build"] };
  }
}

/** @returns {Promise<Counts>} */
async function checks() {
  headline("checks");
  const { allChecks, runChecks } = await import("./lib/checks.mjs");
  const results = await runChecks(allChecks(), (result) => {
    console.log(`${result.ok ? "ok    " : "FAILED"}  ${result.name}  (${result.seconds.toFixed(1)} s)`);
    if (!result.ok) console.log(result.output.trimEnd());
  });
  const failed = results.filter((result) => !result.ok).map((result) => `check: ${result.name}`);
  return { ...noCounts(), passed: results.length - failed.length, failed };
}

/**
 * Runs a test runner of node_modules with this Node and reads its JSON report.
 * @param {{ title: string, args: readonly string[], report: string, env?: NodeJS.ProcessEnv }} suite
 * @param {(text: string) => Counts} read
 * @returns {Promise<Counts>}
 */
async function suite({ title, args, report, env }, read) {
  headline(title);
  rmSync(report, { force: true });
  const child = spawn(process.execPath, args, {
    cwd: root,
    stdio: ["ignore", "inherit", "inherit"],
    env: { ...process.env, ...env },
  });
  const code = await ended(child);
  if (!existsSync(report))
    return { ...noCounts(), failed: [`${title}: no report (exit code ${String(code)})`] };
  const counts = read(readFileSync(report, "utf8"));
  if (code !== 0 && counts.failed.length === 0) {
    return {
      ...counts,
      failed: [`${title}: ended with exit code ${String(code)} although every test passed`],
    };
  }
  return counts;
}

/** @returns {Promise<Counts>} */
function unitTests() {
  const report = join(reports, "unit.json");
  const args = [
    join(root, "node_modules/vitest/vitest.mjs"),
    "run",
    "--reporter=default",
    "--reporter=json",
    `--outputFile.json=${report}`,
  ];
  return suite({ title: "unit and fault tests", args, report }, (text) =>
    readVitest(text, (path) => relative(root, path)),
  );
}

/**
 * @param {string | undefined} browser
 * @returns {Promise<Counts>}
 */
async function browserTests(browser) {
  if (fast) return { ...noCounts(), skipped: ["browser suite (CASEMATE_TEST_FAST=1)"] };
  if (!existsSync(e2eConfig))
    return { ...noCounts(), skipped: ["browser suite (e2e/playwright.config.ts does not exist)"] };
  if (browser === undefined) {
    console.log(noBrowser);
    return { ...noCounts(), skipped: ["browser suite (no browser)"] };
  }
  const report = join(reports, "browser.json");
  const args = [
    join(root, "node_modules/@playwright/test/cli.js"),
    "test",
    "-c",
    e2eConfig,
    "--reporter=list,json",
  ];
  const env = { CASEMATE_BROWSER: browser, PLAYWRIGHT_JSON_OUTPUT_FILE: report };
  return suite({ title: "browser suite", args, report, env }, readPlaywright);
}

/**
 * Turns skips that nothing excuses into failures, where everything can be installed.
 * @param {Counts} counts
 * @returns {Counts}
 */
function judgeSkips(counts) {
  if (process.platform !== "linux" || process.getuid?.() !== 0 || fast) return counts;
  const forbidden = forbiddenSkips(counts.skipped, existsSync(models));
  if (forbidden.length === 0) return counts;
  console.log(
    "\nOn Linux as root nothing may be skipped but what needs real Electron, a real GPU or the shared models; these were:",
  );
  return {
    ...counts,
    failed: [...counts.failed, ...forbidden.map((name) => `skipped without need: ${name}`)],
  };
}

async function test() {
  const { browser } = await setUp({ browser: !fast });
  if (!runsPinnedNode()) await rerunUnderPinnedNode(fileURLToPath(import.meta.url), process.argv.slice(2));
  mkdirSync(reports, { recursive: true });
  const parts = [await build(), await checks(), await unitTests(), await browserTests(browser)];
  const counts = judgeSkips(sum(parts));
  console.log(`\n${closingLines(counts)}`);
  return counts.failed.length === 0 && counts.passed > 0 ? 0 : 1;
}

try {
  process.exitCode = await test();
} catch (error) {
  sayOnStderr(error instanceof Error ? error.message : String(error));
  process.exitCode = 2;
}
