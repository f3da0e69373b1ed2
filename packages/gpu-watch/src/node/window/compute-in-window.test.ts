import type { GpuAnswer } from "@casemate/contract";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { DeviceError } from "../../common/webgpu/device.ts";
import { MAX_ANSWER_CHARS, MAX_ASK_CHARS } from "../../common/webgpu/protocol.ts";
import { CARD, FakeDevice, type Fault } from "../../test/fake-device.ts";
import { fakePage } from "../../test/fake-page.ts";
import { takesWindow } from "../choose-place.ts";
import { computeInWindow, type WindowOrder } from "./compute-in-window.ts";
import { createWindowEnd, windowEnded, type WindowEnd } from "./window-end.ts";

const READY = '"ready"';
const SOFTWARE = { ...CARD, software: true, f16: false, maxBufferBytes: 2 ** 28 };
/** What a page answers when it is asked. undefined: nothing. */
type Reply = (id: number, order: string) => string | undefined;

function order(window: WindowEnd, change: Partial<WindowOrder> = {}): WindowOrder {
  return {
    at: "2026-11-21T10:00:00.000Z",
    depth: "quick",
    cards: [],
    onProgress: () => undefined,
    onWrong: () => undefined,
    signal: new AbortController().signal,
    window,
    ...change,
  };
}

/** A window with a page that says `first` when it opens and then answers as `reply` has it. */
function windowOf(first: string | null, reply: Reply, asked: string[] = []): WindowEnd {
  const window: WindowEnd = createWindowEnd({
    open: () => {
      if (first !== null)
        queueMicrotask(() => {
          window.heard(first);
        });
    },
    ask: (text) => {
      asked.push(text);
      const {
        id,
        order: { do: what },
      } = JSON.parse(text) as { id: number; order: { do: string } };
      const answer = reply(id, what);
      if (answer !== undefined)
        queueMicrotask(() => {
          window.heard(answer);
        });
    },
  });
  return window;
}

function windowWith(fault: Fault, asked: string[] = []): WindowEnd {
  const window: WindowEnd = createWindowEnd({
    open: () => {
      page.start();
    },
    ask: (text) => {
      asked.push(text);
      page.ask(text);
    },
  });
  const page = fakePage(new FakeDevice(fault, SOFTWARE), (text) => {
    window.heard(text);
  });
  return window;
}

const told = ({ state, where, browser, why, on }: GpuAnswer): unknown[] => [state, where, browser, why, on];
const UNASKED = "The page answered something that was not asked.";
const ENDED = "Casemate's own hidden window ended before it had answered.";
const ok = (id: number, result: unknown): string => JSON.stringify({ id, ok: true, result });

