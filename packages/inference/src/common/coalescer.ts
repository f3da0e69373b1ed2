/** A page repaints at most this often; finer deltas would only cost messages. Milliseconds. */
export const DELTA_INTERVAL_MS = 34;

export interface Timing {
  readonly now: () => number;
  /** Calls back after `ms`; returns what cancels it. */
  readonly later: (ms: number, callback: () => void) => () => void;
}

/** Gathers pieces of text and hands them on at most once per interval, in order, nothing lost. Call `flush` at the end. */
export class Coalescer {
  readonly #timing: Timing;
  readonly #send: (text: string, tokens: number) => void;
  #text = "";
  #tokens = 0;
  #lastSent = -Infinity;
  #cancel: (() => void) | null = null;

  constructor(timing: Timing, send: (text: string, tokens: number) => void) {
    this.#timing = timing;
    this.#send = send;
  }

  push(text: string, tokens: number): void {
    this.#text += text;
    this.#tokens += tokens;
    const wait = this.#lastSent + DELTA_INTERVAL_MS - this.#timing.now();
    if (wait <= 0) this.flush();
    else
      this.#cancel ??= this.#timing.later(wait, () => {
        this.flush();
      });
  }

  flush(): void {
    this.#cancel?.();
    this.#cancel = null;
    if (this.#text === "" && this.#tokens === 0) return;
    const [text, tokens] = [this.#text, this.#tokens];
    this.#text = "";
    this.#tokens = 0;
    this.#lastSent = this.#timing.now();
    this.#send(text, tokens);
  }
}
