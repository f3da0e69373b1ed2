import type { State } from "@casemate/contract";
import type { Tone } from "../components/state-mark.tsx";
import { connectionStore } from "../state/connection-store.ts";

export const HEALTH_TONES: Record<State["health"]["level"], Tone> = {
  trusted: "ok",
  degraded: "warn",
  recovery_required: "danger",
  unknown: "unknown",
};
export const CHECK_TONES: Record<State["health"]["checks"][number]["status"], Tone> = {
  ok: "ok",
  warn: "warn",
  danger: "danger",
  unknown: "unknown",
};

/** True while what is shown may be out of date: then nothing is called fine. */
export function useOffline(): boolean {
  return connectionStore(({ phase }) => phase !== "ready");
}
