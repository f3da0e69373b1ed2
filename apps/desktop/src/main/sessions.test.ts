import { describe, expect, it } from "vitest";
import { createFakeElectron, type FakeSession } from "../../test/fake-electron.ts";
import { APPROVAL_SITE, COMPUTE_SITE, CONSOLE_SITE, type Site } from "./origins.ts";
import { createSession, registerSchemes } from "./sessions.ts";

function made(site: Site, clipboard: boolean, devTools = false): FakeSession {
  const fake = createFakeElectron();
  createSession(fake.parts, site, new Map([["/index.html", Buffer.from("page")]]), { clipboard, devTools });
  const session = fake.sessions.get(site.scheme);
  if (!session) throw new Error("no session was made");
  return session;
}

function asked(session: FakeSession, permission: string): [boolean, boolean] {
  const { permissionRequest, permissionCheck } = session.given as Record<
    string,
    (...args: unknown[]) => unknown
  >;
  let granted = false;
  permissionRequest?.({}, permission, (answer: boolean) => (granted = answer));
  return [granted, permissionCheck?.({}, permission) === true];
}

/** Every permission that Electron 45 names. */
const PERMISSIONS =
  "ar automatic-fullscreen background-fetch background-sync captured-surface-control clipboard-read deprecated-sync-clipboard-read display-capture fileSystem fullscreen geolocation geolocation-approximate hand-tracking hid idle-detection keyboardLock local-fonts local-network local-network-access loopback-network media mediaKeySystem midi midiSysex nfc notifications openExternal payment-handler periodic-background-sync persistent-storage pointerLock screen-wake-lock sensors serial smart-card speaker-selection storage-access system-wake-lock top-level-storage-access usb vr web-app-installation web-printing window-management unknown".split(
    " ",
  );

describe("a session", () => {
  it("lives in memory and serves its own scheme only", () => {
    const session = made(CONSOLE_SITE, true);
    expect([session.partition, session.options, [...session.handled.keys()]]).toEqual([
      "casemate",
      { cache: false },
      ["casemate"],
    ]);
  });

  it("denies every permission", () => {
    for (const session of [made(CONSOLE_SITE, true), made(COMPUTE_SITE, false)])
      expect(PERMISSIONS.filter((permission) => asked(session, permission).includes(true))).toEqual([]);
  });

  it("lets the console alone write to the clipboard", () => {
    expect(
      [CONSOLE_SITE, APPROVAL_SITE].map((site) =>
        asked(made(site, site === CONSOLE_SITE), "clipboard-sanitized-write"),
      ),
    ).toEqual([
      [true, true],
      [false, false],
    ]);
  });

  it.each([
    ["casemate://app/index.html", true],
    ["casemate://app/assets/a.js", true],
    ["casemate://app.evil/index.html", false],
    ["casemate-approval://app/approve.html", false],
    ["https://example.org/", false],
    ["http://127.0.0.1:80/", false],
    ["ws://127.0.0.1:80/", false],
    ["file:///etc/passwd", false],
    ["casemate-none://nowhere/en-US.bdic", false],
    ["devtools://devtools/bundled/inspector.html", false],
  ])("lets a request for %s pass: %s", (url, expected) => {
    expect(made(CONSOLE_SITE, true).passes(url)).toBe(expected);
  });

  it("lets the developer tools load in a checkout", () => {
    expect(made(CONSOLE_SITE, true, true).passes("devtools://devtools/bundled/inspector.html")).toBe(true);
  });

  it("gives no device, screen, certificate, dictionary or download", () => {
    const session = made(CONSOLE_SITE, true);
    const { devicePermission, displayMedia, certificate, spellChecker, dictionaries } = session.given;
    const called = (handler: unknown): unknown => {
      let answer: unknown = "not called";
      (handler as (request: unknown, callback: (value: unknown) => void) => void)(
        {},
        (value) => (answer = value),
      );
      return answer;
    };
    let prevented = false;
    session.emit("will-download", { preventDefault: () => (prevented = true) });
    expect([
      (devicePermission as () => boolean)(),
      called(displayMedia),
      called(certificate),
      spellChecker,
      dictionaries,
      prevented,
    ]).toEqual([false, null, -2, false, "casemate-none://nowhere/", true]);
  });
});

describe("schemes", () => {
  it("have only these privileges", () => {
    const fake = createFakeElectron();
    registerSchemes(fake.parts.protocol, [CONSOLE_SITE, APPROVAL_SITE, COMPUTE_SITE]);
    const privileges = { standard: true, secure: true, supportFetchAPI: true };
    expect(fake.schemes).toEqual([
      { scheme: "casemate", privileges },
      { scheme: "casemate-approval", privileges },
      { scheme: "casemate-compute", privileges },
    ]);
  });
});