describe("a known-answer test in a hidden window", () => {
  it("is right with a page that computes right, says where it was computed, and asks in short texts", async () => {
    const asked: string[] = [];
    const answer = await computeInWindow(order(windowWith({}, asked)));
    expect([
      told(answer),
      answer.products.done,
      asked.every(({ length }) => length <= MAX_ASK_CHARS),
    ]).toEqual([["right", "window", null, null, "software"], 2, true]);
  });

  it("is wrong when one bit of a result is", async () => {
    const flip = (when: string, { c }: Record<"a" | "b" | "c", Uint32Array>): void => {
      if (when === "computed") c[7] = (c[7] ?? 0) ^ 1;
    };
    const answer = await computeInWindow(order(windowWith({ product: flip })));
    expect([...told(answer).slice(0, 2), answer.products.wrong]).toEqual(["wrong", "window", 2]);
  });

  it.each<[string, string | null, Reply, string]>([
    [
      "never stands",
      null,
      () => undefined,
      "Casemate's own hidden window did not stand within 0.03 seconds.",
    ],
    ["says something else first", "7", () => undefined, UNASKED],
    ["answers before it stands", ok(0, SOFTWARE), () => undefined, UNASKED],
    ["never answers", READY, () => undefined, "The page did not answer within 0.03 seconds."],
    ["says again that it stands", READY, () => READY, UNASKED],
    ["answers no JSON", READY, () => "{", UNASKED],
    ["answers more than fits", READY, () => `"${"x".repeat(MAX_ANSWER_CHARS)}"`, UNASKED],
    ["answers under another id", READY, (id) => ok(id + 1, SOFTWARE), UNASKED],
    [
      "answers with more fields",
      READY,
      (id) => JSON.stringify({ id, ok: true, result: SOFTWARE, right: true }),
      UNASKED,
    ],
    ["says that it is right", READY, (id) => JSON.stringify({ id, state: "right" }), UNASKED],
    [
      "has no WebGPU",
      READY,
      (id) => JSON.stringify({ id, ok: false, code: "no_webgpu", why: "" }),
      "Casemate's own hidden window has no WebGPU. Install Chromium, Chrome or Edge: then it is computed there.",
    ],
    [
      "is given no card",
      READY,
      (id) => JSON.stringify({ id, ok: false, code: "no_adapter", why: "" }),
      "Casemate's own hidden window offers no card that can compute, nor a program in its place. Install Chromium, Chrome or Edge: then it is computed there.",
    ],
  ])("whose page %s is unknown, with a sentence", async (_name, first, reply, why) => {
    const answer = await computeInWindow(order(windowOf(first, reply), { startMs: 30, answerMs: 30 }));
    expect([answer.state, answer.why, answer.on, answer.where]).toEqual(["unknown", why, null, "window"]);
  });

  it("is neither right nor wrong, whatever its page says", async () => {
    const said = fc.oneof(
      fc.string(),
      fc.json(),
      fc.jsonValue().map((result) => JSON.stringify({ id: 0, ok: true, result })),
      fc
        .record({ id: fc.nat(2), ok: fc.boolean(), result: fc.anything(), state: fc.constant("right") })
        .map((one) => JSON.stringify(one)),
    );
    await fc.assert(
      fc.asyncProperty(said, async (text) => {
        const answer = await computeInWindow(
          order(
            windowOf(READY, () => text),
            { answerMs: 5 },
          ),
        );
        expect([answer.state, answer.products.done]).toEqual(["unknown", 0]);
      }),
    );
  });

  it.each<[string, (window: WindowEnd) => Reply]>([
    ["before it stands", (window) => (window.fail(windowEnded()), () => undefined)],
    ["when it is asked", (window) => () => (window.fail(windowEnded()), undefined)],
    [
      "in the middle",
      (window) => (id, what) =>
        what === "open" ? ok(id, SOFTWARE) : (window.fail(windowEnded()), undefined),
    ],
  ])("whose window ends %s is unknown; what comes later is not heard", async (_name, replyOf) => {
    const holder: { reply: Reply } = { reply: () => undefined };
    const window = windowOf(READY, (id, what) => holder.reply(id, what));
    holder.reply = replyOf(window);
    const answer = await computeInWindow(order(window));
    window.heard(ok(0, SOFTWARE));
    expect([answer.state, answer.why]).toEqual(["unknown", ENDED]);
  });

  it.each(["starting", "products", "memory"] as const)(
    "that is cancelled while %s throws the reason",
    async (stage) => {
      const abort = new AbortController();
      const onProgress = (at: { stage: string }): void => {
        if (at.stage === stage) abort.abort(new Error("enough"));
      };
      await expect(
        computeInWindow(order(windowWith({}), { signal: abort.signal, onProgress })),
      ).rejects.toThrow("enough");
    },
  );

  it("that is cancelled while nothing answers throws the reason at once", async () => {
    const abort = new AbortController();
    const window = windowOf(READY, () => (abort.abort(new Error("enough")), undefined));
    await expect(computeInWindow(order(window, { signal: abort.signal }))).rejects.toThrow("enough");
  });
});

describe("where it is computed", () => {
  const found = (): string => "/usr/bin/chromium";
  const none = (): string => {
    throw new DeviceError("no_browser", "");
  };
  it.each<[string | null, "none" | "fallback" | "first", () => string, boolean]>([
    [null, "none", none, false],
    [null, "fallback", none, true],
    [null, "fallback", found, false],
    [null, "first", found, true],
    ["/named", "first", none, false],
    ["/named", "fallback", none, false],
  ])("browser named: %s, window: %s, %o: in the window %s", (browser, window, find, expected) => {
    expect(takesWindow({ browser, window }, find)).toBe(expected);
  });
});
