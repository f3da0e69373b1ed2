import {
  app,
  BrowserWindow,
  clipboard,
  ClipboardItem,
  dialog,
  globalShortcut,
  ipcMain,
  Menu,
  nativeImage,
  Notification,
  powerMonitor,
  protocol,
  session,
  shell,
  Tray,
} from "electron";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { startDesktop } from "./start.ts";

// The only file that loads Electron. No crash reporter, no telemetry and no updater is started anywhere in this program.
void startDesktop(
  {
    app,
    BrowserWindow,
    clipboard,
    ClipboardItem,
    dialog,
    globalShortcut,
    ipcMain,
    Menu,
    nativeImage,
    Notification,
    powerMonitor,
    protocol,
    session,
    shell,
    Tray,
  },
  {
    env: process.env,
    failures: process,
    here: dirname(fileURLToPath(import.meta.url)),
    resourcesPath: process.resourcesPath,
    platform: process.platform,
    arch: process.arch,
  },
);
