import { existsSync, rmSync, writeFileSync } from "node:fs";
import type { ElectronParts } from "./electron-parts.ts";
import type { TrayShortcut } from "./tray.ts";

/** Four keys: nobody presses them by accident, and few programs use them. Not Backspace, which with Control and Alt ends an X server. */
const ACCELERATOR = "CommandOrControl+Alt+Shift+P";
const KEYS = "Ctrl/⌘ Alt Shift P";

/**
 * Panic level 1 by a key in every program. Off until a person switches it on in the tray, because it can be another program's key; `file` is there
 * while it is on. `stop` gives the key back.
 */
export function createPanicShortcut(
  globalShortcut: Pick<ElectronParts["globalShortcut"], "register" | "unregister">,
  file: string,
  panic: () => void,
  report: (where: string, error: unknown) => void,
): TrayShortcut & { readonly stop: () => void } {
  let state: "off" | "on" | "taken" = "off";
  const take = (): void => {
    try {
      state = globalShortcut.register(ACCELERATOR, panic) ? "on" : "taken";
    } catch (error) {
      report("panic shortcut", error);
      state = "taken";
    }
  };
  const stop = (): void => {
    if (state === "on") globalShortcut.unregister(ACCELERATOR);
    state = "off";
  };
  const remember = (on: boolean): void => {
    try {
      if (on) writeFileSync(file, "", { mode: 0o600 });
      else rmSync(file, { force: true });
    } catch (error) {
      report("panic shortcut", error);
    }
  };
  if (existsSync(file)) take();
  return {
    keys: KEYS,
    state: () => state,
    set: (on) => {
      stop();
      if (on) take();
      remember(state === "on");
    },
    stop,
  };
}
