import { parse } from "@huggingface/jinja";
import { TemplateProblem, tokenize, type Token, type TokenType } from "./lexer.ts";
import { MAX_DEPTH } from "./limits.ts";
import { rewrite } from "./rewrite.ts";

/** One node of a template's syntax tree, with its place in the text in characters. */
export interface Node {
  /** The parser's name of it: `If`, `For`, `CallExpression`, … */
  readonly type: string;
  /** Name, text or operator; empty for nodes that have none. */
  readonly value: string;
  /** A number's value. */
  readonly number: number | null;
  /** `x[y]` rather than `x.y`. */
  readonly computed: boolean;
  readonly parent: Node | null;
  /** Which part of its parent it is. */
  readonly role: string;
  readonly fields: ReadonlyMap<string, readonly Node[]>;
  readonly at: number;
  readonly length: number;
}

export interface Tree {
  readonly root: Node;
  /** Every node, parents before children, in the order of the text. */
  readonly nodes: readonly Node[];
  readonly tokens: readonly Token[];
  /** Keywords of tags that read other files. */
  readonly reads: readonly Token[];
}

/** The parts of each kind of node, in the order in which they stand in the text. */
const FIELDS: Readonly<Record<string, readonly string[]>> = {
  Program: ["body"],
  If: ["test", "body", "alternate"],
  For: ["loopvar", "iterable", "body", "defaultBlock"],
  Set: ["assignee", "value", "body"],
  Macro: ["name", "args", "body"],
  CallStatement: ["callerArgs", "call", "body"],
  FilterStatement: ["filter", "body"],
  MemberExpression: ["object", "property"],
  CallExpression: ["callee", "args"],
  ArrayLiteral: ["value"],
  TupleLiteral: ["value"],
  ObjectLiteral: ["value"],
  BinaryExpression: ["left", "right"],
  FilterExpression: ["operand", "filter"],
  SelectExpression: ["lhs", "test"],
  TestExpression: ["operand", "test"],
  UnaryExpression: ["argument"],
  SliceExpression: ["start", "stop", "step"],
  KeywordArgumentExpression: ["key", "value"],
  SpreadExpression: ["argument"],
  KeywordSpreadExpression: ["argument"],
  Ternary: ["trueExpr", "condition", "falseExpr"],
};

/** The library's own types name files in a way that is not resolved here, so its one function is typed by hand. */
const parseTokens = parse as unknown as (tokens: readonly Token[]) => object;

/** Parses a template. Throws `TemplateProblem`, or whatever the parser throws, when it is none. */
export function readTree(text: string): Tree {
  const { tokens, reads } = rewrite(tokenize(text));
  const nodes: Node[] = [];
  const place = placer(tokens);
  const root = convert(parseTokens(tokens), null, "", { nodes, place, depth: 0 });
  return { root, nodes, tokens, reads };
}

/** The nodes of one part of a node. */
export function parts(node: Node, field: string): readonly Node[] {
  return node.fields.get(field) ?? [];
}

/** A part that is one node. */
export function part(node: Node, field: string): Node | null {
  return parts(node, field)[0] ?? null;
}

/** The node and everything below it. */
export function* within(node: Node): Generator<Node> {
  const left = [node];
  for (let next = left.pop(); next; next = left.pop()) {
    yield next;
    const children = [...next.fields.values()].flat();
    while (children.length > 0) left.push(...children.splice(-1));
  }
}

/** Plain text between the tags, not a text inside of one. */
export function isOutside(node: Node): boolean {
  return node.type === "StringLiteral" && ["body", "alternate", "defaultBlock"].includes(node.role);
}

/** The nodes above, nearest first. */
export function* above(node: Node): Generator<Node> {
  for (let up = node.parent; up !== null; up = up.parent) yield up;
}

interface Made {
  readonly nodes: Node[];
  depth: number;
  readonly place: (type: string, value: string) => { at: number; length: number } | null;
}

function convert(source: object, parent: Node | null, role: string, made: Made): Node {
  const type = String(read(source, "type"));
  const value = valueOf(source);
  if (++made.depth > MAX_DEPTH)
    throw new TemplateProblem(
      "it is nested deeper than any known template",
      parent?.at ?? 0,
      "template.too-complex",
    );
  const fields = new Map<string, readonly Node[]>();
  const place = made.place(type, value);
  const number = read(source, "value");
  const node = {
    type,
    value,
    number: typeof number === "number" ? number : null,
    computed: read(source, "computed") === true,
    parent,
    role,
    fields,
    at: place?.at ?? -1,
    length: place?.length ?? 0,
  };
  made.nodes.push(node);
  for (const field of FIELDS[type] ?? []) {
    const children = childrenOf(read(source, field)).map((child) => convert(child, node, field, made));
    if (children.length > 0) fields.set(field, children);
  }
  made.depth--;
  if (node.at < 0) Object.assign(node, span([...fields.values()].flat()));
  return node;
}

function read(source: object, field: string): unknown {
  return (source as Readonly<Record<string, unknown>>)[field];
}

function valueOf(source: object): string {
  const value = read(source, "value");
  if (typeof value === "string") return value;
  const operator = read(source, "operator");
  return typeof operator === "object" && operator !== null ? String(read(operator, "value")) : "";
}

function childrenOf(value: unknown): object[] {
  if (value instanceof Map) return [...value].flat().filter(isObject);
  if (Array.isArray(value)) return value.filter(isObject);
  return isObject(value) ? [value] : [];
}

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null;
}

function span(children: readonly Node[]): { at: number; length: number } {
  const placed = children.filter(({ at }) => at >= 0);
  if (placed.length === 0) return { at: -1, length: 0 };
  const at = Math.min(...placed.map((child) => child.at));
  return { at, length: Math.max(...placed.map((child) => child.at + child.length)) - at };
}

const LEAVES: Readonly<Record<string, readonly TokenType[]>> = {
  Identifier: ["Identifier"],
  StringLiteral: ["Text", "StringLiteral"],
  IntegerLiteral: ["NumericLiteral"],
  FloatLiteral: ["NumericLiteral"],
  Comment: ["Comment"],
};

/**
 * Gives leaves their places: the parser keeps none, but makes leaves in the order of the tokens, so each is the next token
 * of its kind and value.
 */
function placer(tokens: readonly Token[]): Made["place"] {
  let from = 0;
  return (type, value) => {
    const kinds = LEAVES[type];
    if (!kinds) return null;
    for (let index = from; index < tokens.length; index++) {
      const token = tokens[index];
      if (!token || !kinds.includes(token.type)) continue;
      // Neighbouring string literals become one; numbers are compared by kind alone.
      if (token.type !== "NumericLiteral" && token.value !== value && !startsLiteral(token, value)) continue;
      from = index + 1;
      return token;
    }
    return null;
  };
}

function startsLiteral(token: Token, value: string): boolean {
  return token.type === "StringLiteral" && token.value !== "" && value.startsWith(token.value);
}
