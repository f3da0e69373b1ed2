import { repositoryRoot } from "@casemate/testkit";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import {
  createFakeElectron,
  FakeFrame,
  type FakeElectron,
  type FakeSession,
  type FakeWindow,
} from "../../test/fake-electron.ts";
import { CHANNELS } from "../common/channels.ts";
import { createComputeWindow, type ComputeWindow } from "./compute-window.ts";
import { guardContents } from "./contents.ts";
import { COMPUTE_SITE } from "./origins.ts";

const DIGEST = `'sha256-${"A".repeat(43)}='`;
const POLICY = `default-src 'none'; script-src ${DIGEST}; base-uri 'none'; form-action 'none'`;
const page = (policy = POLICY): Buffer =>
  Buffer.from(`<meta http-equiv="Content-Security-Policy" content="${policy}" /><script>1</script>`);
const MAX = 1000;

interface Setup {
  readonly fake: FakeElectron;
  readonly computing: ComputeWindow;
  readonly offered: string[];
  /** What the supervisor was told, in order. */
  readonly told: string[];
  readonly open: () => { window: FakeWindow; opened: ReturnType<ComputeWindow["page"]["open"]> };
  readonly settle: () => Promise<void>;
}

function setUp(readPage: () => Buffer = page): Setup {
  const fake = createFakeElectron();
  const [told, offered]: [string[], string[]] = [[], []];
  guardContents(fake.parts.app, { offerExternal: (url) => offered.push(url), showApproval: () => undefined });
  const computing = createComputeWindow({
    electron: fake.parts,
    preload: "/app/compute-preload.cjs",
    readPage,
    use: "fallback",
    report: () => undefined,
  });
  return {
    fake,
    computing,
    offered,
    told,
    open: () => {
      const opened = computing.page.open(MAX, {
        text: (text) => told.push(text),
        ended: () => told.push("ended"),
      });
      const window = fake.windows.at(-1);
      if (!window) throw new Error("no window was made");
      return { window, opened };
    },
    settle: async () => {
      await new Promise(setImmediate);
    },
  };
}

/** Sends as any sender could. */
function send(window: FakeWindow, senderFrame: FakeFrame | null, text: unknown): void {
  const { webContents: sender } = window;
  sender.ipc.emit(CHANNELS.computed, { type: "frame", sender, senderFrame }, text);
}

function sessionOf(fake: FakeElectron): FakeSession {
  const session = fake.sessions.get(COMPUTE_SITE.scheme);
  if (!session) throw new Error("no session was made");
  return session;
}

