import { connect, RpcError, type Client, type Contract, type Port } from "@casemate/contract";

/**
 * The supervisor's end of a child's channel. What a child leaves unanswered because it ended is rejected with `ended()` instead of
 * `closed`: to whoever is attached to the console, `closed` says that the console itself is gone.
 */
export function connectService<C extends Contract>(
  contract: C,
  port: Port,
  ended: () => RpcError,
): Client<C> {
  const client = connect(contract, port);
  return {
    on: (name, listener) => client.on(name, listener),
    call: (name, input) =>
      client.call(name, input).catch((error: unknown) => {
        throw error instanceof RpcError && error.code === "closed" ? ended() : error;
      }),
  };
}
