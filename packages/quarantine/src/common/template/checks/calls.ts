import { quoted } from "../../text.ts";
import type { Check } from "../check.ts";
import { filterOf } from "../fold.ts";
import { DANGEROUS_CALLS, FILTERS, FUNCTIONS, METHODS } from "../names.ts";
import { part, type Node } from "../tree.ts";

/** Functions, methods and filters that ordinary templates do not use. */
export const checkCalls: Check = (subject, notice) => {
  const { tree, bound, guarded } = subject;
  const say = (
    rule: "unknown-function" | "unknown-method" | "unknown-filter",
    node: Node,
    name: string,
  ): void => {
    const what = { "unknown-function": "function", "unknown-method": "method", "unknown-filter": "filter" }[
      rule
    ];
    notice({
      rule: `template.${rule}`,
      at: node.at,
      length: node.length,
      message: `The chat template uses the ${what} ${quoted(name)}, which ordinary templates do not.`,
    });
  };
  const dangerous = (node: Node, name: string): void => {
    notice({
      rule: "template.dangerous-call",
      at: node.at,
      length: node.length,
      message: `The chat template calls ${quoted(name)}. A function of that name runs programs, reads files or changes the program that runs the template.`,
    });
  };
  for (const node of tree.nodes) {
    if (node.type === "CallExpression") {
      const callee = part(node, "callee");
      // `x|name(…)` is parsed as a call, but its name is a filter's.
      if (callee?.type === "Identifier" && node.role !== "filter") {
        const name = callee.value;
        // A macro of that name is the template's own.
        if (bound.has(name) || FUNCTIONS.has(name)) continue;
        if (DANGEROUS_CALLS.has(name)) dangerous(callee, name);
        else if (!guarded.has(name)) say("unknown-function", callee, name);
      } else if (callee?.type === "MemberExpression") {
        const property = part(callee, "property");
        const name = callee.computed ? subject.fold(property) : property?.value;
        if (!property || typeof name !== "string" || METHODS.has(name)) continue;
        if (DANGEROUS_CALLS.has(name)) dangerous(property, name);
        else if (!bound.has(part(callee, "object")?.value ?? "")) say("unknown-method", property, name);
      }
    } else if (node.type === "FilterExpression" || node.type === "FilterStatement") {
      const { name } = filterOf(node);
      const filter = part(node, "filter");
      // `attr` has a check of its own.
      if (filter && name !== "attr" && !FILTERS.has(name)) say("unknown-filter", filter, name);
    }
  }
};
