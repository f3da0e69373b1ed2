import { contextBridge, ipcRenderer } from "electron";
import { createComputeBridge } from "./compute-bridge.ts";

// The hidden window's page: two functions, under the names that the page knows from every place in which it stands.
const bridge = createComputeBridge(ipcRenderer);
contextBridge.exposeInMainWorld("casemateAnswer", bridge.answer);
contextBridge.exposeInMainWorld("casemateOnAsk", bridge.onAsk);
