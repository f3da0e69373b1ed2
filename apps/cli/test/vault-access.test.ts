import { createTestHome, runCasemate, type CommandResult, type TestHome } from "@casemate/testkit";
import { existsSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";

let home: TestHome;
beforeEach(async () => {
  home = createTestHome();
  await runCasemate(home, ["vault", "init"]);
});
afterEach(() => {
  home.remove();
});

function passphraseFile(text: string): string {
  const path = join(dirname(home.root), `passphrase-${String(text.length)}-${text.slice(0, 4)}`);
  writeFileSync(path, `${text}\n`, { mode: 0o600 });
  return path;
}

const SECOND = "another long passphrase";
const THIRD = "a third one, for the notary";

function run(args: readonly string[], present?: string, added?: string): Promise<CommandResult> {
  return runCasemate(home, args, {
    env: {
      ...(present === undefined ? {} : { CASEMATE_PASSPHRASE_FILE: passphraseFile(present) }),
      ...(added === undefined ? {} : { CASEMATE_NEW_PASSPHRASE_FILE: passphraseFile(added) }),
    },
  });
}

/** Which of the passphrases opens the vault: listing its slots needs one that does. */
async function opening(...passphrases: readonly string[]): Promise<boolean[]> {
  const results: boolean[] = [];
  for (const passphrase of passphrases) results.push((await run(["vault", "slots"], passphrase)).code === 0);
  return results;
}

describe("casemate vault passwd", () => {
  it("changes the passphrase; the old one is then a wrong one", async () => {
    const { code, stdout } = await run(["vault", "passwd"], home.passphrase, SECOND);
    expect({ code, said: stdout.split(".")[0], opening: await opening(SECOND, home.passphrase) }).toEqual({
      code: 0,
      said: "The passphrase is changed",
      opening: [true, false],
    });
  });

  it("takes the present one from a descriptor, which can be read only once", async () => {
    const change = (descriptor: string): Promise<CommandResult> =>
      runCasemate(home, ["vault", "passwd", "--passphrase-fd", "3"], {
        passphrase: false,
        env: { CASEMATE_NEW_PASSPHRASE_FILE: passphraseFile(SECOND) },
        descriptor,
      });
    const wrong = await change("not the passphrase\n");
    const { code, stderr } = await change(`${home.passphrase}\n`);
    expect({ wrong: wrong.code, code, stderr, opening: await opening(SECOND, home.passphrase) }).toEqual({
      wrong: 1,
      code: 0,
      stderr: "",
      opening: [true, false],
    });
  });

  it("changes nothing when the new one is too short, missing, or the present one is wrong", async () => {
    // All slots of both copies; the rest of the header changes with every record that is stored.
    const slots = (): string => {
      const header = readFileSync(join(home.root, "vault", "header"));
      return [0, 4096].map((at) => header.toString("hex", at + 128, at + 1280)).join();
    };
    const before = slots();
    const short = await run(["vault", "passwd"], home.passphrase, "short");
    const missing = await run(["vault", "passwd"], home.passphrase);
    const wrong = await run(["vault", "passwd"], "not the passphrase", SECOND);
    expect({
      codes: [short.code, missing.code, wrong.code],
      said: [short.stderr, missing.stderr, wrong.stderr].map((text) => text.trim()),
      same: slots() === before,
    }).toEqual({
      codes: [1, 2, 1],
      said: [
        expect.stringContaining("The passphrase is too short") as string,
        expect.stringContaining("CASEMATE_NEW_PASSPHRASE_FILE") as string,
        expect.stringContaining("That passphrase does not open this vault") as string,
      ],
      same: true,
    });
  });
});

describe("recovery words", () => {
  it("open the vault in any spacing and case, and are kept only where the person asked", async () => {
    const file = join(dirname(home.root), "words");
    const { code, stdout } = await run(
      ["vault", "add-slot", "--recovery", "--words-file", file],
      home.passphrase,
    );
    const words = readFileSync(file, "utf8").trim();
    const again = await run(["vault", "add-slot", "--recovery", "--words-file", file], home.passphrase);
    const wrong = join(dirname(home.root), "not-written");
    const refused = await run(
      ["vault", "add-slot", "--recovery", "--words-file", wrong],
      "not the passphrase",
    );
    expect({
      code,
      said: stdout.includes("recovery words"),
      count: words.split(" ").length,
      mode: statSync(file).mode & 0o777,
      opening: await opening(words, `  ${words.toUpperCase().replaceAll(" ", "\n ")}  `, words.slice(0, -1)),
      again: [again.code, readFileSync(file, "utf8").trim() === words],
      refused: [refused.code, existsSync(wrong)],
    }).toEqual({
      code: 0,
      said: true,
      count: 24,
      mode: 0o600,
      opening: [true, true, false],
      again: [2, true],
      refused: [1, false],
    });
  });
});

describe("several ways into a vault", () => {
  it("are added, listed, removed, and all but one dropped by rekey; each step is in the log", async () => {
    const added = await run(["vault", "add-slot", "--label", "desk"], home.passphrase, SECOND);
    await run(["vault", "add-slot", "--label", "notary"], home.passphrase, THIRD);
    const all = await opening(home.passphrase, SECOND, THIRD);
    const removed = await run(["vault", "remove-slot", "1"], THIRD);
    const fewer = await opening(home.passphrase, SECOND, THIRD);
    const rekeyed = await run(["vault", "rekey"], THIRD);
    const last = await run(["vault", "remove-slot", "2"], THIRD);
    const one = await opening(home.passphrase, SECOND, THIRD);
    const log = await run(["audit", "tail", "--lines", "200", "--json"], THIRD);
    const acts = ["vault.addSlot", "vault.removeSlot", "vault.rekey"].filter((act) =>
      log.stdout.includes(act),
    );
    expect({
      added: added.stdout.trim().replace(/since .*/, "since …"),
      all,
      removed: removed.code,
      fewer,
      rekeyed: rekeyed.stdout.includes("1 other way in was removed"),
      last: [last.code, last.stderr.includes("This is the only way into the vault")],
      one,
      acts,
    }).toEqual({
      added: 'Added. 1  passphrase "desk", since …',
      all: [true, true, true],
      removed: 0,
      fewer: [true, false, true],
      rekeyed: true,
      last: [1, true],
      one: [false, false, true],
      acts: ["vault.addSlot", "vault.removeSlot", "vault.rekey"],
    });
  });
});

describe("a duress passphrase", () => {
  it("says what a wrong one says, on the screen and in the log, and does what its level says", async () => {
    const words = join(dirname(home.root), "words");
    await run(["vault", "add-slot", "--recovery", "--words-file", words], home.passphrase);
    const added = await run(["vault", "add-slot", "--duress", "2"], home.passphrase, SECOND);
    const wrong = await run(["vault", "slots"], "not the passphrase");
    const duress = await run(["vault", "slots"], SECOND);
    // First the words: three failures in a row would make everybody wait.
    const listed = await run(["vault", "slots"], readFileSync(words, "utf8"));
    const [opens] = await opening(home.passphrase);
    const log = await run(["audit", "tail", "--lines", "200", "--json"], readFileSync(words, "utf8"));
    expect({
      added: added.stdout.includes("after it, only the recovery words open the vault"),
      duress: { code: duress.code, stdout: duress.stdout, stderr: duress.stderr },
      codes: [listed.code, opens],
      gone: listed.stdout.match(/does not work any more/g)?.length,
      told: /duress/i.test(log.stdout),
    }).toEqual({
      added: true,
      duress: { code: wrong.code, stdout: wrong.stdout, stderr: wrong.stderr },
      codes: [0, false],
      gone: 2,
      told: false,
    });
  });

  it("needs a level that exists", async () => {
    const codes = [];
    for (const level of ["0", "4", "two"])
      codes.push((await run(["vault", "add-slot", "--duress", level], home.passphrase, SECOND)).code);
    expect(codes).toEqual([2, 2, 2]);
  });
});
