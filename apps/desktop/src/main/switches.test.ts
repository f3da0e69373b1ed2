import { describe, expect, it } from "vitest";
import { createFakeElectron } from "../../test/fake-electron.ts";
import { applySwitches, FORBIDDEN_SWITCHES, refusedSwitch } from "./switches.ts";

describe("command-line switches", () => {
  it("that are set are exactly these", () => {
    const { app } = createFakeElectron();
    applySwitches(app.commandLine);
    expect(Object.fromEntries(app.switches)).toEqual({
      "host-resolver-rules": "MAP * ~NOTFOUND",
      "disable-background-networking": undefined,
      "disable-component-update": undefined,
      "disable-domain-reliability": undefined,
      "no-pings": undefined,
      "disable-breakpad": undefined,
    });
  });

  it("that undo a protection are each refused with a reason", () => {
    const sentences = Object.keys(FORBIDDEN_SWITCHES).map((name) => {
      const { app } = createFakeElectron();
      app.present.add(name);
      return refusedSwitch(app.commandLine);
    });
    const { app } = createFakeElectron();
    expect([
      sentences.every((sentence) => sentence?.startsWith("Casemate was started with --")),
      refusedSwitch(app.commandLine),
    ]).toEqual([true, null]);
  });
});
