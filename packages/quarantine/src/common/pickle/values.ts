import { OTHER, sumOf, type Sym } from "./symbols.ts";

/** Most items kept of one tuple. */
const MAX_TUPLE = 16;
/** Longest name kept: names grow with every step of a chain. */
const MAX_NAME = 300;

/** How a call of it is told. */
export function nameOf(callable: Sym): string {
  if (callable.kind === "global") return callable.name;
  return callable.kind === "result" ? `${callable.of}(…)` : "something it computes";
}

/** What a call gives back, where its name tells: attributes and modules fetched by name are those names. */
export function resultOf(callable: Sym, args: Sym): Sym {
  if (callable.kind !== "global") return { kind: "result", of: short(nameOf(callable)) };
  const [first = OTHER, second = OTHER] = args.kind === "tuple" ? args.items : [];
  const { name, at, length } = callable;
  if (/^(builtins|__builtin__)\.getattr$/.test(name) && second.kind === "text") {
    const of = first.kind === "global" ? first.name : first.kind === "result" ? `${first.of}(…)` : "…";
    return { kind: "global", name: short(`${of}.${second.text}`), at, length };
  }
  if (/^((builtins|__builtin__)\.__import__|importlib\.import_module)$/.test(name) && first.kind === "text")
    return { kind: "global", name: short(first.text), at, length };
  return { kind: "result", of: short(name) };
}

function short(name: string): string {
  return name.length > MAX_NAME ? `${name.slice(0, MAX_NAME - 1)}…` : name;
}

/** A tuple with its first items; more are never shown. */
export function tupleOf(items: readonly Sym[]): Sym {
  return { kind: "tuple", items: items.slice(0, MAX_TUPLE), weight: sumOf(items) };
}

/** The text of a symbol that names something. */
export function textOf(symbol: Sym): string {
  return symbol.kind === "text" ? symbol.text : "?";
}

/** Python's repr of a text in protocol 0: quotes around it. */
export function unquote(text: string): string {
  return /^(['"]).*\1$/s.test(text) ? text.slice(1, -1) : text;
}
