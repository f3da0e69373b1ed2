import { contextBridge, ipcRenderer, webUtils } from "electron";
import { createBridge, randomConnection } from "./bridge.ts";
import { dropFile } from "./drop-file.ts";

// The console's page. Everything it can do is in this object.
contextBridge.exposeInMainWorld("casemate", {
  ...createBridge(ipcRenderer, randomConnection),
  dropFile: (file: File) => dropFile(ipcRenderer, webUtils, file),
});
