import { part, parts, within, type Node, type Tree } from "./tree.ts";

/** The names that a template makes itself. */
export interface Bindings {
  /** Variables, loop variables, parameters and macros. */
  readonly bound: ReadonlySet<string>;
  /** Macros by name. */
  readonly macros: ReadonlyMap<string, Node>;
  /** Names that are asked about with `is defined` before they are used. */
  readonly guarded: ReadonlySet<string>;
}

export function bindings({ nodes }: Tree): Bindings {
  const bound = new Set<string>(["loop", "caller", "varargs", "kwargs"]);
  const macros = new Map<string, Node>();
  const guarded = new Set<string>();
  const bind = (node: Node | null): void => {
    if (!node) return;
    for (const inner of within(node)) if (inner.type === "Identifier") bound.add(inner.value);
  };
  for (const node of nodes) {
    if (node.type === "Set" && part(node, "assignee")?.type !== "MemberExpression")
      bind(part(node, "assignee"));
    if (node.type === "For") bind(part(node, "loopvar"));
    if (node.type === "Macro" || node.type === "CallStatement")
      [...parts(node, "args"), ...parts(node, "callerArgs")].forEach((arg) => {
        bind(arg.type === "KeywordArgumentExpression" ? part(arg, "key") : arg);
      });
    if (node.type === "Macro") {
      const name = part(node, "name")?.value ?? "";
      macros.set(name, node);
      bound.add(name);
    }
    if (node.type === "TestExpression" && part(node, "test")?.value === "defined")
      guarded.add(part(node, "operand")?.value ?? "");
  }
  return { bound, macros, guarded };
}
