import { spawn } from "node:child_process";
import { accessSync, constants, mkdirSync, writeFileSync } from "node:fs";
import { delimiter, isAbsolute, join } from "node:path";

/** Chromium-family browsers by preference; they can show a page as a window of its own without extensions. */
const CHROMIUM_NAMES = [
  "chromium",
  "chromium-browser",
  "google-chrome",
  "google-chrome-stable",
  "brave-browser",
  "microsoft-edge",
  "microsoft-edge-stable",
  "vivaldi",
];
const MAC_APPS = [
  "/Applications/Chromium.app/Contents/MacOS/Chromium",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
  "/Applications/Brave Browser.app/Contents/MacOS/Brave Browser",
];

export type Opened = "app-window" | "default-browser" | "not-opened";

/**
 * Opens the console. The one-time code never stands in argv, where every user of the machine can read it: a 0600 file that
 * redirects is opened instead.
 */
export function openConsole(address: string, runFolder: string): Opened {
  if (process.platform === "linux" && (process.env["DISPLAY"] ?? process.env["WAYLAND_DISPLAY"] ?? "") === "")
    return "not-opened";
  const page = join(runFolder, "open.html");
  writeFileSync(page, redirectPage(address), { mode: 0o600 });
  const browser = findChromium();
  if (browser !== null) {
    const profile = join(runFolder, "browser");
    mkdirSync(profile, { recursive: true, mode: 0o700 });
    start(browser, [
      `--user-data-dir=${profile}`,
      "--disable-extensions",
      "--no-first-run",
      "--no-default-browser-check",
      "--disable-sync",
      "--disable-background-networking",
      `--app=file://${page}`,
    ]);
    return "app-window";
  }
  const opener = findOnPath(process.platform === "darwin" ? ["open"] : ["xdg-open"]);
  if (opener === null) return "not-opened";
  start(opener, [page]);
  return "default-browser";
}

/** The address stands in a file that only this user can read; the fragment is not sent to any server. */
function redirectPage(address: string): string {
  return `<!doctype html><meta charset="utf-8"><title>Casemate</title><meta http-equiv="refresh" content="0;url=${address}">`;
}

function findChromium(): string | null {
  if (process.platform === "darwin") return MAC_APPS.find(isExecutable) ?? null;
  return findOnPath(CHROMIUM_NAMES);
}

/** First of these names in an absolute folder of PATH. */
function findOnPath(names: readonly string[]): string | null {
  const folders = (process.env["PATH"] ?? "").split(delimiter).filter((folder) => isAbsolute(folder));
  return names.flatMap((name) => folders.map((folder) => join(folder, name))).find(isExecutable) ?? null;
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

function start(program: string, args: readonly string[]): void {
  const child = spawn(program, args, { stdio: "ignore", detached: true });
  child.on("error", () => undefined);
  child.unref();
}
