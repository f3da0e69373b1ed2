import { useEffect } from "react";
import { lockVault } from "../actions/actions.ts";
import { mayPanic, panicNow } from "../actions/panic.ts";
import { consoleStore } from "../state/console-store.ts";
import { navigate } from "../state/hash-location.ts";
import { setHelp } from "../state/ui-store.ts";
import { PAGES } from "./pages.ts";

/** How long after "g" a page key counts, in ms. */
const GO_MS = 1_500;

/** How long Ctrl/⌘ Shift Backspace is held before it counts, in ms: level 1 is undone by unlocking, but it ends what runs. */
const HOLD_MS = 1_000;

/** Ctrl/⌘ Shift Backspace, held: panic level 1, whatever has the focus and whatever is open. */
export function usePanicKey(): void {
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const release = (): void => {
      clearTimeout(timer);
      timer = undefined;
    };
    const press = (event: KeyboardEvent): void => {
      if (event.key !== "Backspace" || !event.shiftKey || !(event.ctrlKey || event.metaKey)) return;
      event.preventDefault();
      timer ??= setTimeout(() => {
        timer = undefined;
        if (mayPanic()) panicNow();
      }, HOLD_MS);
    };
    // Before whatever has the focus hears of it.
    addEventListener("keydown", press, true);
    addEventListener("keyup", release, true);
    addEventListener("blur", release);
    return () => {
      release();
      removeEventListener("keydown", press, true);
      removeEventListener("keyup", release, true);
      removeEventListener("blur", release);
    };
  }, []);
}

/** Global keys: Ctrl/⌘ L, g then a page key, /, ?. The palette listens for Ctrl/⌘ K itself. */
export function useShortcuts(): void {
  useEffect(() => {
    let goUntil = 0;
    const press = (event: KeyboardEvent): void => {
      if (
        (event.ctrlKey || event.metaKey) &&
        !event.altKey &&
        !event.shiftKey &&
        event.key.toLowerCase() === "l"
      ) {
        event.preventDefault();
        if (consoleStore.getState().state?.vault.state === "unlocked") void lockVault();
        return;
      }
      if (
        event.ctrlKey ||
        event.metaKey ||
        event.altKey ||
        isTyping(event.target) ||
        document.querySelector("[role=dialog]")
      )
        return;
      if (event.timeStamp < goUntil) {
        goUntil = 0;
        const page = Object.values(PAGES).find(({ key }) => key === event.key.toLowerCase());
        if (!page) return;
        event.preventDefault();
        navigate(page.path);
      } else if (event.key === "g") {
        goUntil = event.timeStamp + GO_MS;
      } else if (event.key === "?") {
        event.preventDefault();
        setHelp(true);
      } else if (event.key === "/") {
        const filter = document.querySelector<HTMLInputElement>("[data-filter]");
        if (!filter) return;
        event.preventDefault();
        filter.focus();
        filter.select();
      }
    };
    addEventListener("keydown", press);
    return () => {
      removeEventListener("keydown", press);
    };
  }, []);
}

function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement && (target.isContentEditable || target.matches("input, textarea, select"))
  );
}
