import { create } from "zustand";

const SEEN = "casemate.panic.seen";
const LATER = "casemate.drill.later";

/** Which panic this browser has shown and the person has put away; the drill's reminder is put away for this tab only. */
export const panicSeenStore = create<{ readonly seen: string | null; readonly later: boolean }>()(() => ({
  seen: localStorage.getItem(SEEN),
  later: sessionStorage.getItem(LATER) !== null,
}));

export function putAwayPanic(id: string): void {
  localStorage.setItem(SEEN, id);
  panicSeenStore.setState({ seen: id });
}

export function drillLater(): void {
  sessionStorage.setItem(LATER, "1");
  panicSeenStore.setState({ later: true });
}
