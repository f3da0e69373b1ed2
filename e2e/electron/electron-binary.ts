import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { repositoryRoot } from "@casemate/testkit";

const EXECUTABLES: Partial<Record<NodeJS.Platform, string>> = {
  darwin: "Electron.app/Contents/MacOS/Electron",
  win32: "electron.exe",
};

/** Electron's executable where there is one: `ELECTRON_OVERRIDE_DIST_PATH`, else what its own installer downloaded. Else null. */
export function electronBinary(): string | null {
  const executable = EXECUTABLES[process.platform] ?? "electron";
  const named = process.env["ELECTRON_OVERRIDE_DIST_PATH"] ?? "";
  const folder = join(repositoryRoot, "node_modules", "electron");
  const file = named !== "" ? join(named, executable) : join(folder, "dist", executable);
  if (!existsSync(file)) return null;
  // The installer writes this file last: without it a download was interrupted.
  return named !== "" || readFileIfAny(join(folder, "path.txt")) !== "" ? file : null;
}

function readFileIfAny(path: string): string {
  return existsSync(path) ? readFileSync(path, "utf8") : "";
}
