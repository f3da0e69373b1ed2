import { accessSync, constants, existsSync, realpathSync, statSync } from "node:fs";
import { isAbsolute } from "node:path";
import { DeviceError } from "../../common/webgpu/device.ts";

/** Where browsers that can compute put themselves. A snap's browser is left out: it cannot use a folder of ours. */
const PLACES: Readonly<Partial<Record<NodeJS.Platform, readonly string[]>>> = {
  linux: [
    "/usr/bin/chromium",
    "/usr/bin/chromium-browser",
    "/usr/bin/google-chrome-stable",
    "/opt/google/chrome/chrome",
    "/usr/bin/microsoft-edge-stable",
    "/usr/bin/brave-browser",
    "/usr/lib/chromium/chromium",
  ],
  darwin: [
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
    "/Applications/Brave Browser.app/Contents/MacOS/Brave Browser",
  ],
  win32: [
    "C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe",
    "C:\\Program Files (x86)\\Google\\Chrome\\Application\\chrome.exe",
    "C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe",
    "C:\\Program Files\\Microsoft\\Edge\\Application\\msedge.exe",
  ],
};
/** Write permission of group and others. */
const WRITABLE_BY_OTHERS = 0o022;

/**
 * The browser to use: the one that was named, else the first that is where browsers belong. On systems with users its file must belong to root or to us and
 * be writable by nobody else. Throws DeviceError `no_browser` with one sentence.
 */
export function findBrowser(named: string | null, platform: NodeJS.Platform = process.platform): string {
  if (named !== null) return expectRunnable(named);
  const found = (PLACES[platform] ?? []).find((path) => existsSync(path) && problemOf(path) === null);
  if (found === undefined)
    throw new DeviceError(
      "no_browser",
      "No browser with WebGPU was found in its usual place. Install Chromium, Chrome or Edge, or name one with --browser.",
    );
  return found;
}

function expectRunnable(path: string): string {
  const problem = isAbsolute(path) ? problemOf(path) : "the path must be absolute";
  if (problem !== null)
    throw new DeviceError("no_browser", `The browser that was named cannot be used: ${problem}.`);
  return path;
}

/** Why a file is not to be started; null when it may be. */
function problemOf(path: string): string | null {
  try {
    const { mode, uid, isFile } = fileAt(path);
    if (!isFile) return "it is no file";
    accessSync(path, constants.X_OK);
    if (process.getuid === undefined) return null;
    if (uid !== 0 && uid !== process.getuid()) return "it belongs to another user, who could change it";
    return (mode & WRITABLE_BY_OTHERS) === 0 ? null : "others than its owner can change it";
  } catch {
    return "it is not there, or may not be run";
  }
}

function fileAt(path: string): { mode: number; uid: number; isFile: boolean } {
  const stat = statSync(realpathSync(path));
  return { mode: stat.mode, uid: stat.uid, isFile: stat.isFile() };
}
