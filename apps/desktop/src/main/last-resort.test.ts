import { EventEmitter } from "node:events";
import { describe, expect, it } from "vitest";
import { watchFailures, type LastWords } from "./last-resort.ts";

describe("an error that nobody caught", () => {
  it("ends the app in the ordinary way, with one sentence for afterwards", () => {
    const process = new EventEmitter();
    const did: string[] = [];
    const lastWords: LastWords = { sentence: null };
    watchFailures(process, {
      lastWords,
      report: (_where, error) => did.push(String(error)),
      quit: () => did.push("quit"),
    });
    process.emit("unhandledRejection", new Error("one"));
    process.emit("uncaughtException", new Error("two"));
    expect([did, lastWords.sentence]).toEqual([
      ["Error: one", "quit", "Error: two", "quit"],
      "Something inside Casemate failed. The vault was locked and Casemate ended. Start it again.",
    ]);
  });
});
