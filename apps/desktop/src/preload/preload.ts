import { contextBridge, ipcRenderer, webUtils } from "electron";
import { CHANNELS } from "../common/channels.ts";
import { createBridge, randomConnection } from "./bridge.ts";
import { dropFile } from "./drop-file.ts";
import { saveBundle } from "./save-bundle.ts";

// The console's page. Everything it can do is in this object.
contextBridge.exposeInMainWorld("casemate", {
  ...createBridge(ipcRenderer, randomConnection),
  dropFile: (file: File) => dropFile(ipcRenderer, webUtils, file),
  copySecret: (text: string) => ipcRenderer.invoke(CHANNELS.clipboard, text),
  saveBundle: (ticket: string) => saveBundle(ipcRenderer, ticket),
  clearSecret: () => ipcRenderer.invoke(CHANNELS.clipboard, null),
});
