import { create } from "zustand";

export type Phase =
  /** Before the first snapshot. */
  | "connecting"
  | "ready"
  /** It worked and then ended, or the server does not answer: tried again by itself. */
  | "lost"
  /** This page has no session, or its session is no longer accepted: only a fresh address helps. */
  | "no-session"
  /** The vault was locked: the page is about to reload itself and shows nothing any more. */
  | "leaving"
  /** Nobody answered the panic button: blank, with what to do instead. */
  | "unanswered"
  /** The console answers in a way this page does not understand. */
  | "incompatible";

interface ConnectionStore {
  readonly phase: Phase;
  readonly kind: "desktop" | "browser";
  /** When the next attempt starts, in ms since 1970; null while one is running. */
  readonly retryAt: number | null;
}

export const connectionStore = create<ConnectionStore>()(() => ({
  phase: "connecting",
  kind: "browser",
  retryAt: null,
}));
