import type { State } from "@casemate/contract";
import type { Console } from "@casemate/supervisor";
import type { MenuItemConstructorOptions, NativeImage } from "electron";
import type { ElectronParts } from "./electron-parts.ts";
import { TRAY_ICONS } from "./tray-icons.ts";
import { WORDS } from "./words.ts";

export interface TrayActions {
  readonly show: () => void;
  readonly lock: () => void;
  readonly panic: () => void;
  readonly quit: () => void;
  readonly showApprovals: () => void;
}

/** A key that works in every program. */
export interface TrayShortcut {
  readonly keys: string;
  /** `taken`: it was wanted, and another program has it. */
  readonly state: () => "off" | "on" | "taken";
  readonly set: (on: boolean) => void;
}

/** The symbol in the system's tray: whether the vault is open, Lock now, panic, Quit. Answers the function that removes it. */
export function createTray(
  electron: Pick<ElectronParts, "Tray" | "Menu" | "nativeImage">,
  state: Console["state"],
  actions: TrayActions,
  shortcut: TrayShortcut,
): () => void {
  const icon = (open: boolean): NativeImage =>
    electron.nativeImage.createFromDataURL(open ? TRAY_ICONS.open : TRAY_ICONS.locked);
  const tray = new electron.Tray(icon(false));
  const refresh = (): void => {
    const vault = state.get("vault");
    const waiting = state.get("approvals").filter((approval) => approval.state === "pending").length;
    const open = mayHoldKeys(vault.state);
    const sentence = `${WORDS.appName} · ${vaultWords(vault)}`;
    tray.setImage(icon(open));
    tray.setToolTip(sentence);
    tray.setContextMenu(
      electron.Menu.buildFromTemplate([
        { label: sentence, enabled: false },
        ...(waiting > 0 ? [{ label: WORDS.approvals(waiting), click: actions.showApprovals }] : []),
        { type: "separator" },
        { label: WORDS.show, click: actions.show },
        { label: WORDS.lockNow, enabled: open, click: actions.lock },
        // Never greyed out: what is shown may be wrong when it is needed.
        { label: WORDS.panic, click: actions.panic },
        shortcutItem(shortcut, refresh),
        { type: "separator" },
        { label: WORDS.quit, click: actions.quit },
      ]),
    );
  };
  tray.on("click", actions.show);
  refresh();
  const unsubscribe = state.subscribe(({ slice }) => {
    if (slice === "vault" || slice === "approvals") refresh();
  });
  return () => {
    unsubscribe();
    tray.destroy();
  };
}

function shortcutItem({ keys, state, set }: TrayShortcut, changed: () => void): MenuItemConstructorOptions {
  const stands = state();
  return {
    type: "checkbox",
    label: stands === "taken" ? WORDS.panicShortcutTaken(keys) : WORDS.panicShortcut(keys),
    checked: stands === "on",
    click: () => {
      set(stands !== "on");
      changed();
    },
  };
}

/** Anything but a finished lock may still have keys in some process. */
function mayHoldKeys(state: State["vault"]["state"]): boolean {
  return state === "unlocking" || state === "unlocked" || state === "locking";
}

/** "Locked" alone is said only when it was verified. */
function vaultWords({ state, lockVerified }: State["vault"]): string {
  return state === "locked" && !lockVerified ? WORDS.vault.lockedUnverified : WORDS.vault[state];
}
