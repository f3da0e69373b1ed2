import { MAX_TOKENS } from "./limits.ts";

/** The parser's own names of the kinds of tokens. */
export type TokenType =
  | "Text"
  | "NumericLiteral"
  | "StringLiteral"
  | "Identifier"
  | "Equals"
  | "OpenParen"
  | "CloseParen"
  | "OpenStatement"
  | "CloseStatement"
  | "OpenExpression"
  | "CloseExpression"
  | "OpenSquareBracket"
  | "CloseSquareBracket"
  | "OpenCurlyBracket"
  | "CloseCurlyBracket"
  | "Comma"
  | "Dot"
  | "Colon"
  | "Pipe"
  | "AdditiveBinaryOperator"
  | "MultiplicativeBinaryOperator"
  | "ExponentiationBinaryOperator"
  | "ComparisonBinaryOperator"
  | "Comment";

/** A token as the parser wants it, with its place in the text in characters. */
export interface Token {
  readonly type: TokenType;
  readonly value: string;
  readonly at: number;
  readonly length: number;
}

/** The text is not a template, or too much of one; `at` is where reading ended. */
export class TemplateProblem extends Error {
  readonly at: number;
  readonly rule: "template.syntax" | "template.too-complex";
  constructor(message: string, at: number, rule: TemplateProblem["rule"] = "template.syntax") {
    super(message);
    this.name = "TemplateProblem";
    this.at = at;
    this.rule = rule;
  }
}

/** Longest first where one begins with another. */
const OPERATORS: readonly (readonly [string, TokenType])[] = [
  ["(", "OpenParen"],
  [")", "CloseParen"],
  ["{", "OpenCurlyBracket"],
  ["}", "CloseCurlyBracket"],
  ["[", "OpenSquareBracket"],
  ["]", "CloseSquareBracket"],
  [",", "Comma"],
  [".", "Dot"],
  [":", "Colon"],
  ["|", "Pipe"],
  ["<=", "ComparisonBinaryOperator"],
  [">=", "ComparisonBinaryOperator"],
  ["==", "ComparisonBinaryOperator"],
  ["!=", "ComparisonBinaryOperator"],
  ["<", "ComparisonBinaryOperator"],
  [">", "ComparisonBinaryOperator"],
  ["+", "AdditiveBinaryOperator"],
  ["-", "AdditiveBinaryOperator"],
  ["~", "AdditiveBinaryOperator"],
  ["**", "ExponentiationBinaryOperator"],
  ["*", "MultiplicativeBinaryOperator"],
  ["//", "MultiplicativeBinaryOperator"],
  ["/", "MultiplicativeBinaryOperator"],
  ["%", "MultiplicativeBinaryOperator"],
  ["=", "Equals"],
];
const SPACE = /\s*/y;
const NAME = /[\p{L}\p{M}\p{N}\p{Pc}]+/uy;
const NUMBER = /\d[\d_]*(?:\.\d[\d_]*)?(?:[eE][+-]?\d+)?/y;
const DIGITS = /\d+/y;
const STRING = /'(?:[^'\\]|\\[^])*'|"(?:[^"\\]|\\[^])*"/y;
const CLOSE_STATEMENT = /[-+]?%\}/y;
const CLOSE_EXPRESSION = /[-+]?\}\}/y;
const ESCAPES: Readonly<Record<string, string>> = {
  n: "\n",
  t: "\t",
  r: "\r",
  b: "\b",
  f: "\f",
  v: "\v",
  a: "\u0007",
  "0": "\0",
  "'": "'",
  '"': '"',
  "\\": "\\",
  "\n": "",
};

/**
 * Cuts a template into tokens with their places. Our own instead of the parser library's: that one keeps no places, takes
 * quadratic time on runs of blanks, and knows fewer of the tags and escapes that published templates use.
 */
export function tokenize(text: string): Token[] {
  return new Lexer(text).run();
}

