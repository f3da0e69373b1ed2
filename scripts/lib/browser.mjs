// Finds a Chromium-family browser. Runs on Node 18 without anything installed.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { findOnPath, run } from "./child.mjs";
import { cacheDir, root } from "./paths.mjs";
import { findPinnedNode } from "./pinned-node.mjs";

/** Names on PATH (Linux), in order of preference: the nearest to what is tested first. */
const names = [
  "chromium",
  "chromium-browser",
  "google-chrome-stable",
  "google-chrome",
  "microsoft-edge-stable",
  "microsoft-edge",
  "brave-browser",
];

const macApplications = ["Chromium", "Google Chrome", "Microsoft Edge", "Brave Browser"];

const windowsPlaces = [
  "Google\\Chrome\\Application\\chrome.exe",
  "Microsoft\\Edge\\Application\\msedge.exe",
  "BraveSoftware\\Brave-Browser\\Application\\brave.exe",
  "Chromium\\Application\\chrome.exe",
];

/** Where the path of Playwright's own browser is kept; asking Playwright takes half a second. */
const playwrightRecord = join(cacheDir, "playwright-browser.json");

/** A download of 170 MB over a slow line; a machine without a network fails within seconds. */
const downloadMs = 10 * 60_000;

/**
 * The executable of an installed browser: `CASEMATE_BROWSER` first, then what this system has, then Playwright's own.
 * @returns {string | undefined}
 */
export function findBrowser() {
  const named = process.env["CASEMATE_BROWSER"];
  if (named !== undefined && named !== "") return existsSync(named) ? named : undefined;
  return candidates().find((file) => existsSync(file)) ?? recordedBrowser();
}

/** @returns {string[]} */
function candidates() {
  if (process.platform === "darwin") {
    return ["/Applications", join(homedir(), "Applications")].flatMap((folder) =>
      macApplications.map((name) => join(folder, `${name}.app`, "Contents", "MacOS", name)),
    );
  }
  if (process.platform === "win32") {
    const folders = ["PROGRAMFILES", "PROGRAMFILES(X86)", "LOCALAPPDATA"].map(
      (name) => process.env[name] ?? "",
    );
    return folders
      .filter((folder) => folder !== "")
      .flatMap((folder) => windowsPlaces.map((place) => join(folder, place)));
  }
  return names.map((name) => findOnPath(name) ?? "").filter((file) => file !== "");
}

/** @returns {string | undefined} */
function recordedBrowser() {
  try {
    /** @type {{ file?: string }} */
    const record = JSON.parse(readFileSync(playwrightRecord, "utf8"));
    return record.file !== undefined && existsSync(record.file) ? record.file : undefined;
  } catch {
    return undefined; // never asked
  }
}

/**
 * Playwright's browser, if it has been downloaded earlier.
 * @returns {Promise<string | undefined>}
 */
export async function findPlaywrightBrowser() {
  const node = findPinnedNode();
  if (node === undefined) return undefined;
  const script = 'process.stdout.write(require("playwright-core").chromium.executablePath())';
  const { code, output } = await run(node, ["-e", script]);
  const file = output.trim();
  if (code !== 0 || !existsSync(file)) return undefined;
  mkdirSync(cacheDir, { recursive: true });
  writeFileSync(playwrightRecord, JSON.stringify({ file }));
  return file;
}

/**
 * Lets Playwright download its browser.
 * @returns {Promise<string | undefined>} undefined when that failed
 */
export async function downloadPlaywrightBrowser() {
  const node = findPinnedNode();
  if (node === undefined) return undefined;
  const cli = join(root, "node_modules", "playwright", "cli.js");
  const { code } = await run(node, [cli, "install", "chromium"], {
    timeoutMs: downloadMs,
    env: { ...process.env, PLAYWRIGHT_DOWNLOAD_CONNECTION_TIMEOUT: "10000" },
  });
  return code === 0 ? findPlaywrightBrowser() : undefined;
}
