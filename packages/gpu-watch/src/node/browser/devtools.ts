import type { Readable, Writable } from "node:stream";
import * as z from "zod";
import { DeviceError } from "../../common/webgpu/device.ts";

/** Longest message of a browser, in bytes: an answer of the page, and what the protocol puts around it. */
export const MAX_MESSAGE_BYTES = 8 * 1024 * 1024;

const Message = z.union([
  z.object({ id: z.int(), result: z.record(z.string(), z.unknown()) }),
  z.object({ id: z.int(), error: z.object({ message: z.string() }) }),
  z.object({
    method: z.string().max(100),
    params: z.record(z.string(), z.unknown()),
    sessionId: z.string().max(100).optional(),
  }),
]);
type Fields = Readonly<Record<string, unknown>>;

export interface Devtools {
  /** Throws DeviceError when the browser refuses, says nonsense or is gone. */
  call(method: string, params?: Fields, sessionId?: string): Promise<Fields>;
  /** Nothing can be said any more, to anybody who waits. */
  fail(error: DeviceError): void;
}

interface Waiting {
  readonly resolve: (result: Fields) => void;
  readonly reject: (error: DeviceError) => void;
}

/** Chrome's DevTools protocol over its two pipes: JSON texts with a zero byte after each (https://chromedevtools.github.io/devtools-protocol/). */
export function createDevtools(
  commands: Writable,
  replies: Readable,
  onEvent: (method: string, params: Fields, sessionId: string | null) => void,
  onFailure: (error: DeviceError) => void,
): Devtools {
  const waiting = new Map<number, Waiting>();
  let failure: DeviceError | null = null;
  let next = 0;

  const fail = (error: DeviceError): void => {
    if (failure) return;
    failure = error;
    for (const one of waiting.values()) one.reject(error);
    waiting.clear();
    onFailure(error);
  };
  const take = (text: string): void => {
    const message = parse(text);
    if (message === null) {
      fail(new DeviceError("bad_answer", "The browser said something that is not its protocol."));
      return;
    }
    if ("method" in message) {
      onEvent(message.method, message.params, message.sessionId ?? null);
      return;
    }
    const one = waiting.get(message.id);
    waiting.delete(message.id);
    if ("result" in message) one?.resolve(message.result);
    else one?.reject(new DeviceError("ended", "The browser refused a command that this test needs."));
  };
  readMessages(replies, take, fail);
  return {
    fail,
    call: (method, params = {}, sessionId) =>
      new Promise((resolve, reject) => {
        if (failure) {
          reject(failure);
          return;
        }
        const id = ++next;
        waiting.set(id, { resolve, reject });
        commands.write(
          `${JSON.stringify({ id, method, params, ...(sessionId === undefined ? {} : { sessionId }) })}\0`,
        );
      }),
  };
}

function readMessages(
  replies: Readable,
  take: (text: string) => void,
  fail: (error: DeviceError) => void,
): void {
  let parts: Buffer[] = [];
  let held = 0;
  const over = (): void => {
    fail(new DeviceError("ended", "The browser ended before it had answered."));
  };
  replies.on("close", over);
  replies.on("end", over);
  replies.on("data", (chunk: Buffer) => {
    let from = 0;
    for (let end = chunk.indexOf(0); end >= 0; end = chunk.indexOf(0, from)) {
      const text = Buffer.concat([...parts, chunk.subarray(from, end)]).toString("utf8");
      [parts, held, from] = [[], 0, end + 1];
      take(text);
    }
    if (from === chunk.length) return;
    parts.push(chunk.subarray(from));
    held += chunk.length - from;
    if (held <= MAX_MESSAGE_BYTES) return;
    [parts, held] = [[], 0];
    replies.destroy();
    fail(new DeviceError("bad_answer", "The browser sent more than any answer needs."));
  });
}

function parse(text: string): z.output<typeof Message> | null {
  try {
    return Message.parse(JSON.parse(text));
  } catch {
    return null;
  }
}
