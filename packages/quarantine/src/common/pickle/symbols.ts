import { visible } from "../text.ts";

/** What a pickle program has on its stack, as far as it can be known without running it. */
export type Sym =
  | { readonly kind: "text"; readonly text: string; readonly bytes: boolean }
  | { readonly kind: "literal"; readonly text: string }
  /** Something imported by its dotted name; `at` and `length`: the opcode that names it. */
  | { readonly kind: "global"; readonly name: string; readonly at: number; readonly length: number }
  | { readonly kind: "tuple"; readonly items: readonly Sym[]; readonly weight: number }
  /** A list, dictionary or set: only how much it stands for is kept. */
  | { readonly kind: "container"; weight: number }
  /** What a call gave back. */
  | { readonly kind: "result"; readonly of: string }
  | { readonly kind: "other" };

export const OTHER: Sym = { kind: "other" };

/** Most items and longest text shown of one call. */
const MAX_ITEMS = 6;
const MAX_TEXT = 160;
const MAX_NESTING = 3;

/** How many values a symbol stands for once it is written out in full. */
export function weightOf(symbol: Sym): number {
  return symbol.kind === "tuple" || symbol.kind === "container" ? symbol.weight : 1;
}

export function sumOf(symbols: readonly Sym[]): number {
  // Doubling a value a thousand times reaches infinity, which is weight enough.
  return symbols.reduce((sum, symbol) => sum + weightOf(symbol), 1);
}

/** A value as Python would write it, shortened and made visible. */
export function show(symbol: Sym, nesting = 0): string {
  switch (symbol.kind) {
    case "text":
      return `${symbol.bytes ? "b" : ""}${inQuotes(visible(symbol.text, MAX_TEXT))}`;
    case "literal":
      return visible(symbol.text, 40);
    case "global":
      return visible(symbol.name, MAX_TEXT);
    case "tuple":
      return nesting >= MAX_NESTING ? "(…)" : `(${items(symbol.items, nesting)})`;
    case "result":
      return `${visible(symbol.of, MAX_TEXT)}(…)`;
    case "container":
    case "other":
      return "…";
  }
}

/** Python's own choice of quotes. */
function inQuotes(text: string): string {
  return text.includes("'") && !text.includes('"') ? `"${text}"` : `'${text}'`;
}

/** The arguments of a call, without parentheses. */
export function showArguments(symbol: Sym): string {
  return symbol.kind === "tuple" ? items(symbol.items, 0) : show(symbol);
}

function items(list: readonly Sym[], nesting: number): string {
  const shown = list.slice(0, MAX_ITEMS).map((item) => show(item, nesting + 1));
  return (list.length > MAX_ITEMS ? [...shown, "…"] : shown).join(", ");
}
