import type { Clock } from "@casemate/supervisor";
import { createHash } from "node:crypto";
import type { ElectronParts } from "./electron-parts.ts";

/** A copied secret stays this long, in milliseconds; the page counts the same time down. */
const HELD_MS = 60_000;
/** Longest secret that a page may hand over, in characters: 24 words need less than 250. */
const MAX_CHARS = 1_000;

const OS_FORMAT = "electron application/osclipboard";
/**
 * What history managers look for, by platform: KDE's Klipper and those that follow it; Windows' own clipboard history and cloud
 * ("Clipboard formats", Win32 documentation); macOS managers (nspasteboard.org). Managers that look for none of these keep what they see.
 */
const MARKS: Readonly<Partial<Record<NodeJS.Platform, Readonly<Record<string, string>>>>> = {
  linux: { "x-kde-passwordManagerHint": "secret" },
  win32: { ExcludeClipboardContentFromMonitorProcessing: "1" },
  darwin: { "org.nspasteboard.ConcealedType": "1" },
};

export interface SecretClipboard {
  /** From the page: anything but a short text is dropped. */
  copy(text: unknown): Promise<void>;
  /** Takes it away, unless something else was copied since. */
  clear(): Promise<void>;
}

/** The one way in which the page can put a secret on the clipboard: marked for history managers, gone after a minute, at lock and at the end. */
export function createSecretClipboard(
  { clipboard, ClipboardItem }: Pick<ElectronParts, "clipboard" | "ClipboardItem">,
  clock: Pick<Clock, "after">,
  platform: NodeJS.Platform,
  report: (where: string, error: unknown) => void,
): SecretClipboard {
  /** Digest of what was put there: the secret itself is not kept. */
  let held: string | null = null;
  let cancel = (): void => undefined;
  const clear = async (): Promise<void> => {
    cancel();
    const mine = held;
    held = null;
    if (mine === null) return;
    try {
      if (digest(await clipboard.readText()) === mine) clipboard.clear();
    } catch (error) {
      report("clipboard", error);
    }
  };
  return {
    copy: async (text) => {
      if (typeof text !== "string" || text === "" || text.length > MAX_CHARS) return;
      const marks = Object.entries(MARKS[platform] ?? {}).map(
        ([format, value]) => [`${OS_FORMAT};format="${format}"`, value] as const,
      );
      // One item: text and mark become visible to other programs together.
      await clipboard.write([new ClipboardItem({ "text/plain": text, ...Object.fromEntries(marks) })]);
      held = digest(text);
      cancel();
      cancel = clock.after(HELD_MS, () => void clear());
    },
    clear,
  };
}

function digest(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}
