import type { App, WebContents } from "electron";
import { APPROVAL_SITE, COMPUTE_SITE, CONSOLE_SITE, isDocument } from "./origins.ts";

export interface ContentsPolicy {
  /** Somebody wants to see an address of the web. Never opened here; a person may send it to their browser. */
  readonly offerExternal: (url: string) => void;
  /** The console's page asks to bring the approval window of this request to the front. */
  readonly showApproval: (id: string) => void;
}

const APPROVAL_ADDRESS = /^casemate-approval:\/\/app\/approve\.html#([0-9a-f]{32})$/;

/** Puts the rules on every page there will ever be, whoever made it: no web view, no second window, no way to another document. */
export function guardContents(app: Pick<App, "on">, policy: ContentsPolicy): void {
  app.on("web-contents-created", (_event, contents) => {
    guard(contents, policy);
  });
}

function guard(contents: WebContents, policy: ContentsPolicy): void {
  const staysHere = (event: { preventDefault(): void; url: string }): void => {
    // A page may load itself again (it does when the vault locks), in its own address; every other way out is closed.
    const same = [CONSOLE_SITE, APPROVAL_SITE].some(
      (site) => isDocument(site, event.url) && isDocument(site, contents.getURL()),
    );
    if (!same) event.preventDefault();
  };
  contents.on("will-navigate", staysHere);
  contents.on("will-frame-navigate", (event) => {
    if (event.isMainFrame) staysHere(event);
    else event.preventDefault();
  });
  contents.on("will-redirect", (event) => {
    event.preventDefault();
  });
  contents.on("will-attach-webview", (event) => {
    event.preventDefault();
  });
  contents.setWindowOpenHandler(({ url }) => {
    const approval = isDocument(CONSOLE_SITE, contents.getURL())
      ? APPROVAL_ADDRESS.exec(url)?.[1]
      : undefined;
    if (approval !== undefined) policy.showApproval(approval);
    // A page that nobody sees asks nobody anything.
    else if (!isDocument(COMPUTE_SITE, contents.getURL())) policy.offerExternal(url);
    return { action: "deny" };
  });
  // No candidate address of this machine is ever told to a peer.
  contents.setWebRTCIPHandlingPolicy("disable_non_proxied_udp");
}
