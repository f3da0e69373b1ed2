import { connect, portPair, serve, type Served } from "@casemate/contract";
import { computeContract, MAX_ANSWER_CHARS } from "@casemate/gpu-watch";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { HiddenPage, HiddenPageEvents } from "../../common/hidden-page.ts";
import { relayWindow } from "./window-relay.ts";

interface Relay {
  /** What the child, the page and the window lived through, in order. */
  readonly seen: string[];
  readonly child: Served<typeof computeContract>;
  readonly page: () => HiddenPageEvents;
  readonly close: () => void;
  /** Until everything that was said has arrived. */
  readonly settle: () => Promise<void>;
}

function relay(hasPage = true): Relay {
  const seen: string[] = [];
  const [ours, theirs] = portPair();
  let events: HiddenPageEvents | null = null;
  const hidden: HiddenPage = {
    use: "fallback",
    open: (maxChars, told) => {
      seen.push(`open ${String(maxChars)}`);
      events = told;
      return { send: (text) => seen.push(`page: ${text}`), close: () => seen.push("close") };
    },
  };
  const child = serve(theirs, {
    contract: computeContract,
    caller: { via: "in-process", session: "test" },
    handlers: {
      "compute.run": () => {
        throw new Error("not here");
      },
      "compute.cancel": () => ({}),
      "compute.heard": ({ text }) => {
        seen.push(`child: ${text}`);
        return {};
      },
      "compute.windowEnded": () => {
        seen.push("child: ended");
        return {};
      },
    },
  });
  return {
    seen,
    child,
    close: relayWindow(connect(computeContract, ours), hasPage ? hidden : null),
    page: () => {
      if (!events) throw new Error("no window was opened");
      return events;
    },
    settle: async () => {
      for (let turn = 0; turn < 3; turn++) await new Promise(setImmediate);
    },
  };
}

async function opened(): Promise<Relay> {
  const made = relay();
  made.child.emit("compute.openWindow", {});
  await made.settle();
  expect(made.seen.splice(0)).toEqual([`open ${String(MAX_ANSWER_CHARS)}`]);
  return made;
}

describe("the relay to a hidden window", () => {
  it("carries what is asked and answered as it is, in order", async () => {
    const { child, page, seen, settle, close } = await opened();
    page().text('"ready"');
    await settle();
    child.emit("compute.ask", { text: "one" });
    await settle();
    page().text("\u0000 <script>");
    await settle();
    close();
    expect(seen).toEqual(['child: "ready"', "page: one", "child: \u0000 <script>", "close"]);
  });

  it("ends a page that says more than it was asked, and is deaf afterwards", async () => {
    const { child, page, seen, settle } = await opened();
    for (const text of ["1", "2", "3"]) page().text(text);
    await settle();
    child.emit("compute.ask", { text: "one" });
    page().text("4");
    page().ended();
    await settle();
    expect(seen).toEqual(["close", "child: 1", "child: ended"]);
  });

  it("ends a page that says more than an answer may have", async () => {
    const { page, seen, settle } = await opened();
    page().text("x".repeat(MAX_ANSWER_CHARS + 1));
    await settle();
    expect(seen).toEqual(["close", "child: ended"]);
  });

  it("hands on at most one text for each that was asked, and one more, whatever page and child do", async () => {
    const does = fc.oneof(
      fc.constant("ask" as const),
      fc.string().map((text) => ({ text })),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(does, { maxLength: 30 }), async (acts) => {
        const { child, page, seen, settle } = await opened();
        let [may, honest] = [1, true];
        const expected: string[] = [];
        for (const act of acts) {
          if (act === "ask") child.emit("compute.ask", { text: "order" });
          else page().text(act.text);
          await settle();
          if (!honest) continue;
          if (act === "ask") {
            may++;
            expected.push("page: order");
          } else if (may-- > 0) expected.push(`child: ${act.text}`);
          else {
            honest = false;
            expected.push("close", "child: ended");
          }
        }
        expect(seen).toEqual(expected);
      }),
    );
  });

  it("opens one window only, and none after it was closed", async () => {
    const { child, seen, settle, close } = await opened();
    child.emit("compute.openWindow", {});
    await settle();
    close();
    child.emit("compute.openWindow", {});
    child.emit("compute.ask", { text: "one" });
    await settle();
    expect(seen).toEqual(["close"]);
  });

  it("asks no page that was not opened, and nothing longer than an order", async () => {
    const { child, seen, settle } = relay();
    child.emit("compute.ask", { text: "before" });
    await settle();
    child.emit("compute.openWindow", {});
    child.emit("compute.ask", { text: "x".repeat(2000) });
    await settle();
    expect(seen).toEqual([`open ${String(MAX_ANSWER_CHARS)}`]);
  });

  it("says that there is no window where the shell has none", async () => {
    const { child, seen, settle } = relay(false);
    child.emit("compute.openWindow", {});
    await settle();
    expect(seen).toEqual(["child: ended"]);
  });
});
