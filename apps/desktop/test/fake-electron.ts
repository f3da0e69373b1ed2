import { EventEmitter } from "node:events";
import type { BrowserWindowConstructorOptions, IpcRenderer, MenuItemConstructorOptions } from "electron";
import { CHANNELS } from "../src/common/channels.ts";
import { createBridge, randomConnection, type Bridge } from "../src/preload/bridge.ts";
import { createComputeBridge, type ComputeBridge } from "../src/preload/compute-bridge.ts";
import { dropFile } from "../src/preload/drop-file.ts";
import { saveBundle } from "../src/preload/save-bundle.ts";
import type { ElectronParts } from "../src/main/electron-parts.ts";

/**
 * A small twin of the Electron calls that the shell uses: windows without a screen, sessions that keep their handlers, IPC that clones what
 * crosses it. Documents are loaded by running the real preload code against it.
 */
export class FakeFrame {
  readonly frameToken: string;
  parent: FakeFrame | null = null;
  detached = false;
  origin: string;
  constructor(frameToken: string, origin: string) {
    this.frameToken = frameToken;
    this.origin = origin;
  }
  isDestroyed(): boolean {
    return false;
  }
}

let nextContents = 1;

export class FakeContents extends EventEmitter {
  readonly id = nextContents++;
  readonly sent: { channel: string; args: unknown[] }[] = [];
  mainFrame = new FakeFrame("", "null");
  url = "";
  destroyed = false;
  webRtcPolicy = "default";
  openHandler: ((details: { url: string }) => { action: string }) | null = null;
  readonly pageListeners = new EventEmitter();
  /** What this page alone sends; heard before `ipcMain` (Electron's documentation of `contents.ipc`). */
  readonly ipc = new EventEmitter();
  isDestroyed(): boolean {
    return this.destroyed;
  }
  getURL(): string {
    return this.url;
  }
  send(channel: string, ...args: unknown[]): void {
    if (this.destroyed) throw new TypeError("Object has been destroyed");
    const copy = structuredClone(args);
    this.sent.push({ channel, args: copy });
    queueMicrotask(() => this.pageListeners.emit(channel, {}, ...copy));
  }
  setWindowOpenHandler(handler: FakeContents["openHandler"]): void {
    this.openHandler = handler;
  }
  setWebRTCIPHandlingPolicy(policy: string): void {
    this.webRtcPolicy = policy;
  }
  /** Asks to go somewhere, as a page does; true when nobody objected. */
  navigates(event: string, url: string, isMainFrame = true): boolean {
    let stopped = false;
    this.emit(event, { url, isMainFrame, preventDefault: () => (stopped = true) }, url);
    return !stopped;
  }
}

export class FakeSession extends EventEmitter {
  readonly partition: string;
  readonly options: unknown;
  readonly handled = new Map<string, (request: { method: string; url: string }) => Response>();
  readonly given: Record<string, unknown> = {};
  constructor(partition: string, options: unknown) {
    super();
    this.partition = partition;
    this.options = options;
  }
  readonly protocol = {
    handle: (scheme: string, handler: (request: { method: string; url: string }) => Response) => {
      this.handled.set(scheme, handler);
    },
  };
  readonly webRequest = {
    onBeforeRequest: (listener: unknown) => {
      this.given["onBeforeRequest"] = listener;
    },
  };
  setPermissionRequestHandler = (handler: unknown): void => void (this.given["permissionRequest"] = handler);
  setPermissionCheckHandler = (handler: unknown): void => void (this.given["permissionCheck"] = handler);
  setDevicePermissionHandler = (handler: unknown): void => void (this.given["devicePermission"] = handler);
  setDisplayMediaRequestHandler = (handler: unknown): void => void (this.given["displayMedia"] = handler);
  setCertificateVerifyProc = (handler: unknown): void => void (this.given["certificate"] = handler);
  setSpellCheckerEnabled = (enabled: boolean): void => void (this.given["spellChecker"] = enabled);
  setSpellCheckerDictionaryDownloadURL = (url: string): void => void (this.given["dictionaries"] = url);
  /** Whether the filter lets a request for this address pass. */
  passes(url: string): boolean {
    let passed = false;
    const listener = this.given["onBeforeRequest"] as (
      details: { url: string },
      callback: (answer: { cancel: boolean }) => void,
    ) => void;
    listener({ url }, ({ cancel }) => (passed = !cancel));
    return passed;
  }
}

/** What the page of a window can do: exactly what its preload put on `window.casemate`. */
export interface FakePage extends Bridge {
  dropFile(file: File): Promise<string>;
  saveBundle(ticket: string): Promise<boolean>;
}

export type FakeRenderer = Pick<IpcRenderer, "on" | "send" | "invoke">;

