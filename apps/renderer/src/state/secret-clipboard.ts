import { create } from "zustand";

/** A copied secret stays on the clipboard this long, in ms: enough to paste it once. */
export const HELD_MS = 60_000;
/** SHA-256 of a secret that this tab put there: a page that was loaded anew by a lock still finds what to take away. */
const MARK = "casemate.clipboard";

interface Held {
  /** When it leaves; null: nothing of ours is there. */
  readonly until: number | null;
  /** The browser lets no page in the background write: it leaves when somebody looks at this page again. */
  readonly waits: boolean;
}
export const clipboardStore = create<Held>()(() => ({ until: null, waits: false }));

let timer: ReturnType<typeof setTimeout> | undefined;
/** True while this page itself writes; any other copying on it replaces the secret. */
let writing = false;

/** Copies a secret, and takes it away after a minute, at a lock, and when a person asks. Throws what the browser refuses. */
export async function copySecret(text: string): Promise<void> {
  if (window.casemate) await window.casemate.copySecret(text);
  else {
    writing = true;
    try {
      await navigator.clipboard.writeText(text);
    } finally {
      writing = false;
    }
    sessionStorage.setItem(MARK, await digest(text));
  }
  clearTimeout(timer);
  timer = setTimeout(() => void clearSecret(), HELD_MS);
  clipboardStore.setState({ until: Date.now() + HELD_MS, waits: false });
}

/** SHA-256 of the last text that is no secret and that a button of this page copied: a panic takes that away too. */
let plain: string | null = null;

/** Copies what is no secret: a digest, a command, a name. Throws what the browser refuses. */
export async function copyPlain(text: string): Promise<void> {
  await navigator.clipboard.writeText(text);
  forget();
  plain = await digest(text);
}

/** Everything that this page put on the clipboard, secret or not, unless something else is known to be there now. Never throws. */
export async function clearCopies(): Promise<void> {
  const mark = plain;
  plain = null;
  await clearSecret();
  if (mark === null) return;
  try {
    if (await mayBeOurs(mark)) await navigator.clipboard.writeText("");
  } catch {
    // The browser lets no page in the background write; it holds no secret.
  }
}

/** Takes it away now, unless something else is known to have been copied since. Never throws. */
export async function clearSecret(): Promise<void> {
  clearTimeout(timer);
  if (window.casemate) {
    await window.casemate.clearSecret().catch(() => undefined);
    forget();
    return;
  }
  const mark = sessionStorage.getItem(MARK);
  if (mark === null) {
    forget();
    return;
  }
  try {
    if (await mayBeOurs(mark)) await navigator.clipboard.writeText("");
    forget();
  } catch {
    clipboardStore.setState({ until: Date.now(), waits: true });
  }
}

/** What the tab put there before it was loaded anew goes; and it listens for whatever replaces or uncovers the secret. */
export function watchClipboard(): void {
  for (const kind of ["copy", "cut"] as const)
    addEventListener(kind, (event) => {
      if (writing || event.defaultPrevented) return;
      plain = null;
      secretReplaced();
    });
  addEventListener("focus", () => {
    if (clipboardStore.getState().waits) void clearSecret();
  });
  if (!window.casemate && sessionStorage.getItem(MARK) !== null) void clearSecret();
}

/** Only a person's own permission lets a page read; without it the page cannot know, and takes away what it put there. */
async function mayBeOurs(mark: string): Promise<boolean> {
  const permission = await navigator.permissions
    // Not in the library's list of names; a browser that does not know it throws.
    .query({ name: "clipboard-read" as PermissionName })
    .then(({ state }) => state)
    .catch(() => "unknown");
  if (permission !== "granted") return true;
  return (await digest(await navigator.clipboard.readText())) === mark;
}

/** Something else was copied on this page: what is on the clipboard now is not ours to take away. */
function secretReplaced(): void {
  if (clipboardStore.getState().until !== null) forget();
}

function forget(): void {
  clearTimeout(timer);
  sessionStorage.removeItem(MARK);
  clipboardStore.setState({ until: null, waits: false });
}

async function digest(text: string): Promise<string> {
  const bytes = new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text)));
  return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}
