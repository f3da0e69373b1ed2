import type { ByteSource } from "../byte-source.ts";
import { ByteWindow } from "../containers/byte-window.ts";
import { PickleMachine, type PickleCall, type PickleImport } from "./machine.ts";
import { readOp, type OpBudget, type PickleOp } from "./opcodes.ts";

/** Most instructions looked at in one file. Enough for every real checkpoint's structure; an endless program ends here. */
const MAX_OPS = 400_000;
/** Most bytes of long lines searched for their ends in one file. */
const MAX_LINE_BYTES = 32 * 1024 * 1024;
/** PyTorch's old format is five pickles one after another; hostile files put theirs behind harmless ones. */
const MAX_PROGRAMS = 64;
/** Most calls and embedded texts kept of one file. */
const MAX_CALLS = 64;
const MAX_TEXTS = 64;
/** Shorter texts can hold no pickle that calls something. */
const MIN_TEXT = 12;
const TEXTS = "STUVXBC\x8c\x8d\x8e\x96";

/** A whole budget. */
export function opBudget(): OpBudget {
  return { left: MAX_OPS, lineBytes: MAX_LINE_BYTES };
}

/** A text or byte string inside the program; it may be a pickle again. */
export interface PickleText {
  readonly at: number;
  readonly length: number;
}

export interface PickleProgram {
  /** Whether the bytes are a pickle beyond doubt: a program runs to its end, or names a function and calls it. */
  readonly certain: boolean;
  readonly calls: readonly PickleCall[];
  readonly imports: readonly PickleImport[];
  readonly texts: readonly PickleText[];
  /** Programs one after another that run to their end. */
  readonly programs: number;
  /** Where the last program breaks off without its end, or null. */
  readonly brokenAt: number | null;
  readonly bombAt: number | null;
}

/** Walks the pickle programs of a source without running them and says what they would do. Linear, bounded, never throws. */
export function explainPickle(source: ByteSource, budget: OpBudget = opBudget()): PickleProgram {
  const window = new ByteWindow(source);
  const walker = new Walker(window, budget);
  let at = 0;
  while (walker.programs < MAX_PROGRAMS && at < source.size) {
    const end = walker.walk(at);
    if (end === null) break;
    at = end;
  }
  return walker.result();
}

class Walker {
  programs = 0;
  readonly #window: ByteWindow;
  readonly #budget: OpBudget;
  readonly #calls: PickleCall[] = [];
  readonly #imports: PickleImport[] = [];
  readonly #texts: PickleText[] = [];
  #whole = 0;
  #brokenAt: number | null = null;
  #bombAt: number | null = null;

  constructor(window: ByteWindow, budget: OpBudget) {
    this.#window = window;
    this.#budget = budget;
  }

  result(): PickleProgram {
    return {
      certain: this.#whole > 0 || this.#calls.some(({ sure }) => sure),
      calls: this.#calls,
      imports: this.#imports,
      texts: this.#texts,
      programs: this.#whole,
      brokenAt: this.#brokenAt,
      bombAt: this.#bombAt,
    };
  }

  /** Walks one program; where the next begins, or null when there is none. */
  walk(from: number): number | null {
    const machine = new PickleMachine();
    const texts: PickleText[] = [];
    let at = from;
    let end: number | null = null;
    while (this.#budget.left-- > 0) {
      const op = readOp(this.#window, at, this.#budget);
      if (!op) break;
      at = op.end;
      if (op.code === ".") {
        end = at;
        break;
      }
      machine.step(op);
      if (texts.length < MAX_TEXTS && mayHold(op)) texts.push({ at: op.dataAt, length: op.end - op.dataAt });
    }
    const whole = end !== null && machine.consistent && machine.depth === 1;
    // Behind a first program may lie anything, tensors for one: there, only what holds together is believed.
    const follows = this.programs > 0;
    const calls = follows && !whole ? machine.calls.filter(({ sure }) => sure) : machine.calls;
    if (follows && !whole && calls.length === 0) return null;
    this.programs++;
    if (whole) this.#whole++;
    add(this.#calls, calls, MAX_CALLS);
    add(this.#imports, machine.imports, MAX_CALLS);
    add(this.#texts, texts, MAX_TEXTS);
    this.#bombAt ??= machine.bombAt;
    if (end === null && this.#budget.left > 0) this.#brokenAt = at;
    return end;
  }
}

function add<T>(list: T[], more: readonly T[], max: number): void {
  list.push(...more.slice(0, Math.max(0, max - list.length)));
}

function mayHold({ code, dataAt, end }: PickleOp): boolean {
  return end - dataAt >= MIN_TEXT && TEXTS.includes(code);
}
