import { useEffect } from "react";
import { lockVault } from "../actions/actions.ts";
import { consoleStore } from "../state/console-store.ts";
import { navigate } from "../state/hash-location.ts";
import { setHelp } from "../state/ui-store.ts";
import { PAGES } from "./pages.ts";

/** How long after "g" a page key counts, in ms. */
const GO_MS = 1_500;

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
