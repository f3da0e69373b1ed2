import type { PickleOp } from "./opcodes.ts";
import { PickleStack } from "./stack.ts";
import { OTHER, showArguments, sumOf, weightOf, type Sym } from "./symbols.ts";
import { nameOf, resultOf, textOf, tupleOf, unquote } from "./values.ts";

/** Most calls kept of one program. */
const MAX_CALLS = 64;
/** A value that stands for more items than this was made to fill memory or time: no model holds so many in one. */
const BOMB_WEIGHT = 2 ** 32;
/** A memo place beyond this makes Python's own reader allocate gigabytes for the table alone. */
const BOMB_PLACE = 2 ** 26;

/** A function that the program would call, where it names it, and with what. */
export interface PickleCall {
  readonly name: string;
  /** As Python would write it, with its arguments, made visible. */
  readonly shown: string;
  /** The opcode that names the function. */
  readonly at: number;
  readonly length: number;
  /** Whether everything up to the call held together, so that these bytes are a pickle and not text that looks like one. */
  readonly sure: boolean;
}

/** A name that the program imports. Importing runs the module. */
export interface PickleImport {
  readonly name: string;
  readonly at: number;
  readonly length: number;
}

/** A dotted Python name. */
const DOTTED = /^[\p{L}_][\p{L}\p{N}_]*(\.[\p{L}_][\p{L}\p{N}_]*)+$/u;

const LITERALS: Readonly<Record<string, string>> = { N: "None", "\x88": "True", "\x89": "False" };
const NUMBERS = "FIJKLMG\x8a\x8b";
const TEXTS = "STUVXBC\x8c\x8d\x8e\x96";
const BYTES = "BC\x8e\x96";
const NOTHING = "\x80\x95\x98";

/** Runs a pickle program on symbols: nothing is built, imported or called. */
export class PickleMachine {
  readonly calls: PickleCall[] = [];
  readonly imports: PickleImport[] = [];
  /** Where a value first stands for more than memory holds, or null. */
  bombAt: number | null = null;
  readonly #stack = new PickleStack();

  /** False once the program took something that was not there: then it is no pickle, or a broken one. */
  get consistent(): boolean {
    return this.#stack.consistent;
  }

  /** Values left; a whole program leaves one. */
  get depth(): number {
    return this.#stack.depth;
  }

