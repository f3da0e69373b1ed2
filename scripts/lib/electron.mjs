// Finds or fetches Electron's binary; npm's package is only its launcher. Runs on Node 18.
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { failedLately, rememberFailure } from "./attempts.mjs";
import { run } from "./child.mjs";
import { root } from "./paths.mjs";
import { findPinnedNode } from "./pinned-node.mjs";

const folder = join(root, "node_modules", "electron");

/** 110 MB over a slow line; a machine without a network fails within seconds. */
const downloadMs = 3 * 60_000;

const executables = new Map([
  ["darwin", "Electron.app/Contents/MacOS/Electron"],
  ["win32", "electron.exe"],
]);

/**
 * Electron's executable: the one in `ELECTRON_OVERRIDE_DIST_PATH`, else the downloaded one.
 * @returns {string | undefined}
 */
export function findElectron() {
  const executable = executables.get(process.platform) ?? "electron";
  const named = process.env["ELECTRON_OVERRIDE_DIST_PATH"];
  if (named !== undefined && named !== "") {
    const file = join(named, executable);
    return existsSync(file) ? file : undefined;
  }
  const file = join(folder, "dist", executable);
  return existsSync(file) && isComplete() ? file : undefined;
}

/** Electron's own installer writes this file last; without it a download was interrupted. */
function isComplete() {
  try {
    return readFileSync(join(folder, "path.txt"), "utf8") !== "";
  } catch {
    return false;
  }
}

/** True where a window can be shown at all: not over a plain ssh connection or in a container. */
function hasScreen() {
  if (process.platform !== "linux") return true;
  return [process.env["DISPLAY"], process.env["WAYLAND_DISPLAY"]].some(
    (name) => name !== undefined && name !== "",
  );
}

/**
 * Electron's executable, downloaded once where that is possible; a failure is remembered for a day.
 * @param {(line: string) => void} say
 * @returns {Promise<string | undefined>}
 */
export async function getElectron(say) {
  if (!hasScreen()) return undefined;
  const present = findElectron();
  const node = findPinnedNode();
  if (present !== undefined || node === undefined) return present;
  if (process.env["ELECTRON_OVERRIDE_DIST_PATH"] === undefined && !failedLately("electron")) {
    say("downloading Electron (about 110 MB, once)");
    const { code } = await run(node, [join(folder, "install.js")], { cwd: folder, timeoutMs: downloadMs });
    if (code === 0 && findElectron() !== undefined) return findElectron();
    rememberFailure("electron");
  }
  say("Electron could not be had, so the console opens in a browser instead; nothing else changes.");
  return undefined;
}
