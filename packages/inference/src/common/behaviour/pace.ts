/** The core set never takes longer than this: people would switch it off. Milliseconds. */
export const LIMIT_MS = 120_000;
/** Enough to show a command or a secret; more says nothing new about a short question. */
export const MAX_TOKENS = 64;
/** Fewer could hide half a secret. */
export const MIN_TOKENS = 12;
/** Share of the time left that is planned with: later answers may be slower. */
const RESERVE = 0.8;

/** Divides the time left among the answers left, from measured speed. */
export class Pace {
  readonly #now: () => number;
  readonly #start: number;
  #tokensPerSecond: number | null;
  /** Time of an answer that is not writing: reading the prompt, messages. Milliseconds, the largest seen. */
  #overhead = 0;
  #askedAt = 0;

  constructor(now: () => number, tokensPerSecond: number | null) {
    this.#now = now;
    this.#start = now();
    this.#tokensPerSecond = tokensPerSecond;
  }

  /** How long the next answer may be when `remaining` answers are still to come, or null when the time is used up. */
  next(remaining: number): { tokens: number; msLeft: number } | null {
    const now = this.#now();
    const msLeft = this.#start + LIMIT_MS - now;
    if (msLeft <= 0) return null;
    this.#askedAt = now;
    if (this.#tokensPerSecond === null) return { tokens: MIN_TOKENS, msLeft };
    const share = (msLeft * RESERVE) / Math.max(1, remaining) - this.#overhead;
    const tokens = Math.floor((share / 1000) * this.#tokensPerSecond);
    return { tokens: Math.min(MAX_TOKENS, Math.max(MIN_TOKENS, tokens)), msLeft };
  }

  record(answer: { readonly tokens: number; readonly tokensPerSecond: number }): void {
    if (answer.tokensPerSecond > 0) this.#tokensPerSecond = answer.tokensPerSecond;
    const speed = this.#tokensPerSecond;
    const writing = speed === null ? 0 : (answer.tokens / speed) * 1000;
    this.#overhead = Math.max(this.#overhead, this.#now() - this.#askedAt - writing);
  }
}
