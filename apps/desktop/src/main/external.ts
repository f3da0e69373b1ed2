import type { ElectronParts } from "./electron-parts.ts";
import { WORDS } from "./words.ts";

/** Longest address that is offered, in characters: a person is asked to read all of it. */
const MAX_ADDRESS = 500;
const OPEN = 1;

/**
 * The allow-list of addresses is empty: every one is shown whole to the person, who may send it to their own browser. Only https, no
 * user name or password in it, one question at a time; the default answer is no.
 */
export function createExternal(
  electron: Pick<ElectronParts, "dialog" | "shell">,
): (url: string) => Promise<void> {
  let asking = false;
  return async (url) => {
    const target = plainHttps(url);
    if (target === null || asking) return;
    asking = true;
    try {
      const { response } = await electron.dialog.showMessageBox({
        type: "question",
        title: WORDS.appName,
        message: WORDS.openExternal,
        detail: target,
        buttons: [WORDS.stay, WORDS.openInBrowser],
        defaultId: 0,
        cancelId: 0,
        noLink: true,
      });
      if (response === OPEN) await electron.shell.openExternal(target);
    } finally {
      asking = false;
    }
  };
}

/** The address in its normal form (host in ASCII, so look-alike letters show), or null when it is not offered. */
function plainHttps(url: string): string | null {
  if (url.length > MAX_ADDRESS || !URL.canParse(url)) return null;
  const { protocol, username, password, href } = new URL(url);
  const plain = protocol === "https:" && username === "" && password === "" && href.length <= MAX_ADDRESS;
  return plain ? href : null;
}
