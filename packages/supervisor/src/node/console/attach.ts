import {
  contract,
  serve,
  type AppContract,
  type Caller,
  type Handlers,
  type PanicLevel,
  type Port,
} from "@casemate/contract";
import type { ChatEvents } from "../chat/chat-controller.ts";
import type { Secrets } from "../vault/secrets.ts";
import type { Authorise } from "./authorise.ts";
import type { Context } from "./context.ts";

export interface Attached {
  /** Passes on one binary secret frame from this caller. */
  secretFrame(bytes: Uint8Array): void;
  detach(): void;
}

export interface Door {
  /** Connects one caller. `caller` is made by the transport. */
  attach(port: Port, caller: Caller): Attached;
  /** Tells every attached page and command to show nothing of the vault any more; answers how many. */
  blank(level: PanicLevel): number;
  /** Open connections of browsers' sessions but this one. */
  browsers(except: string | null): number;
  /** Reaches every attached console. */
  readonly chatEvents: ChatEvents;
}

/** What a caller gets: the calls, under the policy, and the events that are for it. */
export interface DoorOptions {
  readonly context: Context;
  readonly secrets: () => Secrets;
  readonly handlers: () => Handlers<AppContract>;
  readonly authorise: () => Authorise;
  /** Told of every caller; its answer is called when that one is gone. */
  readonly onOpened: (caller: Caller) => () => void;
}

export function createDoor({ context, secrets, handlers, authorise, onOpened }: DoorOptions): Door {
  const listeners = new Set<ChatEvents & { readonly blank: (level: PanicLevel) => void }>();
  const callers = new Set<Caller>();
  const attach = (port: Port, caller: Caller): Attached => {
    callers.add(caller);
    const served = serve<AppContract>(port, {
      contract,
      handlers: handlers(),
      caller,
      around: authorise(),
      onInternalError: (name, error) => {
        context.report(name, error);
      },
    });
    const detach = follow(caller, served);
    const closed = onOpened(caller);
    port.onClose(() => {
      callers.delete(caller);
      detach();
      closed();
      void secrets().dropSession(caller.session);
    });
    return {
      secretFrame: (bytes) => {
        secrets().frame(bytes, caller);
      },
      detach,
    };
  };

  /** The approval document sees its one request, and no events but a panic, which empties it too. */
  const follow = (caller: Caller, served: ReturnType<typeof serve<AppContract>>): (() => void) => {
    const blank = (level: PanicLevel): void => {
      served.emit("panic.blank", { level });
    };
    if (caller.via === "approval") {
      const only = { blank, delta: () => undefined, done: () => undefined };
      listeners.add(only);
      return () => {
        listeners.delete(only);
      };
    }
    const events = {
      blank,
      delta: (payload: Parameters<ChatEvents["delta"]>[0]) => {
        served.emit("chat.delta", payload);
      },
      done: (payload: Parameters<ChatEvents["done"]>[0]) => {
        served.emit("chat.done", payload);
      },
    };
    listeners.add(events);
    const unsubscribe = context.state.subscribe((change) => {
      served.emit("state.changed", change);
    });
    return () => {
      listeners.delete(events);
      unsubscribe();
    };
  };

  const chatEvents: ChatEvents = {
    delta: (payload) => {
      listeners.forEach((listener) => {
        listener.delta(payload);
      });
    },
    done: (payload) => {
      listeners.forEach((listener) => {
        listener.done(payload);
      });
    },
  };
  const blank = (level: PanicLevel): number => {
    listeners.forEach((listener) => {
      listener.blank(level);
    });
    return listeners.size;
  };
  const browsers = (except: string | null): number =>
    [...callers].filter(({ via, session }) => via === "browser" && session !== except).length;
  return { attach, blank, browsers, chatEvents };
}
