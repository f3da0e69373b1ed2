import { MAX_FOLDED } from "./limits.ts";
import { part, parts, type Node, type Tree } from "./tree.ts";

/** What an expression is known to be without running the template; null: not known. */
export type Folded = string | number | readonly (string | number)[] | null;
export type Fold = (node: Node | null) => Folded;

/** Variables looked through for one value: `set` chains of an attacker could be long. */
const MAX_STEPS = 16;

/**
 * Puts constants together: names that are written in pieces (`'__cla' ~ 'ss__'`, `['a','b']|join`, `'txet'[::-1]`) are
 * read as what they become. Bounded: what grows too long is not known.
 */
export function folder(tree: Tree): Fold {
  const known = new Map<Node, Folded>();
  const constants = constantsOf(tree);
  let steps = 0;
  const fold: Fold = (node) => {
    if (!node) return null;
    const before = known.get(node);
    if (before !== undefined) return before;
    // A variable that is set from itself would never end.
    known.set(node, null);
    const made = bounded(evaluate(node));
    known.set(node, made);
    return made;
  };
  function evaluate(node: Node): Folded {
    switch (node.type) {
      case "StringLiteral":
        return node.value;
      case "IntegerLiteral":
      case "FloatLiteral":
        return node.number;
      case "ArrayLiteral":
      case "TupleLiteral":
        return list(parts(node, "value").map(fold));
      case "Identifier":
        return variable(node.value);
      case "UnaryExpression": {
        const value = fold(part(node, "argument"));
        return node.value === "-" && typeof value === "number" ? -value : null;
      }
      case "ObjectLiteral":
        return list(
          parts(node, "value")
            .filter((_, index) => index % 2 === 0)
            .map(fold),
        );
      case "BinaryExpression":
        if (node.value === "or" || node.value === "and") return chosen(node);
        return combine(node.value, fold(part(node, "left")), fold(part(node, "right")));
      case "FilterExpression": {
        const { name, args } = filterOf(node);
        return applied(name, fold(part(node, "operand")), args.map(fold));
      }
      case "CallExpression":
        return method(node);
      case "MemberExpression":
        return member(node);
      default:
        return null;
    }
  }
  function variable(name: string): Folded {
    const value = constants.get(name);
    if (!value || steps >= MAX_STEPS) return null;
    steps++;
    const made = fold(value);
    steps--;
    return made;
  }
  /** `a or b` is one of its sides; which one is known when the first is. */
  function chosen(node: Node): Folded {
    const left = fold(part(node, "left"));
    if (left === null) return null;
    const empty = typeof left === "number" ? left === 0 : left.length === 0;
    return empty === (node.value === "or") ? fold(part(node, "right")) : left;
  }
  function method(node: Node): Folded {
    const callee = part(node, "callee");
    // A table stands for its keys: that is what `join`, `first` and `list` make of it.
    if (callee?.type === "Identifier" && callee.value === "dict")
      return list(parts(node, "args").map((arg) => part(arg, "key")?.value ?? null));
    if (callee?.type !== "MemberExpression" || callee.computed) return null;
    const on = fold(part(callee, "object"));
    const args = parts(node, "args").map(fold);
    const name = part(callee, "property")?.value ?? "";
    // `', '.join(list)` has its parts the other way round than the filter.
    return name === "join" ? applied("join", args[0] ?? null, [on]) : applied(name, on, args);
  }
  function member(node: Node): Folded {
    const on = fold(part(node, "object"));
    const property = part(node, "property");
    if (!node.computed || on === null || typeof on === "number") return null;
    if (property?.type === "SliceExpression") return slice(on, property, fold);
    const index = fold(property);
    return typeof index === "number" ? (on.at(index) ?? null) : null;
  }
  return fold;
}

/** Name and arguments of a filter. */
export function filterOf(node: Node): { name: string; args: readonly Node[] } {
  const filter = part(node, "filter");
  return filter?.type === "CallExpression"
    ? { name: part(filter, "callee")?.value ?? "", args: parts(filter, "args") }
    : { name: filter?.value ?? "", args: [] };
}

