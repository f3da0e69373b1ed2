import { quoted } from "../../text.ts";
import type { Check } from "../check.ts";
import { filterOf } from "../fold.ts";
import { hasInnerName, isInnerName } from "../names.ts";
import { part, type Node } from "../tree.ts";

/** Filters that take the name of an attribute. */
const BY_ATTRIBUTE = new Set([
  "attr",
  "map",
  "selectattr",
  "rejectattr",
  "groupby",
  "sort",
  "unique",
  "sum",
  "min",
  "max",
]);

/** What the engine itself gives to templates. */
const OF_ENGINE = new Set([
  "self",
  "loop",
  "cycler",
  "joiner",
  "namespace",
  "lipsum",
  "range",
  "dict",
  "caller",
]);

/** Walks from a plain value to Python's inner objects: `''.__class__.__mro__`, in any way of writing them. */
export const checkAttributes: Check = ({ tree, fold }, notice) => {
  const inner = (node: Node, name: string): void => {
    notice({
      rule: "template.attribute-walk",
      at: node.at,
      length: node.length,
      message: `The chat template reaches for ${quoted(name)}, an inner part of the program that runs it. From there it can run other programs.`,
    });
  };
  for (const node of tree.nodes) {
    if (node.type === "MemberExpression") {
      const property = part(node, "property");
      const name = node.computed ? fold(property) : (property?.value ?? "");
      if (!property || typeof name !== "string") continue;
      if (isInnerName(name)) inner(property, name);
      else if (!node.computed && isPrivate(name, part(node, "object")))
        notice({
          rule: "template.private-attribute",
          at: property.at,
          length: property.length,
          message: `The chat template uses ${quoted(name)}, a part that is not meant for templates.`,
        });
    } else if (node.type === "Identifier" && /^__\w+__$/.test(node.value) && node.role !== "property") {
      inner(node, node.value);
    } else if (node.type === "FilterExpression" || node.type === "FilterStatement") {
      const { name, args } = filterOf(node);
      if (!BY_ATTRIBUTE.has(name)) continue;
      for (const arg of args) {
        const value = fold(arg.type === "KeywordArgumentExpression" ? part(arg, "value") : arg);
        if (typeof value === "string" && (hasInnerName(value) || (name === "attr" && isInnerName(value))))
          inner(arg, value);
      }
    }
  }
};

/** Private parts of the engine. A tool's own `_meta` is data. */
function isPrivate(name: string, object: Node | null): boolean {
  return name.startsWith("_") && (name.includes("__") || OF_ENGINE.has(object?.value ?? ""));
}
