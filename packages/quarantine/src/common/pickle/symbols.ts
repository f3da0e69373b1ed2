import { visible } from "../text.ts";

/** What a pickle program has on its stack, as far as it can be known without running it. */
export type Sym =
  | { readonly kind: "mark" }
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "literal"; readonly text: string }
  | { readonly kind: "global"; readonly name: string; readonly at: number }
  | { readonly kind: "tuple"; readonly items: readonly Sym[] }
  | { readonly kind: "other" };

export const MARK: Sym = { kind: "mark" };
export const OTHER: Sym = { kind: "other" };

/** Most items and longest text shown of one call. */
const MAX_ITEMS = 6;
const MAX_TEXT = 160;
const MAX_NESTING = 3;

/** A value as Python would write it, shortened and made visible. */
export function show(symbol: Sym, nesting = 0): string {
  switch (symbol.kind) {
    case "text":
      return `"${visible(symbol.text, MAX_TEXT)}"`;
    case "literal":
      return visible(symbol.text, 40);
    case "global":
      return visible(symbol.name, MAX_TEXT);
    case "tuple":
      return nesting >= MAX_NESTING ? "(…)" : `(${items(symbol.items, nesting)})`;
    case "mark":
    case "other":
      return "…";
  }
}

/** The arguments of a call, without parentheses. */
export function showArguments(symbol: Sym): string {
  return symbol.kind === "tuple" ? items(symbol.items, 0) : show(symbol);
}

function items(list: readonly Sym[], nesting: number): string {
  const shown = list.slice(0, MAX_ITEMS).map((item) => show(item, nesting + 1));
  return (list.length > MAX_ITEMS ? [...shown, "…"] : shown).join(", ");
}
