import type { Chat, ChatMessage } from "@casemate/contract";
import { describe, expect, it } from "vitest";
import { searchChat } from "./search.ts";

const AT = "2026-11-01T00:00:00.000Z";
const ids = ["a", "b", "c"].map((letter) => letter.repeat(32));

function chat(...texts: readonly string[]): Chat {
  const messages = texts.map((text, index): ChatMessage => ({
    id: ids[index] ?? "",
    role: index % 2 === 0 ? "user" : "assistant",
    text,
    at: AT,
    stop: null,
    tokens: null,
    tokensPerSecond: null,
  }));
  return { id: "f".repeat(32), title: "t", modelId: "e".repeat(32), modelName: "m", updatedAt: AT, messages };
}

describe("searching a conversation", () => {
  it.each([
    ["whatever the case", "GRÖSSE", ["die größe", "die Grösse ist 3"], ids[1], "die Grösse ist 3"],
    ["composed or not", "Gr\u006f\u0308\u00dfe", ["Die Gr\u00f6\u00dfe"], ids[0], "Die Gr\u00f6\u00dfe"],
    ["the newest message first", "lily", ["Lily", "no", "a girl named Lily"], ids[2], "a girl named Lily"],
    ["on one line", "two", ["one\n\n\ttwo   three"], ids[0], "one two three"],
  ])("finds %s", (_what, query, texts, messageId, excerpt) => {
    const hit = searchChat(chat(...texts), query);
    expect([hit?.messageId, hit?.excerpt]).toEqual([messageId, excerpt]);
  });

  it("cuts long messages around the place, and says so", () => {
    const hit = searchChat(chat(`${"x".repeat(500)} here ${"y".repeat(500)}`), "here");
    expect(hit?.excerpt).toBe(`…${"x".repeat(39)} here ${"y".repeat(119)}…`);
  });

  it("finds nothing where nothing is", () => {
    expect([searchChat(chat(), "a"), searchChat(chat("b"), "a")]).toEqual([null, null]);
  });
});
