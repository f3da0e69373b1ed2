/** What the system's login manager says, as far as it makes a vault lock. */
export type LoginSignal = "sleep" | "screen-lock" | "session-switch";

/** Longest line that is read, in characters. The ones that matter have less than 300. */
export const MAX_LOGIN_LINE = 4096;

const MANAGER = "org.freedesktop.login1.Manager";
const SESSION = "org.freedesktop.login1.Session";
const OBJECT = /^\/org\/freedesktop\/login1(\/session\/[A-Za-z0-9_]{1,255})?: (.*)$/;

/**
 * One line of `gdbus monitor --dest org.freedesktop.login1`: `PATH: INTERFACE.SIGNAL (ARGUMENTS)`. Null for everything that locks nothing,
 * waking up and unlocking among it. Signals: org.freedesktop.login1(5).
 */
export function readLoginLine(line: string): LoginSignal | null {
  const found = line.length > MAX_LOGIN_LINE ? null : OBJECT.exec(line);
  const [, session, said = ""] = found ?? [];
  if (!found) return null;
  if (session === undefined) return said === `${MANAGER}.PrepareForSleep (true,)` ? "sleep" : null;
  if (said === `${SESSION}.Lock ()`) return "screen-lock";
  const changed = `org.freedesktop.DBus.Properties.PropertiesChanged ('${SESSION}', {`;
  if (!said.startsWith(changed)) return null;
  const properties = said.slice(changed.length);
  // Values of these two are plain booleans; no other property of a session holds text with quotes around such a name.
  if (/(?:^|, )'LockedHint': <true>/.test(properties)) return "screen-lock";
  return /(?:^|, )'Active': <false>/.test(properties) ? "session-switch" : null;
}

/** What `gdbus monitor` says first, and again whenever the login manager comes or goes: is somebody there to listen to? Null: another line. */
export function readOwnerLine(line: string): boolean | null {
  if (line.startsWith("The name org.freedesktop.login1 is owned by ")) return true;
  return line === "The name org.freedesktop.login1 does not have an owner" ? false : null;
}
