import type { PickleOp } from "./opcodes.ts";
import { MARK, OTHER, showArguments, type Sym } from "./symbols.ts";

/** Most values on the stack and most remembered ones: a bomb must not cost memory here. */
const MAX_STACK = 20_000;
const MAX_MEMO = 20_000;
/** Most items kept of one tuple; more are never shown. */
const MAX_TUPLE = 16;
/** Most calls kept of one program. */
const MAX_CALLS = 64;

/** A function that the program would call, where it names it, and with what. */
export interface PickleCall {
  readonly name: string;
  readonly args: string;
  readonly at: number;
  /** Whether everything up to the call held together, so that these bytes are a pickle and not text that looks like one. */
  readonly sure: boolean;
}

/** A dotted Python name. */
const DOTTED = /^[\p{L}_][\p{L}\p{N}_]*(\.[\p{L}_][\p{L}\p{N}_]*)+$/u;

const LITERALS: Readonly<Record<string, string>> = { N: "None", "\x88": "True", "\x89": "False" };
const NUMBERS = "FIJKLMG\x8a\x8b";
const TEXTS = "STUVXBC\x8c\x8d\x8e\x96";
const NOTHING = "\x80\x95\x98";
const SETS: Readonly<Record<string, number>> = {
  "}": 0,
  "]": 0,
  "\x8f": 0,
  "\x97": 0,
  "\x82": 0,
  "\x83": 0,
  "\x84": 0,
  P: 0,
  Q: 1,
};

/** Runs a pickle program on symbols: nothing is built, imported or called. */
export class PickleMachine {
  readonly calls: PickleCall[] = [];
  readonly globals = new Set<string>();
  /** False once the program took something that was not there: then it is no pickle, or a broken one. */
  consistent = true;
  readonly #stack: Sym[] = [];
  readonly #memo = new Map<string, Sym>();

  /** Values left; a whole program leaves one. */
  get depth(): number {
    return this.#stack.length;
  }

  step(op: PickleOp): void {
    const { code } = op;
    const literal = LITERALS[code];
    const takes = SETS[code];
    if (NOTHING.includes(code)) return;
    if (literal !== undefined) this.#push({ kind: "literal", text: literal });
    else if (NUMBERS.includes(code)) this.#push({ kind: "literal", text: op.arg });
    else if (TEXTS.includes(code))
      this.#push({ kind: "text", text: code === "S" ? unquote(op.arg) : op.arg });
    else if (takes !== undefined) this.#replace(takes, OTHER);
    else if (!this.#stackOp(op) && !this.#containerOp(code)) this.#callOp(op);
  }

  #push(symbol: Sym): void {
    if (this.#stack.length < MAX_STACK) this.#stack.push(symbol);
    else this.consistent = false;
  }

  #pop(): Sym {
    const symbol = this.#stack.pop();
    if (symbol === undefined || symbol.kind === "mark") this.consistent = false;
    return symbol ?? OTHER;
  }

  #replace(takes: number, symbol: Sym): void {
    for (let index = 0; index < takes; index++) this.#pop();
    this.#push(symbol);
  }

  #toMark(): Sym[] {
    const index = this.#stack.lastIndexOf(MARK);
    if (index < 0) {
      this.consistent = false;
      return [];
    }
    return this.#stack.splice(index).slice(1);
  }

  #tuple(items: readonly Sym[]): Sym {
    return { kind: "tuple", items: items.slice(0, MAX_TUPLE) };
  }

  #stackOp({ code, arg }: PickleOp): boolean {
    switch (code) {
      case "(":
        this.#push(MARK);
        return true;
      case "0":
        this.#stack.pop();
        return true;
      case "1":
        this.#toMark();
        return true;
      case "2":
        this.#push(this.#stack.at(-1) ?? OTHER);
        return true;
      case "p":
      case "q":
      case "r":
        this.#remember(arg);
        return true;
      case "\x94":
        this.#remember(String(this.#memo.size));
        return true;
      case "g":
      case "h":
      case "j":
        if (!this.#memo.has(arg)) this.consistent = false;
        this.#push(this.#memo.get(arg) ?? OTHER);
        return true;
      default:
        return false;
    }
  }

  #remember(key: string): void {
    if (this.#stack.length === 0) this.consistent = false;
    if (this.#memo.size < MAX_MEMO) this.#memo.set(key, this.#stack.at(-1) ?? OTHER);
  }

  #containerOp(code: string): boolean {
    switch (code) {
      case ")":
        this.#push(this.#tuple([]));
        return true;
      case "\x85":
      case "\x86":
      case "\x87": {
        const items: Sym[] = [];
        for (let index = code.charCodeAt(0) - 0x84; index > 0; index--) items.unshift(this.#pop());
        this.#push(this.#tuple(items));
        return true;
      }
      case "t":
        this.#push(this.#tuple(this.#toMark()));
        return true;
      case "d":
      case "l":
      case "\x91":
        this.#toMark();
        this.#push(OTHER);
        return true;
      case "e":
      case "u":
      case "\x90":
        this.#toMark();
        if (this.#stack.length === 0) this.consistent = false;
        return true;
      case "a":
        this.#pop();
        return true;
      case "s":
        this.#pop();
        this.#pop();
        return true;
      default:
        return false;
    }
  }

  #callOp(op: PickleOp): void {
    switch (op.code) {
      case "c":
        this.#push(this.#global(op.arg, op.second, op.at));
        return;
      case "\x93": {
        const name = this.#pop();
        const module = this.#pop();
        this.#push(this.#global(textOf(module), textOf(name), op.at));
        return;
      }
      case "i":
        this.#call(this.#global(op.arg, op.second, op.at), this.#tuple(this.#toMark()), op.at);
        return;
      case "o": {
        const [callable = OTHER, ...args] = this.#toMark();
        this.#call(callable, this.#tuple(args), op.at);
        return;
      }
      case "\x92":
        this.#pop();
        this.#callTop(op.at);
        return;
      case "R":
      case "\x81":
        this.#callTop(op.at);
        return;
      case "b":
        this.#pop();
        return;
    }
  }

  #callTop(at: number): void {
    const args = this.#pop();
    this.#call(this.#pop(), args, at);
  }

  #global(module: string, name: string, at: number): Sym {
    const full = `${module}.${name}`;
    if (this.globals.size < MAX_CALLS) this.globals.add(full);
    return { kind: "global", name: full, at };
  }

  #call(callable: Sym, args: Sym, at: number): void {
    if (this.calls.length < MAX_CALLS) {
      const name = callable.kind === "global" ? callable.name : "something it computes";
      this.calls.push({
        name,
        args: showArguments(args),
        at: callable.kind === "global" ? callable.at : at,
        sure: this.consistent && DOTTED.test(name),
      });
    }
    this.#push(OTHER);
  }
}

function textOf(symbol: Sym): string {
  return symbol.kind === "text" ? symbol.text : "?";
}

/** Python's repr of a text in protocol 0: quotes around it. */
function unquote(text: string): string {
  return /^(['"]).*\1$/s.test(text) ? text.slice(1, -1) : text;
}
