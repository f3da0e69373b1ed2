import { OTHER, type Sym } from "./symbols.ts";

/** Most values on the stack and most remembered ones: a bomb must not cost memory here. */
const MAX_STACK = 20_000;
const MAX_MEMO = 20_000;

/** Stack, marks and memo of a pickle program, on symbols. Wrong programs make it inconsistent, never stop it. */
export class PickleStack {
  consistent = true;
  readonly #values: Sym[] = [];
  readonly #marks: number[] = [];
  readonly #memo = new Map<string, Sym>();

  get depth(): number {
    return this.#values.length;
  }

  get top(): Sym {
    return this.#values.at(-1) ?? OTHER;
  }

  push(symbol: Sym): void {
    if (this.#values.length < MAX_STACK) this.#values.push(symbol);
    else this.consistent = false;
  }

  mark(): void {
    if (this.#marks.length < MAX_STACK) this.#marks.push(this.#values.length);
    else this.consistent = false;
  }

  /** The last `count` values, in their order; `OTHER` for those that are not there. */
  take(count: number): Sym[] {
    const floor = this.#marks.at(-1) ?? 0;
    if (this.#values.length - floor < count) this.consistent = false;
    const taken = this.#values.splice(Math.max(0, this.#values.length - count));
    while (taken.length < count) taken.unshift(OTHER);
    while ((this.#marks.at(-1) ?? 0) > this.#values.length) this.#marks.pop();
    return taken;
  }

  /** Takes the top value, or the mark when that is on top: Python's POP does both. */
  drop(): void {
    if (this.#marks.at(-1) === this.#values.length) this.#marks.pop();
    else this.take(1);
  }

  /** The values down to the last mark. */
  toMark(): Sym[] {
    const mark = this.#marks.pop();
    if (mark === undefined) {
      this.consistent = false;
      return [];
    }
    return this.#values.splice(mark);
  }

  /** Keeps the top value under a key; `null`: under the next number. */
  remember(key: string | null): void {
    if (this.#values.length === 0) this.consistent = false;
    const place = key ?? String(this.#memo.size);
    if (this.#memo.size < MAX_MEMO) this.#memo.set(place, this.top);
  }

  /** Puts what was kept under a key on top. */
  recall(key: string): void {
    const symbol = this.#memo.get(key);
    if (!symbol) this.consistent = false;
    this.push(symbol ?? OTHER);
  }
}
