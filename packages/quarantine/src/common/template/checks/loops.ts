import { figure } from "../../text.ts";
import type { Check, Subject } from "../check.ts";
import { filterOf } from "../fold.ts";
import { above, isOutside, part, parts, within, type Node } from "../tree.ts";

/** More turns of one counted loop, or of several inside each other, than any prompt needs. */
const MAX_TURNS = 100_000;
/** Wider padding or more repetitions of a text than any prompt needs. */
const MAX_REPEAT = 10_000;
/** Loops over the same list inside each other: 40 messages in 4 of them are 2.5 million turns. */
const MAX_SAME = 3;
const WIDENS = new Set(["center", "indent", "ljust", "rjust", "zfill", "wordwrap", "batch", "slice"]);
/** The width in `%1000000d`, `%.1000000f` and `{:>1000000}`. Five digits and more are looked at. */
const WIDTH = /%[-+ #0]*(?:\d{0,20}\.)?(\d{5,})|\{[^{}]{0,40}:[^{}]{0,10}?(\d{5,})/g;

/** Loops that run for ever or fill the memory: each prompt would stop the program that runs the model. */
export const checkLoops: Check = (subject, notice) => {
  const { tree, fold } = subject;
  const say = (node: Node, message: string): void => {
    notice({ rule: "template.loop", at: node.at, length: node.length, message });
  };
  for (const node of tree.nodes) {
    if (node.type === "For") {
      const turns = turnsOf(node, subject);
      const all = [...above(node)].reduce(
        (product, up) => product * (up.type === "For" ? turnsOf(up, subject) : 1),
        turns,
      );
      if (turns > 1 && all > MAX_TURNS)
        say(
          part(node, "iterable") ?? node,
          `A loop of the chat template turns ${figure(shown(all))} times. Each prompt would keep the program busy for long.`,
        );
      const same = sourceOf(subject, node);
      const nested =
        [...above(node)].filter((up) => up.type === "For" && sourceOf(subject, up) === same).length + 1;
      if (same !== "" && nested > MAX_SAME)
        say(
          node,
          `The chat template goes through the same list in ${figure(nested)} loops inside each other.`,
        );
    } else if (node.type === "Set") {
      if (doubles(node))
        say(
          node,
          "The chat template doubles a text with each turn of a loop. After forty turns it fills any memory.",
        );
    } else if (node.type === "BinaryExpression" && (node.value === "*" || node.value === "**")) {
      const made = repeats(subject, node);
      if (made !== null && made > MAX_REPEAT)
        say(node, `The chat template repeats or multiplies something ${figure(shown(made))} times.`);
    } else if (node.type === "FilterExpression" && WIDENS.has(filterOf(node).name)) {
      wide(filterOf(node).args, node);
    } else if (node.type === "StringLiteral" && !isOutside(node)) {
      for (const [, percent, braces] of node.value.matchAll(WIDTH)) widens(Number(percent ?? braces), node);
    } else if (node.type === "CallExpression") {
      const callee = part(node, "callee");
      if (callee?.type === "MemberExpression" && WIDENS.has(part(callee, "property")?.value ?? ""))
        wide(parts(node, "args"), node);
    }
  }

  function wide(args: readonly Node[], node: Node): void {
    const [width] = args;
    const value = fold(width?.type === "KeywordArgumentExpression" ? part(width, "value") : (width ?? null));
    if (typeof value === "number") widens(value, node);
  }

  function widens(value: number, node: Node): void {
    if (value > MAX_REPEAT)
      say(node, `The chat template widens a text or a list to ${figure(shown(value))} places.`);
  }
};

function shown(value: number): bigint | number {
  return Number.isSafeInteger(Math.round(value)) ? Math.round(value) : Number.MAX_SAFE_INTEGER;
}

/** How often a counted loop turns, as far as its numbers tell; 1 when it follows the conversation. */
function turnsOf(node: Node, { fold }: Subject): number {
  const iterable = part(node, "iterable");
  const call = iterable?.type === "FilterExpression" ? part(iterable, "operand") : iterable;
  if (call?.type !== "CallExpression" || part(call, "callee")?.value !== "range") return 1;
  const args = parts(call, "args").map(fold);
  const numbers = args.filter((value) => typeof value === "number");
  if (numbers.length === args.length) {
    const [first = 0, second, step = 1] = numbers;
    const [from, to] = second === undefined ? [0, first] : [first, second];
    return Math.max(1, Math.abs(to - from) / Math.max(1, Math.abs(step)));
  }
  // `range(count * 1000000)`: the number in it tells enough.
  const inner = [...within(call)].map(({ number }) => number ?? 1);
  return Math.max(1, ...inner);
}

/** Name of the list that a loop goes through, as it is written; empty when it is an expression. */
function sourceOf({ text }: Subject, loop: Node): string {
  const iterable = part(loop, "iterable");
  return iterable?.type === "Identifier" ? text.slice(iterable.at, iterable.at + iterable.length) : "";
}

function repeats({ fold }: Subject, node: Node): number | null {
  const [left, right] = [fold(part(node, "left")), fold(part(node, "right"))];
  if (typeof left === "number" && typeof right === "number")
    return node.value === "**" ? left ** right : null;
  const times = typeof left === "number" ? left : typeof right === "number" ? right : null;
  const text = typeof left === "number" ? part(node, "right") : part(node, "left");
  // A number times something unknown is arithmetic unless that something is a text or a list.
  return node.value === "*" && text && ["StringLiteral", "ArrayLiteral"].includes(text.type) ? times : null;
}

/** `{% set x = x ~ x %}` in a loop doubles with each turn. */
function doubles(node: Node): boolean {
  const name = nameOf(part(node, "assignee"));
  const value = part(node, "value");
  if (name === "" || !value || ![...above(node)].some(({ type }) => type === "For")) return false;
  return pieces(value).filter((piece) => nameOf(piece) === name).length > 1;
}

function pieces(node: Node): Node[] {
  return node.type === "BinaryExpression" && (node.value === "~" || node.value === "+")
    ? [...piecesOf(node, "left"), ...piecesOf(node, "right")]
    : [node];
}

function piecesOf(node: Node, field: string): Node[] {
  const child = part(node, field);
  return child ? pieces(child) : [];
}

function nameOf(node: Node | null): string {
  if (node?.type === "Identifier") return node.value;
  if (node?.type !== "MemberExpression" || node.computed) return "";
  const object = nameOf(part(node, "object"));
  return object === "" ? "" : `${object}.${part(node, "property")?.value ?? ""}`;
}