class Lexer {
  readonly #text: string;
  readonly #tokens: Token[] = [];
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  run(): Token[] {
    while (this.#at < this.#text.length) {
      const open = this.#nextTag();
      if (open > this.#at) this.#push("Text", this.#text.slice(this.#at, open), open);
      else if (this.#text.startsWith("{#", open)) this.#comment();
      else this.#tag();
    }
    return this.#tokens;
  }

  /** Where the next `{{`, `{%` or `{#` stands, or the end. */
  #nextTag(): number {
    let at = this.#text.indexOf("{", this.#at);
    while (at >= 0 && !/[{%#]/.test(this.#text.charAt(at + 1))) at = this.#text.indexOf("{", at + 1);
    return at < 0 ? this.#text.length : at;
  }

  #push(type: TokenType, value: string, end: number): void {
    if (this.#tokens.length >= MAX_TOKENS)
      throw new TemplateProblem(
        "it has more parts than any known template",
        this.#at,
        "template.too-complex",
      );
    this.#tokens.push({ type, value, at: this.#at, length: end - this.#at });
    this.#at = end;
  }

  #comment(): void {
    const end = this.#text.indexOf("#}", this.#at + 2);
    if (end < 0) throw new TemplateProblem("a comment has no end", this.#at);
    this.#push("Comment", this.#text.slice(this.#at + 2, end), end + 2);
  }

  #tag(): void {
    const from = this.#at;
    const statement = this.#text.charAt(from + 1) === "%";
    const sign = /[-+]/.test(this.#text.charAt(from + 2)) ? 1 : 0;
    this.#push(statement ? "OpenStatement" : "OpenExpression", statement ? "{%" : "{{", from + 2 + sign);
    const close = statement ? CLOSE_STATEMENT : CLOSE_EXPRESSION;
    let curly = 0;
    for (;;) {
      this.#at += this.#match(SPACE)?.length ?? 0;
      if (this.#at >= this.#text.length) throw new TemplateProblem("a tag has no end", from);
      const closing = curly > 0 ? null : this.#match(close);
      if (closing !== null) {
        const type = statement ? "CloseStatement" : "CloseExpression";
        this.#push(type, statement ? "%}" : "}}", this.#at + closing.length);
        break;
      }
      curly += this.#part();
    }
    if (statement) this.#raw();
  }

  /** One part of a tag; says by how much it changes the depth of curly brackets. */
  #part(): number {
    const string = this.#match(STRING);
    if (string !== null) {
      this.#push("StringLiteral", unescape(string.slice(1, -1)), this.#at + string.length);
      return 0;
    }
    const number = this.#match(this.#tokens.at(-1)?.type === "Dot" ? DIGITS : NUMBER);
    if (number !== null) {
      this.#push("NumericLiteral", number.replaceAll("_", ""), this.#at + number.length);
      return 0;
    }
    const name = this.#match(NAME);
    if (name !== null) {
      this.#push("Identifier", name, this.#at + name.length);
      return 0;
    }
    const operator = OPERATORS.find(([sign]) => this.#text.startsWith(sign, this.#at));
    if (!operator) throw new TemplateProblem("a tag has a character that means nothing there", this.#at);
    this.#push(operator[1], operator[0], this.#at + operator[0].length);
    return operator[0] === "{" ? 1 : operator[0] === "}" ? -1 : 0;
  }

  /** `{% raw %}` makes everything up to `{% endraw %}` plain text. */
  #raw(): void {
    const [open, name] = this.#tokens.slice(-3);
    if (
      this.#tokens.at(-1)?.type !== "CloseStatement" ||
      open?.type !== "OpenStatement" ||
      name?.value !== "raw"
    )
      return;
    this.#tokens.splice(-3);
    const end = /\{%[-+]?\s*endraw\s*[-+]?%\}/g;
    end.lastIndex = this.#at;
    const found = end.exec(this.#text);
    if (!found) throw new TemplateProblem("a raw part has no end", this.#at);
    if (found.index > this.#at) this.#push("Text", this.#text.slice(this.#at, found.index), found.index);
    this.#at = found.index + found[0].length;
  }

  #match(pattern: RegExp): string | null {
    pattern.lastIndex = this.#at;
    return pattern.exec(this.#text)?.[0] ?? null;
  }
}

/** Escapes as Python reads them; one that it does not know stays as it is. */
function unescape(text: string): string {
  if (!text.includes("\\")) return text;
  return text.replace(
    /\\(?:x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|([0-7]{1,3})|N\{([A-Za-z -]{1,80})\}|([^]))/g,
    (whole: string, ...groups: readonly (string | undefined)[]) => {
      const [byte, short, long, octal, name, letter] = groups;
      if (name !== undefined) return named(name) ?? whole;
      const code = byte ?? short ?? long;
      if (code !== undefined) return character(Number.parseInt(code, 16), whole);
      if (octal !== undefined) return character(Number.parseInt(octal, 8), whole);
      return ESCAPES[letter ?? ""] ?? whole;
    },
  );
}

/** Characters by their Unicode names, as far as names of attributes can be written with them. */
function named(name: string): string | null {
  const plain = name.toUpperCase();
  if (plain === "LOW LINE" || plain === "UNDERSCORE") return "_";
  const [, size, letter] = /^LATIN (SMALL|CAPITAL) LETTER ([A-Z])$/.exec(plain) ?? [];
  return letter === undefined ? null : size === "SMALL" ? letter.toLowerCase() : letter;
}

function character(code: number, otherwise: string): string {
  return code <= 0x10ffff ? String.fromCodePoint(code) : otherwise;
}
