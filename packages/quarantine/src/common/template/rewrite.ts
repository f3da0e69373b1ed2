import type { Token, TokenType } from "./lexer.ts";

/** Tags that only mark a part and change nothing of it: `generation` is used in training. */
const TRANSPARENT = new Set([
  "generation",
  "endgeneration",
  "autoescape",
  "endautoescape",
  "block",
  "endblock",
  "endwith",
]);
/** Tags that read other files. */
const READS_FILES = new Set(["include", "import", "from", "extends"]);
/** Tests that compare with a value. */
const COMPARES = new Set(["sameas", "eq", "equalto", "ne", "lt", "le", "gt", "ge", "divisibleby"]);
const BEGINS_VALUE = new Set<TokenType>([
  "Identifier",
  "StringLiteral",
  "NumericLiteral",
  "OpenSquareBracket",
  "OpenCurlyBracket",
]);
const JOINS = new Set(["and", "or", "if", "else", "is", "in", "not"]);

export interface Rewritten {
  readonly tokens: Token[];
  /** The tags that read other files, each with its keyword. They are taken out. */
  readonly reads: readonly Token[];
}

/** Puts Jinja that the parser does not know into forms that it does, with the same names and texts in them. */
export function rewrite(tokens: readonly Token[]): Rewritten {
  const reads: Token[] = [];
  const out: Token[] = [];
  for (let index = 0; index < tokens.length;) {
    const token = tokens[index];
    if (!token) break;
    const next = tokens[index + 1];
    if (token.type === "OpenStatement" && next?.type === "Identifier") {
      const end = endOfTag(tokens, index);
      if (READS_FILES.has(next.value)) reads.push(next);
      if (READS_FILES.has(next.value) || TRANSPARENT.has(next.value)) {
        index = end + 1;
        continue;
      }
      out.push(...tag(tokens.slice(index, end + 1), next.value));
      index = end + 1;
    } else if (token.type === "OpenExpression") {
      const end = endOfTag(tokens, index);
      out.push(...tests(tokens.slice(index, end + 1)));
      index = end + 1;
    } else {
      out.push(token);
      index++;
    }
  }
  return { tokens: out, reads };
}

function endOfTag(tokens: readonly Token[], from: number): number {
  let at = from;
  while (at < tokens.length - 1 && !tokens[at]?.type.startsWith("Close")) at++;
  while (at < tokens.length - 1 && !/^Close(Statement|Expression)$/.test(tokens[at]?.type ?? "")) at++;
  return at;
}

function tag(tokens: readonly Token[], keyword: string): Token[] {
  const [open, name, ...rest] = tests(tokens);
  const close = rest.at(-1);
  if (!open || !name || !close) return [...tokens];
  if (keyword === "do")
    return [
      { ...open, type: "OpenExpression", value: "{{" },
      ...rest.slice(0, -1),
      { ...close, type: "CloseExpression", value: "}}" },
    ];
  if (keyword === "with") return [open, { ...name, value: "set" }, ...rest];
  if (keyword === "for" && rest.at(-2)?.value === "recursive" && rest.at(-2)?.type === "Identifier")
    return [open, name, ...rest.slice(0, -2), close];
  return [open, name, ...rest];
}

/** Tests with an argument: `x is sameas y`, `x is divisibleby(2)`, `x is in y`. */
function tests(tokens: readonly Token[]): Token[] {
  const out: Token[] = [];
  for (let index = 0; index < tokens.length; index++) {
    const token = tokens[index];
    if (!token) break;
    const not = isName(tokens[index + 1], "not") ? tokens[index + 1] : undefined;
    const nameAt = index + (not ? 2 : 1);
    const name = tokens[nameAt];
    const argument = tokens[nameAt + 1];
    if (!isName(token, "is") || name?.type !== "Identifier" || tokens[index - 1]?.type === "Dot") {
      out.push(token);
    } else if (name.value === "in") {
      if (not) out.push(not);
      index = nameAt - 1;
    } else if (argument?.type === "OpenParen") {
      out.push({ ...token, type: "Pipe", value: "|" });
      index = nameAt - 1;
    } else if (COMPARES.has(name.value) && argument && beginsValue(argument)) {
      out.push({ ...token, type: "ComparisonBinaryOperator", value: "==" });
      index = nameAt;
    } else {
      out.push(token);
    }
  }
  return out;
}

function isName(token: Token | undefined, value: string): boolean {
  return token?.type === "Identifier" && token.value === value;
}

function beginsValue(token: Token): boolean {
  return BEGINS_VALUE.has(token.type) && !(token.type === "Identifier" && JOINS.has(token.value));
}
