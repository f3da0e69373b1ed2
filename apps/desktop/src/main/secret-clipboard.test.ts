import { createFakeClock } from "@casemate/testkit";
import { describe, expect, it } from "vitest";
import type { ElectronParts } from "./electron-parts.ts";
import { createSecretClipboard, type SecretClipboard } from "./secret-clipboard.ts";

const WORDS = "abandon ability able";

/** A clipboard that holds one item, as the system's does. */
function setUp(platform: NodeJS.Platform = "linux"): {
  clock: ReturnType<typeof createFakeClock>;
  secret: SecretClipboard;
  holds: () => Record<string, string>;
  somebodyCopies: (text: string) => void;
} {
  let item: Record<string, string> = {};
  const clock = createFakeClock();
  const parts = {
    ClipboardItem: class {
      readonly items: Record<string, string>;
      constructor(items: Record<string, string>) {
        this.items = items;
      }
    },
    clipboard: {
      write: ([given]: { items: Record<string, string> }[]) =>
        Promise.resolve(void (item = given?.items ?? {})),
      readText: () => Promise.resolve(item["text/plain"] ?? ""),
      clear: () => (item = {}),
    },
  } as unknown as Pick<ElectronParts, "clipboard" | "ClipboardItem">;
  return {
    clock,
    secret: createSecretClipboard(parts, clock, platform, (_where, error) => {
      throw error;
    }),
    holds: () => item,
    somebodyCopies: (text) => (item = { "text/plain": text }),
  };
}
/** Reading the clipboard takes a turn of the queue. */
const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe("a secret on the clipboard", () => {
  it.each([
    ["linux", 'electron application/osclipboard;format="x-kde-passwordManagerHint"', "secret"],
    ["win32", 'electron application/osclipboard;format="ExcludeClipboardContentFromMonitorProcessing"', "1"],
    ["darwin", 'electron application/osclipboard;format="org.nspasteboard.ConcealedType"', "1"],
  ] as const)("is marked for history managers on %s, in the same item", async (platform, format, value) => {
    const { secret, holds } = setUp(platform);
    await secret.copy(WORDS);
    expect(holds()).toEqual({ "text/plain": WORDS, [format]: value });
  });

  it("leaves after 60 seconds, counted from the last copy", async () => {
    const { clock, secret, holds } = setUp();
    const there: boolean[] = [];
    const look = async (): Promise<void> => {
      await settled();
      there.push("text/plain" in holds());
    };
    await secret.copy(WORDS);
    clock.advance(40_000);
    await secret.copy(WORDS);
    clock.advance(59_999);
    await look();
    clock.advance(1);
    await look();
    expect(there).toEqual([true, false]);
  });

  it("that was replaced is left alone, by time and by lock", async () => {
    const { clock, secret, holds, somebodyCopies } = setUp();
    await secret.copy(WORDS);
    somebodyCopies("a shopping list");
    await secret.clear();
    const atLock = holds();
    await secret.copy(WORDS);
    somebodyCopies("a shopping list");
    clock.advance(60_000);
    await settled();
    expect([atLock, holds()]).toEqual([
      { "text/plain": "a shopping list" },
      { "text/plain": "a shopping list" },
    ]);
  });

  it("goes at once when asked", async () => {
    const { secret, holds } = setUp();
    await secret.copy(WORDS);
    await secret.clear();
    expect(holds()).toEqual({});
  });

  it.each([[undefined], [1], [""], ["x".repeat(1_001)], [{ toString: () => "x" }]])(
    "is nothing but a short text: %j is dropped",
    async (given) => {
      const { secret, holds } = setUp();
      await secret.copy(given);
      expect(holds()).toEqual({});
    },
  );
});
