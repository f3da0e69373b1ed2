// What must not be in any file of ours, whatever its language.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { run } from "./child.mjs";
import { root } from "./paths.mjs";

/** @typedef {{ pattern: RegExp, files: RegExp, reason: string }} Rule */

const code = /\.(ts|tsx|mjs|js|cjs)$/;
const any = /./;

/** Joins a pattern from parts, so that this file does not match itself. */
const words = (/** @type {readonly string[]} */ ...parts) => new RegExp(parts.join(""));

/** @type {readonly Rule[]} */
const rules = [
  {
    pattern: words("\\b(TO", "DO|FIX", "ME|HA", "CK|X", "XX)\\b"),
    files: code,
    reason: "unfinished work; do it or file an issue",
  },
  {
    pattern: words("\\b(it|test|describe|suite)\\.on", "ly\\("),
    files: code,
    reason: "runs one test and hides the others",
  },
  {
    pattern: words("\\b(it|test|describe|suite)\\.(skip|to", "do|fixme)\\((?=\\s*[\"'`]|$)"),
    files: code,
    // Playwright's `test.skip(condition, reason)` is its skipIf.
    reason: "skips always; use skipIf with a reason",
  },
  { pattern: words("^\\s*debug", "ger;"), files: code, reason: "left over from debugging" },
  { pattern: words("@ts-(ignore|noch", "eck)"), files: code, reason: "switches type checks off" },
  { pattern: words("eslint-dis", "able(?!.*-- \\S)"), files: code, reason: "needs a reason after “--”" },
  { pattern: words("-----BEGIN [A-Z ]*PRIV", "ATE KEY"), files: any, reason: "looks like a private key" },
  {
    pattern: words(
      "\\b(AKIA[0-9A-Z]{16}|gh[pousr]_[A-Za-z0-9]{36}|h",
      "f_[A-Za-z0-9]{34}|npm_[A-Za-z0-9]{36})\\b",
    ),
    files: any,
    reason: "looks like an access token",
  },
  {
    // Tests may make up people's folders.
    pattern: words("(^|[\\s\"'`(=])/(wo", "rk|ro", "ot|home/[a-z]+)/[a-z]"),
    files: /^(?!.*\.test\.tsx?$)/,
    reason: "names a path of one machine",
  },
  { pattern: words("^(<{7} |>{7} |={7}$)"), files: any, reason: "left over from a merge" },
];

/** Files whose lines are not ours to write. */
const foreign = /^(package-lock\.json|LICENSE)$|\.(png|gguf|safetensors|bin|woff2?|ico|svg)$/;

/** Longer files are data, not text. */
const longestText = 2 * 1024 * 1024;

/**
 * Looks through every file that git has or would add.
 * @returns {Promise<string[]>} one line per finding: `file:line: reason`
 */
export async function findHygieneBreaches() {
  const { code: status, output } = await run("git", [
    "ls-files",
    "--cached",
    "--others",
    "--exclude-standard",
    "-z",
  ]);
  if (status !== 0) return ["the list of files could not be had from git"];
  return output
    .split("\0")
    .filter((file) => file !== "" && !foreign.test(file))
    .flatMap((file) => breachesIn(file));
}

/**
 * @param {string} file
 * @returns {string[]}
 */
function breachesIn(file) {
  /** @type {string} */
  let text;
  try {
    text = readFileSync(join(root, file), "utf8");
  } catch {
    return []; // deleted but not yet committed
  }
  if (text.length > longestText || text.includes("\0")) return [];
  return breachesInText(file, text);
}

/**
 * @param {string} file name, which decides which rules apply
 * @param {string} text
 * @returns {string[]}
 */
export function breachesInText(file, text) {
  const applying = rules.filter((rule) => rule.files.test(file));
  return text
    .split("\n")
    .flatMap((line, index) =>
      applying
        .filter((rule) => rule.pattern.test(line))
        .map((rule) => `${file}:${String(index + 1)}: ${rule.reason}`),
    );
}