describe("the window in which a card computes", () => {
  it("is made when there is something to compute, shows nothing, has its own preload, session and document", () => {
    const { fake, computing, open } = setUp();
    const before = [fake.windows.length, fake.sessions.size];
    const { window } = open();
    expect([
      before,
      computing.page.use,
      window.visible,
      window.options.show,
      window.options.webPreferences?.preload,
      window.options.webPreferences?.session === (sessionOf(fake) as unknown),
      window.loaded,
      window.calls,
    ]).toEqual([
      [0, 0],
      "fallback",
      false,
      false,
      "/app/compute-preload.cjs",
      true,
      ["casemate-compute://app/compute.html"],
      ["setMenu null"],
    ]);
  });

  it("is never shown, also when its page is ready", async () => {
    const { open, settle } = setUp();
    const { window } = open();
    await settle();
    expect([window.visible, window.calls]).toEqual([false, ["setMenu null"]]);
  });

  it("carries texts both ways through its preload's two functions, and nothing else crosses", async () => {
    const { fake, told, open, settle } = setUp();
    const { window, opened } = open();
    const bridge = fake.computePage(window);
    const asked: string[] = [];
    bridge.onAsk((text) => asked.push(text));
    bridge.answer('"ready"');
    opened.send("one");
    await settle();
    bridge.answer("\u0000{");
    expect([Object.keys(bridge).sort(), told, asked]).toEqual([
      ["answer", "onAsk"],
      ['"ready"', "\u0000{"],
      ["one"],
    ]);
  });

  it.each<[string, (window: FakeWindow) => void]>([
    [
      "says what is no text",
      (window) => {
        send(window, window.webContents.mainFrame, { text: "x" });
      },
    ],
    [
      "says too much",
      (window) => {
        send(window, window.webContents.mainFrame, "x".repeat(MAX + 1));
      },
    ],
    [
      "speaks from a frame that is gone",
      (window) => {
        send(window, null, "x");
      },
    ],
    [
      "speaks from a frame inside it",
      (window) => {
        const inner = new FakeFrame("inner", COMPUTE_SITE.origin);
        inner.parent = window.webContents.mainFrame;
        send(window, inner, "x");
      },
    ],
    [
      "shows another origin",
      (window) => {
        window.webContents.mainFrame.origin = "casemate://app";
        send(window, window.webContents.mainFrame, "x");
      },
    ],
    [
      "loses its process",
      (window) => {
        window.webContents.emit("render-process-gone", {}, { reason: "crashed" });
      },
    ],
    [
      "is closed",
      (window) => {
        window.destroy();
      },
    ],
  ])("whose page %s is destroyed; that is told once, and nothing after it", async (_name, act) => {
    const { told, open, settle } = setUp();
    const { window, opened } = open();
    act(window);
    act(window);
    send(window, window.webContents.mainFrame, "late");
    opened.send("late");
    opened.close();
    await settle();
    expect([told, window.destroyed, window.webContents.sent]).toEqual([["ended"], true, []]);
  });

  it("whose document does not load is destroyed", async () => {
    const { fake, told, open, settle } = setUp();
    fake.unloadable.add("casemate-compute:");
    const { window } = open();
    await settle();
    expect([told, window.destroyed]).toEqual([["ended"], true]);
  });

  it("that is closed by the one who opened it says nothing of it", async () => {
    const { told, open, settle } = setUp();
    const { window, opened } = open();
    opened.close();
    opened.close();
    send(window, window.webContents.mainFrame, "late");
    await settle();
    expect([told, window.destroyed]).toEqual([[], true]);
  });

  it("is one at a time, in the same session", () => {
    const { fake, open } = setUp();
    const first = open();
    const second = open();
    expect([first.window.destroyed, second.window.destroyed, fake.sessions.size]).toEqual([true, false, 1]);
  });

  it("is gone when Casemate stops, and does not open any more", async () => {
    const { fake, computing, told, open, settle } = setUp();
    const { window } = open();
    computing.stop();
    open();
    await settle();
    expect([window.destroyed, fake.windows.length, told]).toEqual([true, 1, ["ended"]]);
  });

  it("goes nowhere, opens nothing, and asks no person anything", () => {
    const { offered, open } = setUp();
    const { webContents: contents } = open().window;
    const url = "casemate-compute://app/compute.html";
    const ways = ["will-navigate", "will-frame-navigate", "will-redirect", "will-attach-webview"];
    expect([
      ways.filter((way) => contents.navigates(way, url) || contents.navigates(way, "https://example.org/")),
      contents.openHandler?.({ url: "https://example.org/" }),
      offered,
    ]).toEqual([[], { action: "deny" }, []]);
  });
});

describe("the page in it", () => {
  it("is the only thing that its session serves or lets pass, under its own policy", () => {
    const { fake, open } = setUp();
    open();
    const session = sessionOf(fake);
    const get = (url: string): Response | undefined =>
      session.handled.get(COMPUTE_SITE.scheme)?.({ method: "GET", url });
    const served = get("casemate-compute://app/compute.html");
    expect([
      [...session.handled.keys()],
      session.partition,
      served?.status,
      served?.headers.get("Content-Security-Policy"),
      get("casemate-compute://app/index.html")?.status,
      get("casemate-compute://app/../services/keeper.mjs")?.status,
      [
        "casemate://app/index.html",
        "https://example.org/",
        "http://127.0.0.1/",
        "file:///etc/passwd",
        "ws://127.0.0.1/",
        "devtools://devtools/x",
      ].filter((url) => session.passes(url)),
    ]).toEqual([
      ["casemate-compute"],
      "casemate-compute",
      200,
      `${POLICY}; frame-ancestors 'none'`,
      404,
      404,
      [],
    ]);
  });

  it("that the build makes has the policy that it must have", () => {
    const built = readFileSync(join(repositoryRoot, "dist", "services", "compute.html"));
    const { fake, open } = setUp(() => built);
    open();
    const policy = sessionOf(fake)
      .handled.get(COMPUTE_SITE.scheme)?.({ method: "GET", url: "casemate-compute://app/compute.html" })
      .headers.get("Content-Security-Policy");
    expect(policy?.replace(/sha256-[^']+/, "…")).toBe(
      "default-src 'none'; script-src '…'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    );
  });

  it.each<[string, () => Buffer]>([
    [
      "was changed",
      () => {
        throw new Error("tampered");
      },
    ],
    ["has no policy", () => Buffer.from("<script>1</script>")],
    [
      "may run anything",
      () => page("default-src 'none'; script-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"),
    ],
    ["may run two scripts", () => page(POLICY.replace(DIGEST, `${DIGEST} ${DIGEST}`))],
    ["may reach a network", () => page(`${POLICY}; connect-src *`)],
  ])("that %s is not opened", async (_name, readPage) => {
    const { fake, computing, told, settle } = setUp(readPage);
    computing.page.open(MAX, { text: () => undefined, ended: () => told.push("ended") }).send("x");
    const atOnce = [...told];
    await settle();
    expect([fake.windows.length, fake.sessions.size, atOnce, told]).toEqual([0, 0, [], ["ended"]]);
  });
});
