import { create } from "zustand";

const STORAGE_KEY = "casemate.notify";
/** A storm is told once in this time, in ms: the line says no more the second time. */
const PAUSE_MS = 30_000;

/** `off`: the person did not ask for it. `denied`: the browser does not let this page. */
export type NotifyState = "on" | "off" | "denied" | "unsupported";

export const notifyStore = create<{ readonly state: NotifyState }>()(() => ({ state: read() }));

let toldAt = Number.NEGATIVE_INFINITY;

/** Asks the browser; it asks the person. Only after a press: browsers ignore it otherwise. */
export async function allowNotify(): Promise<void> {
  localStorage.setItem(STORAGE_KEY, "1");
  await Notification.requestPermission();
  notifyStore.setState({ state: read() });
}

export function stopNotify(): void {
  localStorage.removeItem(STORAGE_KEY);
  notifyStore.setState({ state: read() });
}

/** Lets the system show one line, where the person allowed it. It holds nothing of what happened: a locked screen shows it to everybody. */
export function notifyCritical(line: string): void {
  if (read() !== "on" || performance.now() - toldAt < PAUSE_MS) return;
  toldAt = performance.now();
  new Notification(line, { tag: "casemate-critical" });
}

function read(): NotifyState {
  if (!("Notification" in globalThis)) return "unsupported";
  if (Notification.permission === "denied") return "denied";
  const wanted = localStorage.getItem(STORAGE_KEY) === "1";
  return wanted && Notification.permission === "granted" ? "on" : "off";
}
