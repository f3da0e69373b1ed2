import { createTestHome, serveCasemate, type ServedConsole, type TestHome } from "@casemate/testkit";
import type { ConsoleClient } from "@casemate/supervisor";
import { copyFileSync, existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { attach, create, stateOf, unlock, until } from "./client.ts";
import { starterFile } from "./starter-file.ts";

/** Nothing else on the machine says these. */
const FILE = "quellwolke-7731.gguf";
const SAID = "Der Zaunkoenig-4412 singt im Moor";
const SOUGHT = "zaunkoenig-4412";
const REFUSED = "nebelkraehe-9015.txt";

let home: TestHome;
let served: ServedConsole;
let client: ConsoleClient;
beforeAll(async () => {
  home = createTestHome();
  served = await serveCasemate(home);
  client = await attach(home);
});
afterAll(async () => {
  client.close();
  await served.stop();
  home.remove();
});

async function imported(path: string): Promise<string> {
  const { modelId, jobId } = await client.call("model.import", { paths: [path] });
  await until(client, ({ jobs }) => jobs.some((job) => job.id === jobId && job.state === "done"));
  return modelId;
}

/** Every file below the data directory that holds one of `texts` as UTF-8 or UTF-16, or is called so. */
function cleartext(texts: readonly string[]): string[] {
  return readdirSync(home.root, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .flatMap((entry) => {
      const path = join(entry.parentPath, entry.name);
      const bytes = readFileSync(path);
      return texts
        .filter(
          (text) =>
            entry.name.includes(text) || bytes.includes(text) || bytes.includes(Buffer.from(text, "utf16le")),
        )
        .map((text) => `${path}: ${text}`);
    });
}

describe("the data directory after a whole session", () => {
  it("says nothing of files, models, chats, searches and settings, while open and when locked", async () => {
    await create(client, home);
    const [good, bad] = [join(dirname(home.root), FILE), join(dirname(home.root), REFUSED)];
    copyFileSync(starterFile(), good);
    writeFileSync(bad, "no model at all");
    const modelId = await imported(good);
    await imported(bad);
    const { id: chatId } = await client.call("chat.create", { modelId });
    const done = new Promise<string>((resolve) => {
      client.on("chat.done", ({ message }) => {
        resolve(message.text);
      });
    });
    await client.call("chat.send", { chatId, text: SAID, options: { maxTokens: 24, temperature: 0 } });
    const answer = await done;
    const { hits } = await client.call("chat.search", { query: SOUGHT });
    const { chats } = await client.call("chat.list", {});
    await client.call("settings.set", { autoLockMinutes: 17, refusedKeepDays: 3 });
    const texts = [
      FILE,
      FILE.replace(".gguf", ""),
      REFUSED,
      SAID,
      SOUGHT,
      answer.slice(0, 20),
      chats[0]?.title ?? "",
      "autoLockMinutes",
      "tokenizer.ggml",
      home.passphrase,
    ];
    const open = cleartext(texts);
    await client.call("vault.lock", {});
    expect({
      hits: hits.length,
      short: texts.filter((text) => text.length < 8),
      open,
      locked: cleartext(texts),
    }).toEqual({
      hits: 1,
      short: [],
      open: [],
      locked: [],
    });
  });

  it("holds no setting that somebody without the passphrase could change", async () => {
    writeFileSync(
      join(home.root, "config.json"),
      JSON.stringify({ autoLockMinutes: 240, refusedKeepDays: 30 }),
    );
    client.close();
    await served.stop();
    served = await serveCasemate(home);
    client = await attach(home);
    const locked = (await stateOf(client)).app.settings;
    await unlock(client, home);
    const unlocked = (await stateOf(client)).app.settings;
    expect({ locked, unlocked, there: existsSync(join(home.root, "config.json")) }).toEqual({
      locked: { autoLockMinutes: 30, refusedKeepDays: 7, promptMarkers: true, gpuTests: "weekly" },
      unlocked: { autoLockMinutes: 17, refusedKeepDays: 3, promptMarkers: true, gpuTests: "weekly" },
      there: true,
    });
  });
});
