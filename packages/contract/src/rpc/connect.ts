import * as z from "zod";
import { RpcError } from "./error.ts";
import type { Port } from "./port.ts";
import type { Arg, CallName, CallSpec, Contract, EventName, Out, Payload } from "./spec.ts";

export interface Client<C extends Contract> {
  /** Rejects with `RpcError`; with code `closed` when the other side is gone. */
  call<K extends CallName<C>>(name: K, input: Arg<C[K]>): Promise<Out<C[K]>>;
  /** Returns the function that unsubscribes. */
  on<K extends EventName<C>>(name: K, listener: (payload: Payload<C[K]>) => void): () => void;
}

const Reply = z.discriminatedUnion("t", [
  z.strictObject({ t: z.literal("ok"), id: z.int(), output: z.unknown() }),
  z.strictObject({
    t: z.literal("err"),
    id: z.int(),
    code: z.string().max(64),
    message: z.string().max(4096),
  }),
  z.strictObject({ t: z.literal("event"), name: z.string().max(64), payload: z.unknown() }),
]);

interface Waiting {
  readonly spec: CallSpec;
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: Error) => void;
}

/** The caller's end of a port. Replies are parsed against the contract: the other side may be a confined child gone bad. */
export function connect<C extends Contract>(contract: C, port: Port): Client<C> {
  let nextId = 0;
  let closed = false;
  const waiting = new Map<number, Waiting>();
  const listeners = new Map<string, Set<(payload: unknown) => void>>();

  const settle = (id: number, finish: (entry: Waiting) => void): void => {
    const entry = waiting.get(id);
    waiting.delete(id);
    if (entry) finish(entry);
  };
  port.onMessage((raw) => {
    const reply = Reply.safeParse(raw);
    if (!reply.success) return;
    const message = reply.data;
    if (message.t === "err") {
      settle(message.id, (entry) => {
        entry.reject(new RpcError(message.code, message.message));
      });
    } else if (message.t === "ok") {
      settle(message.id, (entry) => {
        const output = entry.spec.output.safeParse(message.output);
        if (output.success) entry.resolve(output.data);
        else entry.reject(new RpcError("bad_output", "The answer did not have the agreed shape."));
      });
    } else {
      const spec = Object.hasOwn(contract, message.name) ? contract[message.name] : undefined;
      const payload = spec?.kind === "event" ? spec.payload.safeParse(message.payload) : undefined;
      if (payload?.success)
        listeners.get(message.name)?.forEach((listener) => {
          listener(payload.data);
        });
    }
  });
  port.onClose(() => {
    closed = true;
    const entries = [...waiting.values()];
    waiting.clear();
    entries.forEach((entry) => {
      entry.reject(closedError());
    });
  });

  return {
    call: (name, input) => {
      if (closed) return Promise.reject(closedError());
      const spec = contract[name] as CallSpec;
      const id = ++nextId;
      return new Promise((resolve, reject) => {
        waiting.set(id, { spec, resolve: resolve as (value: unknown) => void, reject });
        port.send({ t: "call", id, name, input });
      });
    },
    on: (name, listener) => {
      const set = listeners.get(name) ?? new Set();
      listeners.set(name, set.add(listener as (payload: unknown) => void));
      return () => {
        set.delete(listener as (payload: unknown) => void);
      };
    },
  };
}

function closedError(): RpcError {
  return new RpcError("closed", "The connection ended before an answer came.");
}
