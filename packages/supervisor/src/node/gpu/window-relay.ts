import type { Client } from "@casemate/contract";
import { MAX_ANSWER_CHARS, type computeContract } from "@casemate/gpu-watch";
import type { HiddenPage, OpenHiddenPage } from "../../common/hidden-page.ts";

/**
 * Carries texts between the child that judges and a page in a hidden window. It looks into none of them and only counts: one when the page stands, one for
 * each that it was asked. A page that says more is at an end, so that it cannot fill this process or the child.
 * @returns closes the window, if one is open, and opens none any more
 */
export function relayWindow(client: Client<typeof computeContract>, page: HiddenPage | null): () => void {
  let state: "none" | "open" | "ended" = "none";
  let window: OpenHiddenPage | null = null;
  /** Texts that the page may still say. */
  let owed = 1;

  const close = (): void => {
    state = "ended";
    window?.close();
    window = null;
  };
  /** The child hears that nothing comes; it may itself be gone. */
  const end = (): void => {
    if (state === "ended") return;
    close();
    client.call("compute.windowEnded", {}).catch(() => undefined);
  };
  const take = (text: string): void => {
    if (state !== "open") return;
    owed--;
    if (owed < 0) end();
    else client.call("compute.heard", { text }).catch(end); // refused by the contract, or nobody is there
  };
  client.on("compute.openWindow", () => {
    if (state !== "none") return;
    if (page === null) {
      end();
      return;
    }
    state = "open";
    window = page.open(MAX_ANSWER_CHARS, { text: take, ended: end });
  });
  client.on("compute.ask", ({ text }) => {
    if (state !== "open") return;
    owed++;
    window?.send(text);
  });
  return close;
}
