import { accessSync, constants } from "node:fs";
import { isAbsolute, join } from "node:path";

/** Where the system keeps programs. PATH is not asked: whoever controls it would choose our confinement. */
const SYSTEM_FOLDERS = ["/usr/bin", "/bin", "/usr/local/bin", "/run/current-system/sw/bin"];

/** Absolute paths of the helpers that were found; null = not installed. */
export interface Tools {
  /** bubblewrap. */
  readonly bwrap: string | null;
  /** True when `CASEMATE_BWRAP` named it: such a box is never called full isolation. */
  readonly bwrapChosen: boolean;
  /** util-linux: resource limits. */
  readonly prlimit: string | null;
  /** util-linux: end with the parent. */
  readonly setpriv: string | null;
}

/** @param chosenBwrap value of `CASEMATE_BWRAP`: an absolute path; anything else means "none" */
export function findTools(chosenBwrap: string | undefined): Tools {
  const chosen =
    chosenBwrap !== undefined && isAbsolute(chosenBwrap) && isExecutable(chosenBwrap) ? chosenBwrap : null;
  return {
    bwrap: chosenBwrap === undefined ? findSystemTool("bwrap") : chosen,
    bwrapChosen: chosenBwrap !== undefined,
    prlimit: findSystemTool("prlimit"),
    setpriv: findSystemTool("setpriv"),
  };
}

/** Absolute path of a program of the system, null where there is none and on anything but Linux. */
export function findSystemTool(name: string): string | null {
  if (process.platform !== "linux") return null;
  return SYSTEM_FOLDERS.map((folder) => join(folder, name)).find(isExecutable) ?? null;
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
