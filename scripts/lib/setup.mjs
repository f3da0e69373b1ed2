// Everything a fresh checkout needs before it runs. Runs on Node 18 without anything installed; nothing to do costs milliseconds.
import { accessSync, constants, existsSync, mkdirSync } from "node:fs";
import { aptInstall, canUseApt } from "./apt.mjs";
import { failedLately, rememberFailure } from "./attempts.mjs";
import { downloadPlaywrightBrowser, findBrowser, findPlaywrightBrowser } from "./browser.mjs";
import { findOnPath } from "./child.mjs";
import { installDependencies } from "./dependencies.mjs";
import { withLock } from "./lock.mjs";
import { cacheDir } from "./paths.mjs";

/** @typedef {(line: string) => void} Say */

/** Said once when no browser can be had. */
export const noBrowser =
  "No Chromium-family browser was found and none could be installed, so the browser suite cannot run: install Chromium, Chrome, " +
  "Edge or Brave, or name one in CASEMATE_BROWSER, and start again.";

/** Said once when the box that parses model files will be weaker. */
const noBubblewrap =
  "Parsing isolation: reduced, because bubblewrap is not installed; everything else works, and installing your system's " +
  "“bubblewrap” package brings the full box back.";

/** Writes progress to stderr: stdout belongs to the command that needed the set-up. */
export function sayOnStderr(/** @type {string} */ line) {
  process.stderr.write(`casemate: ${line}\n`);
}

/**
 * Installs dependencies, and the system parts where that is possible without asking anybody.
 * @param {{ browser?: boolean, say?: Say }} [options] `browser`: the tests need one
 * @returns {Promise<{ browser: string | undefined, bubblewrap: boolean }>} what there is now
 * @throws Error with one sentence when the dependencies cannot be installed
 */
export async function setUp(options = {}) {
  const say = options.say ?? sayOnStderr;
  await installDependencies(say);
  if (isComplete(options.browser === true)) return found();
  if (!canRemember()) {
    reportMissing(options.browser === true, say); // somebody else's checkout: nothing can be installed or remembered
    return found();
  }
  return withLock(
    "system-packages",
    async () => {
      await installSystemParts(options.browser === true, say);
      return found();
    },
    (owner) => {
      say(`waiting for process ${String(owner)}, which is installing system packages`);
    },
  );
}

/** False in a checkout that this user may only read. */
function canRemember() {
  try {
    mkdirSync(cacheDir, { recursive: true });
    accessSync(cacheDir, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}

function found() {
  return { browser: findBrowser(), bubblewrap: hasBubblewrap() };
}

/** bubblewrap exists for Linux only; elsewhere nothing is missing. */
function hasBubblewrap() {
  return process.platform !== "linux" || findOnPath("bwrap") !== undefined;
}

/** @param {boolean} forTests */
function isComplete(forTests) {
  return (
    hasBubblewrap() && (!forTests || (findBrowser() !== undefined && lackingTestPackages().length === 0))
  );
}

/**
 * Debian's packages that tests run, by a file of each: the second reader of the vault, a keychain, and Go with its checksum database's code (80 MB to
 * download, half a minute), which checks our log. Elsewhere those tests are skipped by name.
 */
const testPackages = {
  "python3-cryptography": "/usr/lib/python3/dist-packages/cryptography",
  "python3-argon2": "/usr/lib/python3/dist-packages/argon2",
  "gnome-keyring": "/usr/bin/gnome-keyring-daemon",
  "dbus-daemon": "/usr/bin/dbus-daemon",
  "golang-go": "/usr/bin/go",
  "golang-golang-x-mod-dev": "/usr/share/gocode/src/golang.org/x/mod/sumdb/tlog",
};

function lackingTestPackages() {
  if (!canUseApt()) return [];
  return Object.entries(testPackages)
    .filter(([, file]) => !existsSync(file))
    .map(([name]) => name);
}

/**
 * @param {boolean} forTests
 * @param {Say} say
 */
async function installSystemParts(forTests, say) {
  /** @type {string[]} */
  const packages = [];
  if (forTests && !(await hasOrDownloadsBrowser(say))) packages.push("chromium");
  if (!hasBubblewrap()) packages.push("bubblewrap");
  if (forTests) packages.push(...lackingTestPackages());
  if (packages.length > 0 && canUseApt() && !failedLately("apt")) {
    if (!(await aptInstall(packages, say))) rememberFailure("apt");
  }
  reportMissing(forTests, say);
}

/**
 * @param {boolean} forTests
 * @param {Say} say
 */
function reportMissing(forTests, say) {
  if (forTests && findBrowser() === undefined) say(noBrowser);
  if (!hasBubblewrap()) say(noBubblewrap);
}

/** @param {Say} say */
async function hasOrDownloadsBrowser(say) {
  if (findBrowser() !== undefined || (await findPlaywrightBrowser()) !== undefined) return true;
  if (failedLately("playwright")) return false;
  say("downloading a browser for the tests (about 170 MB)");
  if ((await downloadPlaywrightBrowser()) !== undefined) return true;
  say("the browser could not be downloaded");
  rememberFailure("playwright");
  return false;
}
