import type { CommandLine } from "electron";

/**
 * Set before Chromium starts. The app has no use for any network: its pages come from memory, models from disk.
 * No feature list and no JavaScript flag is changed.
 */
const SWITCHES: readonly (readonly [name: string, value?: string])[] = [
  // Every host name leads nowhere, whatever part of Chromium asks.
  ["host-resolver-rules", "MAP * ~NOTFOUND"],
  ["disable-background-networking"],
  ["disable-component-update"],
  ["disable-domain-reliability"],
  ["no-pings"],
  ["disable-breakpad"],
];

/** Switches that undo a protection, and what each would open. A packaged app that was started with one does not go on. */
export const FORBIDDEN_SWITCHES: Readonly<Record<string, string>> = {
  "no-sandbox": "pages would run without the system's sandbox",
  "disable-setuid-sandbox": "pages could run without the system's sandbox",
  "disable-namespace-sandbox": "pages could run without the system's sandbox",
  "disable-seccomp-filter-sandbox": "pages would run without the system-call filter",
  "disable-gpu-sandbox": "the graphics process would run without the system's sandbox",
  "single-process": "pages would run inside the main process",
  "disable-web-security": "pages could read other origins",
  "disable-site-isolation-trials": "two origins could share a process",
  "allow-running-insecure-content": "pages could load unprotected content",
  "remote-debugging-port": "any program on this machine could drive the window",
  "remote-debugging-pipe": "the program that started Casemate could drive the window",
  inspect: "any program on this machine could drive the main process",
  "inspect-brk": "any program on this machine could drive the main process",
  "js-flags": "JavaScript's own protections could be switched off",
  "load-extension": "a browser extension could read the window",
  "proxy-server": "requests could be sent through a stranger",
};

type Switches = Pick<CommandLine, "appendSwitch" | "hasSwitch">;

export function applySwitches(commandLine: Switches): void {
  for (const [name, value] of SWITCHES) commandLine.appendSwitch(name, value);
}

/** One sentence when the app must not go on; null when it may. */
export function refusedSwitch(commandLine: Switches): string | null {
  const found = Object.entries(FORBIDDEN_SWITCHES).find(([name]) => commandLine.hasSwitch(name));
  if (!found) return null;
  const [name, opens] = found;
  const hint =
    name === "no-sandbox"
      ? " The AppImage adds it by itself where the system forbids user namespaces: allow them for Casemate, or use npm start."
      : "";
  return `Casemate was started with --${name}, and ${opens}. Start it without that.${hint}`;
}