/** Variables that are set in exactly one place, with the value they get there. */
function constantsOf({ nodes }: Tree): ReadonlyMap<string, Node> {
  const once = new Map<string, Node | null>();
  for (const node of nodes) {
    const name = node.type === "Set" ? part(node, "assignee") : null;
    if (name?.type !== "Identifier") continue;
    once.set(name.value, once.has(name.value) ? null : (part(node, "value") ?? blockOf(node)));
  }
  return new Map([...once].filter((row): row is [string, Node] => row[1] !== null));
}

/** `{% set name %}text{% endset %}`: the block, when it is one piece of text or one expression. */
function blockOf(node: Node): Node | null {
  const [only, ...more] = parts(node, "body");
  return more.length === 0 ? (only ?? null) : null;
}

function bounded(value: Folded): Folded {
  return typeof value === "object" || typeof value === "number" || value.length <= MAX_FOLDED ? value : null;
}

function list(values: readonly Folded[]): Folded {
  const flat: (string | number)[] = [];
  for (const value of values) {
    if (typeof value === "string" || typeof value === "number") flat.push(value);
    else return null;
  }
  return flat;
}

function combine(operator: string, left: Folded, right: Folded): Folded {
  if (left === null || right === null) return null;
  if (typeof left === "number" && typeof right === "number") return arithmetic(operator, left, right);
  if (typeof left === "object" || typeof right === "object") return null;
  if (operator === "~" || (operator === "+" && typeof left === typeof right)) return `${left}${right}`;
  if (operator === "%" && typeof left === "string") return format(left, [right]);
  return null;
}

function arithmetic(operator: string, left: number, right: number): Folded {
  switch (operator) {
    case "+":
      return left + right;
    case "-":
      return left - right;
    case "*":
      return left * right;
    case "**":
      return left ** right;
    case "~":
      return `${String(left)}${String(right)}`;
    default:
      return null;
  }
}

function applied(name: string, on: Folded, args: readonly Folded[]): Folded {
  const [first, second] = args;
  if (on === null) return null;
  if (typeof on === "object") {
    if (name === "join") return on.join(typeof first === "string" ? first : "");
    if (name === "reverse") return [...on].reverse();
    if (name === "first") return on[0] ?? null;
    if (name === "last") return on.at(-1) ?? null;
    return name === "list" ? on : null;
  }
  const text = String(on);
  switch (name) {
    case "lower":
      return text.toLowerCase();
    case "upper":
      return text.toUpperCase();
    case "trim":
    case "strip":
      return text.trim();
    case "string":
    case "safe":
      return text;
    case "reverse":
      return [...text].reverse().join("");
    case "join":
      return [...text].join(typeof first === "string" ? first : "");
    case "list":
      return [...text];
    case "format":
      return format(text, args);
    case "replace":
      return replaced(text, first ?? null, second ?? null);
    default:
      return null;
  }
}

function replaced(text: string, from: Folded, to: Folded): Folded {
  if (typeof from !== "string" || typeof to !== "string" || from === "") return null;
  const pieces = text.split(from);
  const length = text.length + (pieces.length - 1) * (to.length - from.length);
  return length > MAX_FOLDED ? null : pieces.join(to);
}

/** `%s` and `{}` in turn. */
function format(text: string, args: readonly Folded[]): Folded {
  let next = 0;
  const room = args.reduce<number>((sum, value) => sum + String(value).length, text.length);
  if (room > MAX_FOLDED || args.some((value) => value === null || typeof value === "object")) return null;
  return text.replace(/%[sd]|\{(\d?)\}/g, (_, index: string | undefined) =>
    String(args[index ? Number(index) : next++] ?? ""),
  );
}

/** Only whole turns and steps of one: other slices cut names, they do not make them. */
function slice(on: string | readonly (string | number)[], node: Node, fold: Fold): Folded {
  const numbers = ["start", "stop", "step"].map((field) => fold(part(node, field)));
  const turned = numbers.includes(-1) && numbers.filter((value) => value !== null).length === 1;
  const items = typeof on === "string" ? [...on] : on;
  const [start, stop, step] = numbers;
  const made = turned
    ? [...items].reverse()
    : step === null
      ? items.slice(typeof start === "number" ? start : 0, typeof stop === "number" ? stop : undefined)
      : null;
  return made === null ? null : typeof on === "string" ? made.join("") : list(made);
}
