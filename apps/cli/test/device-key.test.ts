import { createTestHome, runCasemate, type CommandResult, type TestHome } from "@casemate/testkit";
import { cpSync, existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { hasKeychain, startKeychain, type Keychain } from "./keychain.ts";

const NAME = hasKeychain
  ? "a vault that needs this machine's key"
  : "a vault that needs this machine's key (needs gnome-keyring and dbus-daemon)";

describe.skipIf(!hasKeychain)(NAME, () => {
  let home: TestHome;
  let machine: Keychain;
  beforeEach(async () => {
    home = createTestHome();
    machine = await startKeychain();
    await run(["vault", "init"]);
  });
  afterEach(() => {
    machine.stop();
    home.remove();
  });

  function run(
    args: readonly string[],
    {
      passphrase,
      added,
      keychain = machine.env,
    }: { passphrase?: string; added?: string; keychain?: Record<string, string> } = {},
  ): Promise<CommandResult> {
    return runCasemate(home, args, {
      env: {
        ...keychain,
        ...(passphrase === undefined ? {} : { CASEMATE_PASSPHRASE_FILE: file("present", passphrase) }),
        ...(added === undefined ? {} : { CASEMATE_NEW_PASSPHRASE_FILE: file("added", added) }),
      },
    });
  }

  function file(name: string, text: string): string {
    const path = join(dirname(home.root), name);
    writeFileSync(path, `${text}\n`, { mode: 0o600 });
    return path;
  }

  async function addWords(): Promise<string> {
    const path = join(dirname(home.root), "words");
    await run(["vault", "add-slot", "--recovery", "--words-file", path]);
    return path;
  }

  it("opens with passphrase and keychain, not without the keychain, and with the recovery words anywhere", async () => {
    const words = await addWords();
    const on = await run(["vault", "device-key", "on", "--words-file", words]);
    const elsewhere = { keychain: {} };
    const here = await run(["vault", "slots"]);
    const without = await run(["vault", "slots"], elsewhere);
    const rescued = await run(["vault", "slots"], { ...elsewhere, passphrase: readFileSync(words, "utf8") });
    expect({
      on: [on.code, on.stdout.includes("Secret Service")],
      here: [here.code, here.stdout.includes("needs this machine's key")],
      without: [without.code, without.stderr.includes("needs this machine's key too")],
      rescued: rescued.code,
    }).toEqual({ on: [0, true], here: [0, true], without: [1, true], rescued: 0 });
  });

  it("on a new machine takes a new passphrase from who has the recovery words, and needs no key from then on", async () => {
    const words = await addWords();
    await run(["vault", "device-key", "on", "--words-file", words]);
    machine.stop();
    machine = await startKeychain();
    const passphrase = readFileSync(words, "utf8");
    const changed = await run(["vault", "passwd"], { passphrase, added: "a passphrase for the new machine" });
    const opened = await run(["vault", "slots"], {
      passphrase: "a passphrase for the new machine",
      keychain: {},
    });
    expect([changed.code, opened.code, existsSync(join(home.root, "vault", "device"))]).toEqual([
      0,
      0,
      false,
    ]);
  });

  it("is turned off again, and a copy made meanwhile still needs the key", async () => {
    const words = await addWords();
    await run(["vault", "device-key", "on", "--words-file", words]);
    const copy = `${home.root}-copy`;
    cpSync(join(home.root, "vault"), copy, { recursive: true });
    const off = await run(["vault", "device-key", "off"]);
    const opened = await run(["vault", "slots"], { keychain: {} });
    rmSync(join(home.root, "vault"), { recursive: true });
    cpSync(copy, join(home.root, "vault"), { recursive: true });
    const old = await run(["vault", "slots"]);
    expect([off.code, opened.code, old.code]).toEqual([0, 0, 1]);
  });

  it("is not made without recovery words, with other words, with a wrong passphrase, or without a keychain", async () => {
    const none = await run([
      "vault",
      "device-key",
      "on",
      "--words-file",
      file("some", "abandon ".repeat(24)),
    ]);
    const words = await addWords();
    const wrong = await run(["vault", "device-key", "on", "--words-file", words], {
      passphrase: "not the passphrase",
    });
    const missing = await run(["vault", "device-key", "on", "--words-file", words], { keychain: {} });
    const sentence = await run(["vault", "device-key", "on", "--accept-loss", "yes"]);
    const opened = await run(["vault", "slots"], { keychain: {} });
    expect({
      codes: [none.code, wrong.code, missing.code, sentence.code, opened.code],
      said: [none.stderr, missing.stderr].map((text) => text.trim()),
      mark: existsSync(join(home.root, "vault", "device")),
    }).toEqual({
      codes: [1, 1, 1, 2, 0],
      said: [
        expect.stringContaining("not the recovery words of this vault") as string,
        expect.stringContaining("no keychain that answers") as string,
      ],
      mark: false,
    });
  });

  it("is made without recovery words for who says that losing the machine loses the vault", async () => {
    const on = await run([
      "vault",
      "device-key",
      "on",
      "--accept-loss",
      "losing this machine loses this vault",
    ]);
    const opened = await run(["vault", "slots"]);
    const rekeyed = await run(["vault", "rekey"]);
    expect([on.code, opened.code, rekeyed.code]).toEqual([0, 0, 1]);
  });
});
