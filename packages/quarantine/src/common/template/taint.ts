import { filterOf, type Fold } from "./fold.ts";
import { part, parts, type Node, type Tree } from "./tree.ts";

const CONTENT_NAME =
  /^(content|contents|text|reasoning_content|prompt|query|question|user_(message|input|prompt)|last_user_message|user_text|instruction|input)$/;
const MESSAGE_NAME = /^(messages|message|msg|m|loop_messages|conversation)$/;
/** Filters and methods whose result is still the text, or pieces of it. */
const PASSES = new Set(
  (
    "lower upper trim strip string tojson replace first last list join escape e safe default d title capitalize lstrip rstrip " +
    "split rsplit splitlines partition rpartition casefold reverse sort unique wordwrap truncate removeprefix removesuffix get"
  ).split(" "),
);
/** Filters that make a text out of a whole message. */
const SPELLS = new Set(["tojson", "string", "join", "pprint"]);

/** Tells which expressions carry the words of a message, as opposed to its role or kind. */
export type Carries = (node: Node | null) => boolean;

export function contentTaint({ nodes }: Tree, fold: Fold): Carries {
  const tainted = new Set<string>();
  const known = new Map<Node, boolean>();
  const carries: Carries = (node) => {
    if (!node) return false;
    const before = known.get(node);
    if (before !== undefined) return before;
    known.set(node, false);
    const found = look(node);
    known.set(node, found);
    return found;
  };
  function look(node: Node): boolean {
    switch (node.type) {
      case "Identifier":
        return CONTENT_NAME.test(node.value) || tainted.has(node.value);
      case "MemberExpression":
        return member(node);
      case "FilterExpression":
        return filtered(node);
      case "CallExpression":
        return called(node);
      case "BinaryExpression":
        return (
          ["+", "~"].includes(node.value) && (carries(part(node, "left")) || carries(part(node, "right")))
        );
      case "Ternary":
        return carries(part(node, "trueExpr")) || carries(part(node, "falseExpr"));
      case "SelectExpression":
        return carries(part(node, "lhs"));
      default:
        return false;
    }
  }
  function member(node: Node): boolean {
    const property = part(node, "property");
    const name = node.computed ? fold(property) : property?.value;
    // A variable of a namespace is known by its own name.
    if (typeof name === "string" && name !== "") return CONTENT_NAME.test(name) || tainted.has(`.${name}`);
    return carries(part(node, "object"));
  }
  function filtered(node: Node): boolean {
    const { name, args } = filterOf(node);
    const operand = part(node, "operand");
    if (name === "map")
      return args.some((arg) => CONTENT_NAME.test(String(fold(part(arg, "value") ?? arg) ?? "")));
    return (PASSES.has(name) && carries(operand)) || (SPELLS.has(name) && isMessages(operand));
  }
  function called(node: Node): boolean {
    const callee = part(node, "callee");
    if (callee?.type !== "MemberExpression") return false;
    const name = part(callee, "property")?.value ?? "";
    const [first] = parts(node, "args");
    if (name === "get" && first) return CONTENT_NAME.test(String(fold(first) ?? ""));
    if (name === "join") return carries(part(callee, "object")) || carries(first ?? null);
    return PASSES.has(name) && carries(part(callee, "object"));
  }
  function isMessages(node: Node | null): boolean {
    if (node?.type === "Identifier") return MESSAGE_NAME.test(node.value);
    return node?.type === "MemberExpression" && node.computed && isMessages(part(node, "object"));
  }
  // Set before use in the order of the text; one pass more for what a loop carries back.
  for (let pass = 0; pass < 2; pass++) {
    known.clear();
    for (const node of nodes) {
      if (node.type === "Set" && carries(part(node, "value"))) {
        const target = part(node, "assignee");
        if (target?.type === "Identifier") tainted.add(target.value);
        else if (target?.type === "MemberExpression")
          tainted.add(`.${part(target, "property")?.value ?? ""}`);
      } else if (node.type === "For") {
        const source = part(node, "iterable");
        // Parts of a content list are tables with a kind and a text; pieces of a split text are words.
        const target = part(node, "loopvar");
        if (
          source &&
          ["CallExpression", "FilterExpression"].includes(source.type) &&
          carries(source) &&
          target?.type === "Identifier" &&
          !isMessages(part(source, "operand"))
        )
          tainted.add(target.value);
      }
      known.clear();
    }
  }
  return carries;
}
