import fc from "fast-check";
import { duplexPair } from "node:stream";
import { describe, expect, it } from "vitest";
import { createChildPort, MAX_MESSAGE_BYTES } from "./child-port.ts";

function scene() {
  const [mine, child] = duplexPair();
  const abuse: string[] = [];
  const port = createChildPort(mine, (why) => abuse.push(why));
  return { port, child, abuse };
}

const settled = (): Promise<void> =>
  new Promise((resolve) => {
    setImmediate(resolve);
  });

describe("the port of a child", () => {
  it("delivers messages however the bytes are cut", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.jsonValue(), { maxLength: 5 }),
        fc.array(fc.nat(40), { maxLength: 8 }),
        async (messages, cuts) => {
          const { port, child, abuse } = scene();
          const got: unknown[] = [];
          port.onMessage((message) => got.push(message));
          const bytes = Buffer.from(messages.map((message) => `${JSON.stringify(message)}\n`).join(""));
          let from = 0;
          for (const cut of cuts) {
            child.write(bytes.subarray(from, from + cut));
            from = Math.min(bytes.length, from + cut);
          }
          child.write(bytes.subarray(from));
          await settled();
          expect([JSON.stringify(got), abuse]).toEqual([JSON.stringify(messages), []]);
        },
      ),
      { numRuns: 50 },
    );
  });

  it("keeps what arrives before somebody listens, and what was sent before the end", async () => {
    const { port, child } = scene();
    child.end('"early"\n"last"\n');
    await settled();
    const got: unknown[] = [];
    port.onMessage((message) => got.push(message));
    const closed = new Promise<void>((resolve) => {
      port.onClose(resolve);
    });
    await closed;
    expect(got).toEqual(["early", "last"]);
    port.send("nobody hears this");
  });

  it("sends one JSON text a line", async () => {
    const { port, child } = scene();
    let got = "";
    child.setEncoding("utf8").on("data", (part: string) => (got += part));
    port.send({ text: "two\nlines" });
    port.send([1]);
    await settled();
    expect(got).toBe('{"text":"two\\nlines"}\n[1]\n');
  });

  it.each([
    { name: "that is not JSON", bytes: Buffer.from("{\n"), says: "a message that is not JSON" },
    {
      name: "without an end",
      bytes: Buffer.alloc(MAX_MESSAGE_BYTES + 1, 0x20),
      says: `a message of more than ${String(MAX_MESSAGE_BYTES)} bytes`,
    },
  ])("reports a message $name once and delivers nothing after it", async ({ bytes, says }) => {
    const { port, child, abuse } = scene();
    child.on("error", () => undefined);
    const got: unknown[] = [];
    port.onMessage((message) => got.push(message));
    const closed = new Promise<void>((resolve) => {
      port.onClose(resolve);
    });
    child.write(bytes);
    child.write('"after"\n');
    await closed;
    expect([got, abuse]).toEqual([[], [says]]);
  });
});
