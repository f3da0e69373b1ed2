import { describe, expect, it } from "vitest";
import { createFakeElectron, FakeContents } from "../../test/fake-electron.ts";
import { guardContents } from "./contents.ts";

const CONSOLE = "casemate://app/index.html";
const ID = "a".repeat(32);

function guarded(url = CONSOLE): { contents: FakeContents; offered: string[]; shown: string[] } {
  const fake = createFakeElectron();
  const [offered, shown]: [string[], string[]] = [[], []];
  guardContents(fake.parts.app, {
    offerExternal: (target) => offered.push(target),
    showApproval: (id) => shown.push(id),
  });
  const contents = Object.assign(new FakeContents(), { url });
  fake.app.emit("web-contents-created", {}, contents);
  return { contents, offered, shown };
}

describe("every page", () => {
  it.each([
    ["will-navigate", "https://example.org/", true, false],
    ["will-navigate", "file:///etc/passwd", true, false],
    ["will-navigate", "casemate://app/approve.html", true, false],
    ["will-navigate", "casemate://app/index.html?x", true, false],
    ["will-navigate", "casemate-approval://app/approve.html", true, false],
    ["will-navigate", CONSOLE, true, true],
    ["will-frame-navigate", "https://example.org/", true, false],
    ["will-frame-navigate", CONSOLE, true, true],
    ["will-frame-navigate", CONSOLE, false, false],
    ["will-redirect", CONSOLE, true, false],
    ["will-attach-webview", CONSOLE, true, false],
  ])("%s to %s (main frame: %s) is allowed: %s", (event, url, mainFrame, expected) => {
    expect(guarded().contents.navigates(event, url, mainFrame)).toBe(expected);
  });

  it("may load only itself again: the approval does not become the console", () => {
    const { contents } = guarded("casemate-approval://app/approve.html#x");
    expect([
      contents.navigates("will-navigate", CONSOLE),
      contents.navigates("will-navigate", "casemate-approval://app/approve.html"),
    ]).toEqual([false, true]);
  });

  it("opens no window; an address is offered to the person, a request's own address shows its approval", () => {
    const { contents, offered, shown } = guarded();
    const answers = [
      "https://example.org/",
      `casemate-approval://app/approve.html#${ID}`,
      `casemate-approval://app/approve.html?#${ID}`,
    ].map((url) => contents.openHandler?.({ url }));
    expect([answers, offered, shown]).toEqual([
      [{ action: "deny" }, { action: "deny" }, { action: "deny" }],
      ["https://example.org/", `casemate-approval://app/approve.html?#${ID}`],
      [ID],
    ]);
  });

  it("of another origin cannot show an approval", () => {
    const { contents, shown } = guarded("casemate-approval://app/approve.html");
    contents.openHandler?.({ url: `casemate-approval://app/approve.html#${ID}` });
    expect(shown).toEqual([]);
  });

  it("tells no peer this machine's addresses", () => {
    expect(guarded().contents.webRtcPolicy).toBe("disable_non_proxied_udp");
  });
});
