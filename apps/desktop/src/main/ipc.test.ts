import { describe, expect, it } from "vitest";
import {
  createFakeElectron,
  FakeContents,
  FakeFrame,
  sendAs,
  type FakeElectron,
} from "../../test/fake-electron.ts";
import { CHANNELS } from "../common/channels.ts";
import { createIpc, MAX_MESSAGE_CHARS } from "./ipc.ts";
import { CONSOLE_SITE } from "./origins.ts";

const CONNECTION = "c".repeat(32);
const SECRET = "5".repeat(32);

interface Setup {
  readonly fake: FakeElectron;
  readonly contents: FakeContents;
  readonly got: unknown[];
  readonly reported: string[];
  invoke(channel: string, frame: FakeFrame | null, ...args: unknown[]): unknown;
  emit(channel: string, ...args: unknown[]): void;
}

function setUp(drop = true): Setup {
  const fake = createFakeElectron();
  const contents = new FakeContents();
  contents.mainFrame = new FakeFrame("main", CONSOLE_SITE.origin);
  const got: unknown[] = [];
  const reported: string[] = [];
  const ipc = createIpc(fake.parts.ipcMain, (_where, error) => reported.push(String(error)));
  ipc.admit(contents as unknown as Parameters<typeof ipc.admit>[0], CONSOLE_SITE, {
    open: (connection) => got.push(["open", connection]),
    message: (connection, message) => got.push(["message", connection, message]),
    secret: (connection, id, bytes) => got.push(["secret", connection, id, [...bytes]]),
    drop: drop ? () => ({ token: "t" }) : null,
    clipboard: (text) => Promise.resolve(void got.push(["clipboard", text])),
    save: drop
      ? (ticket) => {
          got.push(["save", ticket]);
          return Promise.resolve({ saved: true });
        }
      : null,
  });
  return {
    fake,
    contents,
    got,
    reported,
    invoke: (channel, senderFrame, ...args) =>
      fake.ipcMain.invokable.get(channel)?.({ type: "frame", sender: contents, senderFrame }, ...args),
    emit: (channel, ...args) =>
      void fake.ipcMain.emit(
        channel,
        { type: "frame", sender: contents, senderFrame: contents.mainFrame },
        ...args,
      ),
  };
}

describe("a message counts", () => {
  it("when it comes from the page's own main frame", () => {
    const { fake, contents, got, reported } = setUp();
    sendAs(fake, contents, contents.mainFrame, CONNECTION, '{"t":"call"}');
    expect([got, reported]).toEqual([[["message", CONNECTION, { t: "call" }]], []]);
  });
});

describe("a message is dropped and reported", () => {
  const cases: [string, (contents: FakeContents) => [FakeContents, FakeFrame | null], string][] = [
    ["from an unknown page", (contents) => [new FakeContents(), contents.mainFrame], "unknown page"],
    [
      "from another page with the same number",
      ({ id, mainFrame }) => [Object.assign(new FakeContents(), { id, mainFrame }), mainFrame],
      "page is gone",
    ],
    [
      "from a destroyed page",
      (contents) => [Object.assign(contents, { destroyed: true }), contents.mainFrame],
      "page is gone",
    ],
    ["without a frame", (contents) => [contents, null], "frame is gone"],
    [
      "from a detached frame",
      (contents) => [contents, Object.assign(contents.mainFrame, { detached: true })],
      "frame is gone",
    ],
    [
      "from a frame inside the page",
      (contents) => [
        contents,
        Object.assign(new FakeFrame("inner", CONSOLE_SITE.origin), { parent: contents.mainFrame }),
      ],
      "not come from the page itself",
    ],
    [
      "from an earlier document's frame",
      (contents) => [contents, new FakeFrame("before", CONSOLE_SITE.origin)],
      "not come from the page itself",
    ],
    [
      "from another origin",
      (contents) => [contents, Object.assign(contents.mainFrame, { origin: "https://example.org" })],
      "comes from https://example.org",
    ],
    [
      "from the approval's origin",
      (contents) => [contents, Object.assign(contents.mainFrame, { origin: "casemate-approval://app" })],
      "comes from casemate-approval://app",
    ],
    [
      "from an origin that only begins like ours",
      (contents) => [contents, Object.assign(contents.mainFrame, { origin: "casemate://app.evil" })],
      "comes from casemate://app.evil",
    ],
  ];
  it.each(cases)("%s", (_what, sender, why) => {
    const { fake, contents, got, reported } = setUp();
    sendAs(fake, ...sender(contents), CONNECTION, "{}");
    expect([got, reported]).toEqual([[], [expect.stringContaining(why)]]);
  });

  it("after the page was destroyed", () => {
    const { fake, contents, got, reported } = setUp();
    contents.emit("destroyed");
    sendAs(fake, contents, contents.mainFrame, CONNECTION, "{}");
    expect([got, reported]).toEqual([[], [expect.stringContaining("unknown page")]]);
  });
});

