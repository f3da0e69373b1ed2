import * as z from "zod";
import { RpcError } from "./error.ts";
import type { Caller, Port } from "./port.ts";
import type { CallName, Contract, EventName, In, Out, Payload, Risk } from "./spec.ts";

export type Handlers<C extends Contract> = {
  [K in CallName<C>]: (input: In<C[K]>, caller: Caller) => Promise<Out<C[K]>> | Out<C[K]>;
};

/** One incoming call, after its input was parsed and before it runs. */
export interface Admission {
  readonly caller: Caller;
  readonly name: string;
  readonly risk: Risk;
  readonly input: unknown;
}

export interface ServeOptions<C extends Contract> {
  readonly contract: C;
  readonly handlers: Handlers<C>;
  readonly caller: Caller;
  /** Wraps every call: decide, record, then `run()`. Throwing denies it. */
  readonly around?: (admission: Admission, run: () => Promise<unknown>) => Promise<unknown>;
  /** Told about errors that are not `RpcError`: they cross as "internal" without detail. */
  readonly onInternalError?: (name: string, error: unknown) => void;
}

const Request = z.strictObject({
  t: z.literal("call"),
  id: z.int().nonnegative(),
  name: z.string().max(64),
  input: z.unknown(),
});

export interface Served<C extends Contract> {
  emit<K extends EventName<C>>(name: K, payload: Payload<C[K]>): void;
}

/** Answers calls that arrive on `port`. A message that is not a request is dropped: it is not addressable. */
export function serve<C extends Contract>(port: Port, options: ServeOptions<C>): Served<C> {
  const answer = async (raw: unknown): Promise<void> => {
    const request = Request.safeParse(raw);
    if (!request.success) return;
    const { id, name, input } = request.data;
    try {
      port.send({ t: "ok", id, output: await runCall(options, name, input) });
    } catch (error) {
      port.send({ t: "err", id, ...wireError(error, name, options.onInternalError) });
    }
  };
  port.onMessage((raw) => {
    void answer(raw);
  });
  return {
    emit: (name, payload) => {
      port.send({ t: "event", name, payload });
    },
  };
}

async function runCall<C extends Contract>(
  options: ServeOptions<C>,
  name: string,
  rawInput: unknown,
): Promise<unknown> {
  const { contract, handlers, caller, around } = options;
  // Own property only: "toString" and "__proto__" are unknown calls.
  const spec = Object.hasOwn(contract, name) ? contract[name] : undefined;
  if (spec?.kind !== "call") throw new RpcError("unknown_call", `There is no call named "${name}".`);
  const input = spec.input.safeParse(rawInput);
  if (!input.success) throw new RpcError("bad_input", z.prettifyError(input.error));
  const handler = handlers[name as CallName<C>] as (input: unknown, caller: Caller) => unknown;
  const run = (): Promise<unknown> => Promise.resolve().then(() => handler(input.data, caller));
  const admission = { caller, name, risk: spec.risk, input: input.data };
  const output = around ? await around(admission, run) : await run();
  // Outputs are parsed too: a secret added to an answer by accident fails here instead of leaking.
  return spec.output.parse(output);
}

function wireError(
  error: unknown,
  name: string,
  onInternal?: (name: string, error: unknown) => void,
): { code: string; message: string } {
  if (error instanceof RpcError) return { code: error.code, message: error.message };
  onInternal?.(name, error);
  return {
    code: "internal",
    message: "Something inside Casemate failed. The log of this session has the details.",
  };
}
