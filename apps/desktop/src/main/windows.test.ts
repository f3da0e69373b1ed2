import type { Session } from "electron";
import { describe, expect, it } from "vitest";
import { approvalWindow, computeWindow, consoleWindow } from "./windows.ts";

const session: Session = Object.create(null) as Session;
const webPreferences = {
  session,
  preload: "/app/preload.cjs",
  devTools: false,
  sandbox: true,
  contextIsolation: true,
  nodeIntegration: false,
  nodeIntegrationInWorker: false,
  nodeIntegrationInSubFrames: false,
  webSecurity: true,
  allowRunningInsecureContent: false,
  experimentalFeatures: false,
  webviewTag: false,
  plugins: false,
  spellcheck: false,
  navigateOnDragDrop: false,
  disableDialogs: true,
  safeDialogs: true,
  autoplayPolicy: "document-user-activation-required",
};
const page = { session, preload: "/app/preload.cjs", devTools: false };

describe("windows", () => {
  it("of the console are made with exactly these options", () => {
    expect(consoleWindow(page)).toEqual({
      title: "Casemate",
      width: 1280,
      height: 860,
      minWidth: 880,
      minHeight: 600,
      show: false,
      backgroundColor: "#101418",
      autoHideMenuBar: true,
      webPreferences,
    });
  });

  it("of an approval are made with exactly these options", () => {
    expect(approvalWindow(page)).toEqual({
      title: "Approval · Casemate",
      width: 600,
      height: 720,
      minWidth: 480,
      minHeight: 480,
      show: false,
      backgroundColor: "#101418",
      autoHideMenuBar: true,
      alwaysOnTop: true,
      minimizable: false,
      maximizable: false,
      fullscreenable: false,
      webPreferences,
    });
  });

  it("that compute are never shown and never slowed down, and else have exactly the same protections", () => {
    expect(computeWindow(page)).toEqual({
      title: "Casemate computes",
      width: 320,
      height: 200,
      show: false,
      paintWhenInitiallyHidden: true,
      webPreferences: { ...webPreferences, backgroundThrottling: false },
    });
  });
});