export interface FakeElectron {
  readonly parts: ElectronParts;
  readonly app: FakeApp;
  readonly ipcMain: FakeIpcMain;
  readonly windows: FakeWindow[];
  readonly sessions: Map<string, FakeSession>;
  readonly power: EventEmitter & { state: string };
  readonly dialogs: {
    errors: [string, string][];
    boxes: unknown[];
    answer: number;
    /** Where the person wants to save; null: they close the dialog. */
    saveTo: string | null;
  };
  readonly opened: string[];
  readonly schemes: unknown[];
  /** Schemes whose documents do not load. */
  readonly unloadable: Set<string>;
  readonly tray: FakeTray[];
  /** Keys that work in every program, and whether another program has them all. */
  readonly keys: Map<string, () => void> & { taken: boolean };
  /** The menu that was set last. */
  readonly menu: () => MenuItemConstructorOptions[];
  /** Runs the preload of a window's document, as a load or a reload does. `paths`: what the browser knows about dropped files. */
  page(window: FakeWindow, paths?: ReadonlyMap<File, string>): FakePage;
  /** What the preload of the window's document has of Electron's `ipcRenderer`; of the document before it nothing is heard any more. */
  renderer(window: FakeWindow): FakeRenderer;
  /** The same as `page` for the hidden window, which has a preload of its own. */
  computePage(window: FakeWindow): ComputeBridge;
}

export class FakeIpcMain extends EventEmitter {
  readonly invokable = new Map<string, (event: unknown, ...args: unknown[]) => unknown>();
  handle(channel: string, handler: (event: unknown, ...args: unknown[]) => unknown): void {
    this.invokable.set(channel, handler);
  }
}

