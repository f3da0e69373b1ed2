import { contextBridge, ipcRenderer } from "electron";
import { createBridge, randomConnection } from "./bridge.ts";

// The approval's page: the same bridge without dropped files.
contextBridge.exposeInMainWorld("casemate", createBridge(ipcRenderer, randomConnection));
