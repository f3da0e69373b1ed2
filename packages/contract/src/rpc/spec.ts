import type * as z from "zod";

/** How much harm a call can do. Mandatory on every row: there is no default a newcomer could forget. */
export type Risk = "read" | "act" | "danger";

export interface CallSpec<I extends z.ZodType = z.ZodType, O extends z.ZodType = z.ZodType> {
  readonly kind: "call";
  readonly risk: Risk;
  readonly input: I;
  readonly output: O;
}

export interface EventSpec<P extends z.ZodType = z.ZodType> {
  readonly kind: "event";
  readonly payload: P;
}

/** Declares one call: its risk, what it takes and what it answers (both are parsed at run time). */
export function call<I extends z.ZodType, O extends z.ZodType>(
  risk: Risk,
  input: I,
  output: O,
): CallSpec<I, O> {
  return { kind: "call", risk, input, output };
}

/** Declares one event and its payload. */
export function event<P extends z.ZodType>(payload: P): EventSpec<P> {
  return { kind: "event", payload };
}

export type Contract = Readonly<Record<string, CallSpec | EventSpec>>;

type Keys<C extends Contract, K extends "call" | "event"> = {
  [N in keyof C]: C[N] extends { kind: K } ? N : never;
}[keyof C] &
  string;

export type CallName<C extends Contract> = Keys<C, "call">;
export type EventName<C extends Contract> = Keys<C, "event">;

/** What the caller may write (before defaults are filled in). */
export type Arg<S> = S extends CallSpec<infer I> ? z.input<I> : never;
/** What the handler receives (after parsing). */
export type In<S> = S extends CallSpec<infer I> ? z.output<I> : never;
/** What the handler answers. */
export type Out<S> = S extends CallSpec<z.ZodType, infer O> ? z.output<O> : never;
export type Payload<S> = S extends EventSpec<infer P> ? z.output<P> : never;
