/** Told by a hidden page. Nothing of it was looked into. */
export interface HiddenPageEvents {
  /** What the page said: at most `maxChars` characters. */
  text(text: string): void;
  /** Told once, when nothing comes any more: it did not load, its process ended, it was closed, or it said what is no text of that length. */
  ended(): void;
}

export interface OpenHiddenPage {
  send(text: string): void;
  /** Ends page and window at once. Nothing is told afterwards. */
  close(): void;
}

/**
 * A shell's window that nobody sees, with the page in which a card computes (`services/compute.html`). The shell carries texts and believes nothing; whoever
 * asked judges them.
 */
export interface HiddenPage {
  /** `fallback`: only where no browser is found; `first`: also where there is one. */
  readonly use: "fallback" | "first";
  /** One at a time. Never throws: what goes wrong is told as `ended`, after this has returned. */
  open(maxChars: number, events: HiddenPageEvents): OpenHiddenPage;
}
