import { quoted } from "../../text.ts";
import type { Check } from "../check.ts";
import { filterOf, type Fold } from "../fold.ts";
import { hasInnerName } from "../names.ts";
import { isOutside, part, within, type Node } from "../tree.ts";

const BUILDS = new Set(["join", "reverse", "replace", "format", "lower", "upper"]);

/** Names put together from pieces, so that a search for them finds nothing. */
export const checkHiddenNames: Check = ({ tree, fold }, notice) => {
  const hidden = (node: Node, how: string): void => {
    notice({
      rule: "template.hidden-name",
      at: node.at,
      length: node.length,
      message: `The chat template reaches for a part by a name that ${how}. Ordinary templates write names out.`,
    });
  };
  for (const node of tree.nodes) {
    if (node.type === "MemberExpression" && node.computed) {
      const key = part(node, "property");
      if (key && key.type !== "SliceExpression" && isBuilt(key)) hidden(node, "it puts together from pieces");
    } else if (/^Filter(Expression|Statement)$/.test(node.type) && filterOf(node).name === "attr") {
      hidden(node, "is given as a text");
    } else if (isTopmost(node, fold)) {
      const made = fold(node);
      if (node.type === "StringLiteral" && /^(?:__[a-z]+|[a-z]+__)$/i.test(node.value)) {
        notice({
          rule: "template.hidden-name",
          at: node.at,
          length: node.length,
          message: `The chat template holds ${quoted(node.value)}, which is half of a name of the program's inner parts. Ordinary templates hold no such pieces.`,
        });
        continue;
      }
      if (typeof made !== "string" || !hasInnerName(made) || isKey(node)) continue;
      const how =
        node.type === "StringLiteral"
          ? `holds the name ${quoted(made)}`
          : `makes the name ${quoted(made)} from pieces`;
      notice({
        rule: "template.attribute-walk",
        at: node.at,
        length: node.length,
        message: `The chat template ${how}. It names an inner part of the program that runs the template.`,
      });
    }
  }
};

/** A text joined with another, or turned, in the key itself; `messages[i + 1]` is no such thing, `table[a ~ b]` is. */
function isBuilt(key: Node): boolean {
  const inner = [...within(key)];
  if (inner.some(({ type, value }) => type === "BinaryExpression" && value === "~")) return true;
  if (inner.some((node) => node.type === "FilterExpression" && filterOf(node).name === "join")) return true;
  const texts = inner.some(({ type, value }) => type === "StringLiteral" && value !== "");
  return (
    texts &&
    inner.some(
      (node) =>
        (node.type === "BinaryExpression" &&
          (node.value === "~" || node.value === "+" || node.value === "%")) ||
        (node.type === "FilterExpression" && BUILDS.has(filterOf(node).name)) ||
        (node.type === "MemberExpression" && part(node, "property")?.type === "SliceExpression"),
    )
  );
}

/** An expression that makes a text and is no part of a larger one of which the text is known. */
function isTopmost(node: Node, fold: Fold): boolean {
  return makes(node) && !(node.parent && makes(node.parent) && typeof fold(node.parent) === "string");
}

function makes(node: Node): boolean {
  return ["BinaryExpression", "FilterExpression", "CallExpression", "StringLiteral"].includes(node.type)
    ? node.type !== "StringLiteral" || !isOutside(node)
    : node.type === "MemberExpression" && node.computed;
}

/** Names used as keys are the attribute check's. */
function isKey(node: Node): boolean {
  return node.role === "property";
}