describe("arguments", () => {
  it.each([
    ["a connection that is no string", 5, "{}"],
    ["a connection of the wrong shape", "C".repeat(32), "{}"],
    ["an object instead of text", CONNECTION, {}],
    ["text that is no JSON", CONNECTION, "{"],
    ["too much text", CONNECTION, JSON.stringify("x".repeat(MAX_MESSAGE_CHARS))],
  ])("with %s are dropped", (_what, connection, text) => {
    const { emit, got } = setUp();
    emit(CHANNELS.message, connection, text);
    expect(got).toEqual([]);
  });

  it.each([
    ["a good one", SECRET, new Uint8Array([1, 2]).buffer, [["secret", CONNECTION, SECRET, [1, 2]]]],
    ["a bad id", "zz", new Uint8Array([1]).buffer, []],
    ["a view instead of a buffer", SECRET, new Uint8Array([1]), []],
    ["nothing in it", SECRET, new ArrayBuffer(0), []],
    ["a megabyte", SECRET, new ArrayBuffer(1 << 20), []],
  ])("of a secret frame: %s", (_what, id, envelope, expected) => {
    const { emit, got } = setUp();
    emit(CHANNELS.secret, CONNECTION, id, envelope);
    expect(got).toEqual(expected);
  });
});

describe("a dropped file", () => {
  it("is answered to the page itself only", () => {
    const { contents, invoke } = setUp();
    expect([
      invoke(CHANNELS.drop, contents.mainFrame, "/x"),
      invoke(CHANNELS.drop, new FakeFrame("inner", CONSOLE_SITE.origin), "/x"),
      invoke(CHANNELS.drop, null, "/x"),
    ]).toEqual([
      { token: "t" },
      { problem: expect.any(String) as string },
      { problem: expect.any(String) as string },
    ]);
  });

  it("is refused to a page that takes none", () => {
    const { contents, invoke } = setUp(false);
    expect(invoke(CHANNELS.drop, contents.mainFrame, "/x")).toEqual({
      problem: "This window takes no files.",
    });
  });
});

describe("a file to save", () => {
  it("is asked for by the page's own frame and by no other; the window without files has none", async () => {
    const { contents, got, invoke } = setUp();
    const answers = await Promise.all([
      invoke(CHANNELS.save, contents.mainFrame, "ticket"),
      invoke(CHANNELS.save, new FakeFrame("inner", CONSOLE_SITE.origin), "evil"),
      invoke(CHANNELS.save, null, "evil"),
    ]);
    const other = setUp(false);
    answers.push(await other.invoke(CHANNELS.save, other.contents.mainFrame, "ticket"));
    const none = { problem: "This window hands out no files." };
    expect([answers, got]).toEqual([[{ saved: true }, none, none, none], [["save", "ticket"]]]);
  });
});

describe("a secret for the clipboard", () => {
  it("is taken from the page's own frame and from no other", async () => {
    const { contents, got, reported, invoke } = setUp();
    await invoke(CHANNELS.clipboard, contents.mainFrame, "words");
    await invoke(CHANNELS.clipboard, new FakeFrame("before", CONSOLE_SITE.origin), "evil");
    await invoke(CHANNELS.clipboard, null, "evil");
    expect([got, reported.length]).toEqual([[["clipboard", "words"]], 2]);
  });
});
