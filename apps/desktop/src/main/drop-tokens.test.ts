import { createFakeClock } from "@casemate/testkit";
import { describe, expect, it } from "vitest";
import { createDropTokens } from "./drop-tokens.ts";

const token = (answer: unknown): string => (answer as { token: string }).token;

describe("a drop token", () => {
  it("is good once", () => {
    const drops = createDropTokens(createFakeClock());
    const one = token(drops.issue("/models/a.gguf"));
    expect([one, drops.take(one), drops.take(one)]).toEqual([
      expect.stringMatching(/^[0-9a-f]{32}$/),
      "/models/a.gguf",
      null,
    ]);
  });

  it("is good for a minute, and not a moment longer", () => {
    const clock = createFakeClock();
    const drops = createDropTokens(clock);
    const [early, late] = [token(drops.issue("/a")), token(drops.issue("/b"))];
    clock.advance(60_000);
    const inTime = drops.take(early);
    clock.advance(1);
    expect([inTime, drops.take(late)]).toEqual(["/a", null]);
  });

  it("cannot be guessed or made by name", () => {
    const drops = createDropTokens(createFakeClock());
    drops.issue("/a");
    expect(["0".repeat(32), "", "__proto__"].map((guess) => drops.take(guess))).toEqual([null, null, null]);
  });

  it("is void when many newer ones exist", () => {
    const drops = createDropTokens(createFakeClock());
    const first = token(drops.issue("/first"));
    const rest = Array.from({ length: 256 }, (_, index) => token(drops.issue(`/${String(index)}`)));
    expect([drops.take(first), drops.take(rest[0] ?? ""), drops.take(rest.at(-1) ?? "")]).toEqual([
      null,
      "/0",
      "/255",
    ]);
  });

  it.each([
    ["a relative path", "a.gguf"],
    ["nothing", ""],
    ["a zero byte", "/a\0b"],
    ["an object", {}],
    ["an endless path", `/${"a".repeat(4096)}`],
  ])("is not given for %s", (_what, path) => {
    expect(createDropTokens(createFakeClock()).issue(path)).toEqual({
      problem: expect.stringContaining("Save it to a folder") as string,
    });
  });
});
