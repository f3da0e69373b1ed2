import { utf8 } from "../text.ts";
import { Utf8Check } from "../utf8.ts";

/** Deepest nesting read. A safetensors header needs 3: header, entry, list. */
const MAX_DEPTH = 4;
/** Deepest nesting of a settings file. Real ones have up to 10. */
const SETTINGS_DEPTH = 64;
/** Most values in one text: 100,000 tensors need about 1,000,000. Bounds the memory that a text can cost to some 250 MB. */
const MAX_VALUES = 1_200_000;
/** Most objects in one text, one for each tensor: they cost the most memory. */
const MAX_OBJECTS = 110_000;
/** Longest number in characters; sizes have at most 20 digits. */
const MAX_NUMBER = 32;

export type Json = string | bigint | number | boolean | null | Json[] | JsonObject;

/** An object with the position of each key, in the order of the text. Keys of a file never become properties. */
export type JsonObject = Map<string, { readonly value: Json; readonly at: number }>;

export type JsonProblem = "syntax" | "duplicate-key" | "utf8" | "too-many";

/** Why a text was not read; `at` is the byte in the text. */
export class JsonError extends Error {
  readonly problem: JsonProblem;
  readonly at: number;
  constructor(problem: JsonProblem, at: number, message: string) {
    super(message);
    this.name = "JsonError";
    this.problem = problem;
    this.at = at;
  }
}

/**
 * Reads strict JSON (RFC 8259) with exact integers, refusing duplicate keys, invalid UTF-8, deep nesting and too many
 * values. Only spaces may follow. `JSON.parse` keeps the last of two equal keys and rounds large numbers, so that it
 * and another reader could see two different files in the same bytes.
 */
export function parseJson(text: Uint8Array): Json {
  return new Parser(text, MAX_DEPTH, false).whole();
}

/** The same for settings files: nested deeper, and with the `NaN` and `Infinity` that Python writes. */
export function parseSettings(text: Uint8Array): Json {
  return new Parser(text, SETTINGS_DEPTH, true).whole();
}

class Parser {
  readonly #text: Uint8Array;
  readonly #utf8 = new Utf8Check();
  #at = 0;
  #values = 0;
  #objects = 0;

  readonly #depth: number;
  readonly #python: boolean;

  constructor(text: Uint8Array, depth: number, python: boolean) {
    this.#text = text;
    this.#depth = depth;
    this.#python = python;
  }

  whole(): Json {
    const value = this.value(0);
    this.end();
    return value;
  }

