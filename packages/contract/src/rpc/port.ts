/** Anything that carries JSON messages: child-process IPC, WebSocket, unix socket, Electron IPC, an array in a test. */
export interface Port {
  send(message: unknown): void;
  onMessage(listener: (message: unknown) => void): void;
  onClose(listener: () => void): void;
}

/** Who is on the other end. Made by the transport, never read from a message. */
export interface Caller {
  readonly via: "window" | "approval" | "browser" | "socket" | "in-process";
  readonly session: string;
  /** Approval documents and windows: the one request they may speak about. */
  readonly request?: string;
}

/** Two connected ports in memory. Messages are cloned, as every real transport does. */
export function portPair(): readonly [Port, Port] {
  const listeners: ((message: unknown) => void)[][] = [[], []];
  const end = (mine: 0 | 1): Port => ({
    send: (message) => {
      const copy: unknown = structuredClone(message);
      queueMicrotask(() => {
        listeners[1 - mine]?.forEach((listener) => {
          listener(copy);
        });
      });
    },
    onMessage: (listener) => {
      listeners[mine]?.push(listener);
    },
    onClose: () => undefined,
  });
  return [end(0), end(1)];
}

interface IpcProcess {
  send?: ((message: object) => unknown) | undefined;
  on(event: "message" | "disconnect" | "exit", listener: (value: unknown) => void): unknown;
}

/** The port of a child process over its IPC channel; works for `process` (inside) and `ChildProcess` (outside). */
export function processPort(channel: IpcProcess): Port {
  return {
    send: (message) => {
      channel.send?.(message as object);
    },
    onMessage: (listener) => {
      channel.on("message", listener);
    },
    onClose: (listener) => {
      let closed = false;
      const once = (): void => {
        if (!closed) listener();
        closed = true;
      };
      channel.on("disconnect", once);
      channel.on("exit", once);
    },
  };
}
