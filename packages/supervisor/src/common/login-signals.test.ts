import { describe, expect, it } from "vitest";
import { MAX_LOGIN_LINE, readLoginLine, readOwnerLine } from "./login-signals.ts";

const SESSION = "/org/freedesktop/login1/session/_32";
const CHANGED = "org.freedesktop.DBus.Properties.PropertiesChanged";

describe("a line from the login manager", () => {
  it.each([
    ["/org/freedesktop/login1: org.freedesktop.login1.Manager.PrepareForSleep (true,)", "sleep"],
    ["/org/freedesktop/login1: org.freedesktop.login1.Manager.PrepareForSleep (false,)", null],
    ["/org/freedesktop/login1: org.freedesktop.login1.Manager.PrepareForShutdown (true,)", null],
    [`${SESSION}: org.freedesktop.login1.Manager.PrepareForSleep (true,)`, null],
    [`${SESSION}: org.freedesktop.login1.Session.Lock ()`, "screen-lock"],
    [`${SESSION}: org.freedesktop.login1.Session.Unlock ()`, null],
    ["/org/freedesktop/login1: org.freedesktop.login1.Session.Lock ()", null],
    [
      `${SESSION}: ${CHANGED} ('org.freedesktop.login1.Session', {'LockedHint': <true>}, @as [])`,
      "screen-lock",
    ],
    [`${SESSION}: ${CHANGED} ('org.freedesktop.login1.Session', {'LockedHint': <false>}, @as [])`, null],
    [
      `${SESSION}: ${CHANGED} ('org.freedesktop.login1.Session', {'Active': <false>}, @as [])`,
      "session-switch",
    ],
    [
      `${SESSION}: ${CHANGED} ('org.freedesktop.login1.Session', {'State': <'online'>, 'Active': <false>}, @as [])`,
      "session-switch",
    ],
    [`${SESSION}: ${CHANGED} ('org.freedesktop.login1.Session', {'Active': <true>}, @as [])`, null],
    [`${SESSION}: ${CHANGED} ('org.freedesktop.login1.Seat', {'Active': <false>}, @as [])`, null],
    [
      `/org/freedesktop/login1/user/_31000: ${CHANGED} ('org.freedesktop.login1.User', {'Active': <false>}, @as [])`,
      null,
    ],
    ["The name org.freedesktop.login1 is owned by :1.4", null],
    ["", null],
    [`${SESSION}: org.freedesktop.login1.Session.Lock ()${" ".repeat(MAX_LOGIN_LINE)}`, null],
  ])("%s: %s", (line, expected) => {
    expect(readLoginLine(line)).toBe(expected);
  });

  it("says whether the login manager is there", () => {
    expect(
      [
        "The name org.freedesktop.login1 is owned by :1.4",
        "The name org.freedesktop.login1 does not have an owner",
        "Monitoring signals from all objects owned by org.freedesktop.login1",
      ].map(readOwnerLine),
    ).toEqual([true, false, null]);
  });
});