  value(depth: number): Json {
    if (++this.#values > MAX_VALUES) this.#fail("too-many", "holds too many values");
    if (depth > this.#depth) this.#fail("syntax", "is nested too deeply");
    this.#space();
    switch (this.#text[this.#at]) {
      case 0x7b:
        return this.#object(depth);
      case 0x5b:
        return this.#array(depth);
      case 0x22:
        return this.#string();
      case 0x74:
        return this.#word("true", true);
      case 0x66:
        return this.#word("false", false);
      case 0x6e:
        return this.#word("null", null);
      default:
        return (this.#python ? this.#pythonNumber() : null) ?? this.#number();
    }
  }

  end(): void {
    this.#space();
    if (this.#at < this.#text.length) this.#fail("syntax", "goes on after its end");
  }

  #fail(problem: JsonProblem, message: string, at = this.#at): never {
    throw new JsonError(problem, at, message);
  }

  #space(): void {
    for (;;) {
      const byte = this.#text[this.#at];
      if (byte !== 0x20 && byte !== 0x0a && byte !== 0x0d && byte !== 0x09) return;
      this.#at++;
    }
  }

  #expect(byte: number, what: string): void {
    this.#space();
    if (this.#text[this.#at] !== byte) this.#fail("syntax", `lacks ${what}`);
    this.#at++;
  }

  #object(depth: number): JsonObject {
    if (++this.#objects > MAX_OBJECTS) this.#fail("too-many", "holds too many tables");
    const object: JsonObject = new Map();
    this.#at++;
    this.#space();
    if (this.#take(0x7d)) return object;
    do {
      this.#space();
      const at = this.#at;
      if (this.#text[at] !== 0x22) this.#fail("syntax", "lacks a key");
      const key = this.#string();
      if (object.has(key)) this.#fail("duplicate-key", key, at);
      this.#expect(0x3a, "a colon");
      object.set(key, { value: this.value(depth + 1), at });
      this.#space();
    } while (this.#take(0x2c));
    this.#expect(0x7d, "a closing brace");
    return object;
  }

  #array(depth: number): Json[] {
    const array: Json[] = [];
    this.#at++;
    this.#space();
    if (this.#take(0x5d)) return array;
    do {
      array.push(this.value(depth + 1));
      this.#space();
    } while (this.#take(0x2c));
    this.#expect(0x5d, "a closing bracket");
    return array;
  }

  #take(byte: number): boolean {
    if (this.#text[this.#at] !== byte) return false;
    this.#at++;
    return true;
  }

  #string(): string {
    const from = this.#at + 1;
    let at = from;
    let escaped = false;
    for (;;) {
      const byte = this.#text[at];
      if (byte === undefined) this.#fail("syntax", "ends inside a text");
      if (byte < 0x20) this.#fail("syntax", "has a control character inside a text", at);
      if (byte === 0x22) break;
      if (byte === 0x5c) {
        escaped = true;
        at++;
      }
      at++;
    }
    const bytes = this.#text.subarray(from, at);
    this.#utf8.push(bytes);
    if (!this.#utf8.end()) this.#fail("utf8", "is not valid UTF-8", from);
    this.#at = at + 1;
    if (!escaped) return utf8(bytes);
    const text = this.#unescape(from - 1, at + 1);
    // Half of a character has no bytes in UTF-8: readers refuse it or put something else there. Python writes it into settings all the same.
    if (!this.#python && !text.isWellFormed()) this.#fail("utf8", "holds half of a character", from);
    return text;
  }

  /** The platform's reader knows the escapes; one text at a time, it has nothing to disagree about. */
  #unescape(from: number, to: number): string {
    try {
      return JSON.parse(utf8(this.#text.subarray(from, to))) as string;
    } catch {
      return this.#fail("syntax", "has an escape that does not exist", from);
    }
  }

  #word<T>(word: string, value: T): T {
    for (let index = 0; index < word.length; index++) {
      if (this.#text[this.#at + index] !== word.charCodeAt(index))
        this.#fail("syntax", "holds something that is no value");
    }
    this.#at += word.length;
    return value;
  }

  #pythonNumber(): number | null {
    const next = this.#text[this.#at];
    if (next === 0x4e) return this.#word("NaN", NaN);
    if (next === 0x49) return this.#word("Infinity", Infinity);
    return next === 0x2d && this.#text[this.#at + 1] === 0x49 ? this.#word("-Infinity", -Infinity) : null;
  }

  #number(): bigint | number {
    const from = this.#at;
    while (isNumberByte(this.#text[this.#at])) this.#at++;
    const length = this.#at - from;
    if (length === 0) this.#fail("syntax", "holds something that is no value");
    if (length > MAX_NUMBER) this.#fail("syntax", "holds a number that is too long", from);
    const text = utf8(this.#text.subarray(from, this.#at));
    // Not the integer 0: safetensors' own reader takes it for a fraction, and refuses it as a size.
    if (text === "-0") return -0;
    if (/^-?(0|[1-9]\d*)$/.test(text)) return BigInt(text);
    if (/^-?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?$/.test(text)) return Number(text);
    return this.#fail("syntax", "holds something that is no number", from);
  }
}

function isNumberByte(byte: number | undefined): boolean {
  if (byte === undefined) return false;
  return (
    (byte >= 0x30 && byte <= 0x39) ||
    byte === 0x2d ||
    byte === 0x2b ||
    byte === 0x2e ||
    byte === 0x65 ||
    byte === 0x45
  );
}
