import type { MenuItemConstructorOptions } from "electron";
import type { ElectronParts } from "./electron-parts.ts";
import { WORDS } from "./words.ts";

export interface MenuActions {
  readonly lock: () => void;
  readonly panic: () => void;
  readonly quit: () => void;
  readonly showApprovals: () => void;
}

/** The application menu: editing, size of the text, lock, quit. Electron's own default menu has reload and developer tools. */
export function setMenu(
  Menu: ElectronParts["Menu"],
  options: { devTools: boolean; actions: MenuActions },
): void {
  const { lock, panic, quit, showApprovals } = options.actions;
  const template: MenuItemConstructorOptions[] = [
    {
      label: WORDS.appName,
      submenu: [
        { label: WORDS.lockNow, accelerator: "CommandOrControl+L", click: lock },
        { label: WORDS.panic, click: panic },
        { label: "Approvals", click: showApprovals },
        { type: "separator" },
        { label: WORDS.quit, accelerator: "CommandOrControl+Q", click: quit },
      ],
    },
    {
      label: "Edit",
      submenu: [
        { role: "undo" },
        { role: "redo" },
        { type: "separator" },
        { role: "cut" },
        { role: "copy" },
        { role: "paste" },
        { role: "selectAll" },
      ],
    },
    {
      label: "View",
      submenu: [
        { role: "resetZoom" },
        { role: "zoomIn" },
        { role: "zoomOut" },
        { role: "togglefullscreen" },
        ...(options.devTools ? ([{ role: "toggleDevTools" }] satisfies MenuItemConstructorOptions[]) : []),
      ],
    },
  ];
  Menu.setApplicationMenu(Menu.buildFromTemplate(template));
}
