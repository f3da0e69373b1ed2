/** The only error that crosses a transport. `message` is one plain sentence for a person; it never holds a secret. */
export class RpcError extends Error {
  readonly code: string;
  constructor(code: string, message: string) {
    super(message);
    this.name = "RpcError";
    this.code = code;
  }
}