export class FakeApp extends EventEmitter {
  readonly calls: string[] = [];
  readonly switches = new Map<string, string | undefined>();
  readonly paths = new Map<string, string>();
  readonly present = new Set<string>();
  isPackaged = false;
  first = true;
  exitCode: number | null = null;
  readonly exited: Promise<number>;
  #resolveExit: (code: number) => void = () => undefined;
  constructor() {
    super();
    this.exited = new Promise((resolve) => (this.#resolveExit = resolve));
  }
  readonly commandLine = {
    appendSwitch: (name: string, value?: string) => void this.switches.set(name, value),
    hasSwitch: (name: string) => this.present.has(name),
  };
  enableSandbox(): void {
    this.calls.push("enableSandbox");
  }
  setName(): void {
    this.calls.push("setName");
  }
  setPath(name: string, path: string): void {
    this.paths.set(name, path);
  }
  requestSingleInstanceLock(): boolean {
    this.calls.push("requestSingleInstanceLock");
    return this.first;
  }
  whenReady(): Promise<void> {
    this.calls.push("whenReady");
    return Promise.resolve();
  }
  quit(): void {
    this.calls.push("quit");
    const objections: string[] = [];
    this.emit("before-quit", { preventDefault: () => objections.push("prevented") });
    if (objections.length === 0) this.exit(0);
  }
  exit(code: number): void {
    this.exitCode ??= code;
    this.#resolveExit(code);
  }
}

export class FakeWindow extends EventEmitter {
  readonly options: BrowserWindowConstructorOptions;
  readonly webContents = new FakeContents();
  readonly calls: string[] = [];
  readonly loaded: string[] = [];
  /** Schemes whose documents do not load: `loadURL` then rejects. */
  unloadable: ReadonlySet<string> = new Set();
  destroyed = false;
  visible = false;
  constructor(options: BrowserWindowConstructorOptions) {
    super();
    this.options = options;
  }
  loadURL(url: string): Promise<void> {
    this.loaded.push(url);
    if (this.unloadable.has(new URL(url).protocol)) return Promise.reject(new Error("ERR_FAILED (-2)"));
    this.webContents.url = url;
    const { protocol, host } = new URL(url);
    this.webContents.mainFrame = new FakeFrame(
      `${url}-${String(this.loaded.length)}`,
      `${protocol}//${host}`,
    );
    queueMicrotask(() => this.emit("ready-to-show"));
    return Promise.resolve();
  }
  show(): void {
    this.visible = true;
  }
  hide(): void {
    this.visible = false;
  }
  focus(): void {
    this.calls.push("focus");
  }
  isMinimized(): boolean {
    return false;
  }
  restore(): void {
    this.calls.push("restore");
  }
  setMenu(menu: unknown): void {
    this.calls.push(`setMenu ${String(menu)}`);
  }
  isDestroyed(): boolean {
    return this.destroyed;
  }
  /** Also what happens when a person closes the window. */
  destroy(): void {
    if (this.destroyed) return;
    this.destroyed = true;
    this.webContents.destroyed = true;
    this.webContents.emit("destroyed");
    this.emit("closed");
  }
}

export class FakeTray extends EventEmitter {
  icon: unknown;
  tip = "";
  menu: MenuItemConstructorOptions[] = [];
  destroyed = false;
  constructor(icon: unknown) {
    super();
    this.icon = icon;
  }
  setImage(icon: unknown): void {
    this.icon = icon;
  }
  setToolTip(tip: string): void {
    this.tip = tip;
  }
  setContextMenu(menu: MenuItemConstructorOptions[]): void {
    this.menu = menu;
  }
  destroy(): void {
    this.destroyed = true;
  }
}

export function createFakeElectron(): FakeElectron {
  const app = new FakeApp();
  const ipcMain = new FakeIpcMain();
  const windows: FakeWindow[] = [];
  const sessions = new Map<string, FakeSession>();
  const power = Object.assign(new EventEmitter(), { state: "active", getSystemIdleState: () => power.state });
  const dialogs: FakeElectron["dialogs"] = { errors: [], boxes: [], answer: 0, saveTo: null };
  const opened: string[] = [];
  const schemes: unknown[] = [];
  const unloadable = new Set<string>();
  const tray: FakeTray[] = [];
  const keys = Object.assign(new Map<string, () => void>(), { taken: false });
  let menu: MenuItemConstructorOptions[] = [];
  const parts = {
    app,
    ipcMain,
    BrowserWindow: class extends FakeWindow {
      constructor(options: BrowserWindowConstructorOptions) {
        super(options);
        this.unloadable = unloadable;
        windows.push(this);
        app.emit("web-contents-created", {}, this.webContents);
      }
    },
    dialog: {
      showErrorBox: (title: string, text: string) => dialogs.errors.push([title, text]),
      showMessageBox: (options: unknown) => {
        dialogs.boxes.push(options);
        return Promise.resolve({ response: dialogs.answer });
      },
      showSaveDialog: () =>
        Promise.resolve({ canceled: dialogs.saveTo === null, filePath: dialogs.saveTo ?? "" }),
    },
    globalShortcut: {
      register: (key: string, run: () => void) => !keys.taken && keys.set(key, run).has(key),
      unregister: (key: string) => keys.delete(key),
    },
    Menu: {
      buildFromTemplate: (template: MenuItemConstructorOptions[]) => template,
      setApplicationMenu: (template: MenuItemConstructorOptions[]) => (menu = template),
    },
    nativeImage: { createFromDataURL: (url: string) => url },
    Notification: { isSupported: () => false },
    powerMonitor: power,
    protocol: { registerSchemesAsPrivileged: (given: unknown[]) => schemes.push(...given) },
    session: {
      fromPartition: (partition: string, options: unknown) => {
        const session = sessions.get(partition) ?? new FakeSession(partition, options);
        sessions.set(partition, session);
        return session;
      },
    },
    shell: { openExternal: (url: string) => Promise.resolve(void opened.push(url)) },
    Tray: class extends FakeTray {
      constructor(icon: unknown) {
        super(icon);
        tray.push(this);
      }
    },
  };
  const renderer: FakeElectron["renderer"] = ({ webContents: contents }) => {
    contents.pageListeners.removeAllListeners();
    const event = (): unknown => ({ type: "frame", sender: contents, senderFrame: contents.mainFrame });
    const calls = {
      on: (channel: string, listener: (...args: unknown[]) => void) =>
        contents.pageListeners.on(channel, listener),
      send: (channel: string, ...args: unknown[]) => {
        if (contents.destroyed) return;
        const copy = structuredClone(args);
        contents.ipc.emit(channel, event(), ...copy);
        ipcMain.emit(channel, event(), ...copy);
      },
      invoke: async (channel: string, ...args: unknown[]) =>
        structuredClone(await ipcMain.invokable.get(channel)?.(event(), ...args)),
    };
    return calls as unknown as FakeRenderer;
  };
  const page: FakeElectron["page"] = (window, paths = new Map()) => {
    const ipcRenderer = renderer(window);
    const bridge = createBridge(ipcRenderer, randomConnection);
    const webUtils = { getPathForFile: (file: File) => paths.get(file) ?? "" };
    return {
      ...bridge,
      dropFile: (file) => dropFile(ipcRenderer, webUtils, file),
      saveBundle: (ticket) => saveBundle(ipcRenderer, ticket),
    };
  };
  return {
    parts: parts as unknown as ElectronParts,
    app,
    ipcMain,
    windows,
    sessions,
    power,
    dialogs,
    opened,
    schemes,
    unloadable,
    tray,
    keys,
    menu: () => menu,
    page,
    renderer,
    computePage: (window) => createComputeBridge(renderer(window)),
  };
}

/** Sends on a channel as any sender: what a page that was taken over, or another page, could try. */
export function sendAs(
  fake: FakeElectron,
  sender: FakeContents,
  senderFrame: FakeFrame | null,
  ...args: unknown[]
): void {
  fake.ipcMain.emit(CHANNELS.message, { type: "frame", sender, senderFrame }, ...args);
}
