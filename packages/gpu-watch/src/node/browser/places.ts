import { accessSync, constants, realpathSync, statSync } from "node:fs";
import { isAbsolute } from "node:path";
import { DeviceError } from "../../common/webgpu/device.ts";
import { changeable } from "../changeable.ts";

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

/**
 * The browser to use: the one that was named, else the first that is where browsers belong. On systems with users its file must belong to root or to us, and
 * nobody else may write it or a folder above it. Answers the file behind all links. Throws DeviceError `no_browser` with one sentence.
 */
export function findBrowser(named: string | null, platform: NodeJS.Platform = process.platform): string {
  if (named !== null) return expectRunnable(named);
  for (const path of PLACES[platform] ?? []) {
    const found = fileOf(path);
    if ("real" in found) return found.real;
  }
  throw new DeviceError(
    "no_browser",
    "No browser with WebGPU was found in its usual place. Install Chromium, Chrome or Edge, or name one with --browser.",
  );
}

function expectRunnable(path: string): string {
  const found = isAbsolute(path) ? fileOf(path) : { problem: "the path must be absolute" };
  if ("real" in found) return found.real;
  throw new DeviceError("no_browser", `The browser that was named cannot be used: ${found.problem}.`);
}

const PROBLEMS = {
  owner: "it belongs to another user, who could change it",
  file: "others than its owner can change it",
  folder: "others can change a folder above it, and put another program in its place",
} as const;

/** The file behind all links, so that what was looked at is what is started; or why it is not to be started. */
function fileOf(path: string): { real: string } | { problem: string } {
  try {
    const uid = process.getuid?.();
    const real = realpathSync(path);
    if (!statSync(real).isFile()) return { problem: "it is no file" };
    accessSync(real, constants.X_OK);
    if (uid === undefined) return { real };
    const { by } = changeable(real, [0, uid]);
    // On macOS the group of administrators may write /Applications, where every browser lies.
    const usual = by === "folder" && process.platform === "darwin";
    return by === null || usual ? { real } : { problem: PROBLEMS[by] };
  } catch {
    return { problem: "it is not there, or may not be run" };
  }
}