  step(op: PickleOp): void {
    const { code, arg } = op;
    const literal = LITERALS[code];
    if (NOTHING.includes(code)) return;
    if (literal !== undefined) this.#stack.push({ kind: "literal", text: literal });
    else if (NUMBERS.includes(code)) this.#stack.push({ kind: "literal", text: arg });
    else if (TEXTS.includes(code))
      this.#stack.push({
        kind: "text",
        text: code === "S" ? unquote(arg) : arg,
        bytes: BYTES.includes(code),
      });
    else if (!this.#memoOp(op) && !this.#buildOp(op) && !this.#fillOp(op)) this.#callOp(op);
  }

  #memoOp({ code, arg, at }: PickleOp): boolean {
    switch (code) {
      case "(":
        this.#stack.mark();
        return true;
      case "0":
        this.#stack.drop();
        return true;
      case "1":
        this.#stack.toMark();
        return true;
      case "2":
        this.#stack.push(this.#stack.top);
        return true;
      case "p":
      case "q":
      case "r":
        if (Number(arg) > BOMB_PLACE) this.bombAt ??= at;
        this.#stack.remember(arg);
        return true;
      case "\x94":
        this.#stack.remember(null);
        return true;
      case "g":
      case "h":
      case "j":
        this.#stack.recall(arg);
        return true;
      default:
        return false;
    }
  }

  #buildOp({ code, at }: PickleOp): boolean {
    switch (code) {
      case ")":
        this.#tuple([], at);
        return true;
      case "\x85":
      case "\x86":
      case "\x87":
        this.#tuple(this.#stack.take(code.charCodeAt(0) - 0x84), at);
        return true;
      case "t":
        this.#tuple(this.#stack.toMark(), at);
        return true;
      case "}":
      case "]":
      case "\x8f":
        this.#stack.push({ kind: "container", weight: 1 });
        return true;
      case "d":
      case "l":
      case "\x91":
        this.#stack.push({ kind: "container", weight: this.#weighed(sumOf(this.#stack.toMark()), at) });
        return true;
      case "\x97":
      case "P":
        this.#stack.push(OTHER);
        return true;
      case "Q":
        this.#stack.take(1);
        this.#stack.push(OTHER);
        return true;
      default:
        return false;
    }
  }

  #fillOp({ code, at }: PickleOp): boolean {
    switch (code) {
      case "e":
      case "u":
      case "\x90":
        this.#fill(this.#stack.toMark(), at);
        return true;
      case "a":
        this.#fill(this.#stack.take(1), at);
        return true;
      case "s":
        this.#fill(this.#stack.take(2), at);
        return true;
      case "b":
        this.#fill(this.#stack.take(1), at, true);
        return true;
      default:
        return false;
    }
  }

  #callOp(op: PickleOp): void {
    const { code, at } = op;
    switch (code) {
      case "c":
        this.#import(op.arg, op.second, op);
        return;
      case "\x82":
      case "\x83":
      case "\x84":
        this.#import("copyreg", `extension_${op.arg}`, op);
        return;
      case "\x93": {
        const [module = OTHER, name = OTHER] = this.#stack.take(2);
        this.#import(textOf(module), textOf(name), op);
        return;
      }
      case "i": {
        const args = this.#stack.toMark();
        this.#import(op.arg, op.second, op);
        this.#call(this.#stack.take(1)[0] ?? OTHER, tupleOf(args), op);
        return;
      }
      case "o": {
        const [callable = OTHER, ...args] = this.#stack.toMark();
        this.#call(callable, tupleOf(args), op);
        return;
      }
      case "R":
      case "\x81":
      case "\x92": {
        const [callable = OTHER, args = OTHER] = this.#stack.take(code === "\x92" ? 3 : 2);
        this.#call(callable, args, { at, end: at + 1 });
        return;
      }
    }
  }

  #tuple(items: readonly Sym[], at: number): void {
    const tuple = tupleOf(items);
    this.#weighed(weightOf(tuple), at);
    this.#stack.push(tuple);
  }

  #weighed(weight: number, at: number): number {
    if (weight > BOMB_WEIGHT) this.bombAt ??= at;
    return weight;
  }

  /** Puts items into the value on top. Into something imported, that changes the running program. */
  #fill(items: readonly Sym[], at: number, attributes = false): void {
    const { top } = this.#stack;
    if (this.#stack.depth === 0) this.#stack.consistent = false;
    if (top.kind === "container") top.weight = this.#weighed(top.weight + sumOf(items), at);
    else if (top.kind === "global")
      this.#record(`${nameOf(top)}.${attributes ? "__setstate__" : "__setitem__"}`, tupleOf(items), top, at);
  }

  #import(module: string, name: string, { at, end }: PickleOp): void {
    const full = `${module}.${name}`;
    const length = end - at;
    if (this.imports.length < MAX_CALLS) this.imports.push({ name: full, at, length });
    this.#stack.push({ kind: "global", name: full, at, length });
  }

  #call(callable: Sym, args: Sym, { at }: { at: number; end: number }): void {
    this.#record(nameOf(callable), args, callable, at);
    this.#stack.push(resultOf(callable, args));
  }

  #record(name: string, args: Sym, callable: Sym, at: number): void {
    if (this.calls.length >= MAX_CALLS) return;
    const named = callable.kind === "global";
    this.calls.push({
      name,
      shown: `${name}(${showArguments(args)})`,
      at: named ? callable.at : at,
      length: named ? callable.length : 1,
      sure: this.consistent && DOTTED.test(name),
    });
  }
}
