import type * as Electron from "electron";

/** What the shell uses of Electron. Only `main.ts` imports the real one; tests hand in a twin of it. */
export type ElectronParts = Pick<
  typeof Electron,
  | "app"
  | "BrowserWindow"
  | "clipboard"
  | "ClipboardItem"
  | "dialog"
  | "globalShortcut"
  | "ipcMain"
  | "Menu"
  | "nativeImage"
  | "Notification"
  | "powerMonitor"
  | "protocol"
  | "session"
  | "shell"
  | "Tray"
>;
