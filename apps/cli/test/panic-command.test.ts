import { createTestHome, repositoryRoot, runCasemate, serveCasemate, type TestHome } from "@casemate/testkit";
import type { PanicOutcome, State } from "@casemate/contract";
import { sealEnvelope } from "@casemate/contract";
import { spawn, spawnSync } from "node:child_process";
import {
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { attach, stateOf, unlock, until } from "./client.ts";
import { hasKeychain, startKeychain } from "./keychain.ts";
import { openVault } from "./kill-table/vault-reader.ts";

const hasPython =
  spawnSync("python3", ["--version"]).status === 0 && spawnSync("openssl", ["version"]).status === 0;

let home: TestHome;
beforeEach(async () => {
  home = createTestHome();
  await runCasemate(home, ["vault", "init"]);
});
afterEach(() => {
  home.remove();
});

function beside(name: string): string {
  return join(dirname(home.root), name);
}

async function addWords(): Promise<string> {
  const path = beside("words");
  const { code, stderr } = await runCasemate(home, ["vault", "add-slot", "--recovery", "--words-file", path]);
  if (code !== 0) throw new Error(stderr);
  return path;
}

function opens(root = home.root): boolean {
  try {
    openVault(root, home.passphrase);
    return true;
  } catch {
    return false;
  }
}

/** As the command says it when it is not given. */
async function phraseOf(level: 2 | 3): Promise<string> {
  const { stderr } = await runCasemate(home, ["panic", String(level)]);
  return /--phrase "([^"]+)"/.exec(stderr)?.[1] ?? stderr;
}

describe("casemate panic", () => {
  it.each([
    [["panic", "4"], 2, "Give 1 to lock"],
    [["panic", "3"], 2, "After this, nobody, including you, can open this vault."],
    [["panic", "3", "--phrase", "erase everything"], 2, "Nothing was done. The phrase is: erase vault"],
    [["panic", "2", "--phrase", "remove passphrases"], 2, "Nothing was done."],
    [["panic", "verify", "/nowhere/at/all"], 2, "cannot be read"],
    [["panic", "arm"], 2, "Say --failed-unlocks N, --incident KIND, or --off alone."],
    [["panic", "arm", "--incident", "fire"], 2, "There is no such kind. Give one of: attestation_failure"],
    [["panic", "disarm", "fire"], 2, "Nothing of that name can be armed"],
    [["panic", "report"], 2, "There was no drill yet"],
  ])("%j exits %d and says why", async (args, code, sentence) => {
    const result = await runCasemate(home, args);
    expect([result.code, result.stderr.includes(sentence), opens()]).toEqual([code, true, true]);
  });

  it("level 1 without a console looks that nothing runs, and changes nothing", async () => {
    const { code, stdout } = await runCasemate(home, ["panic", "1", "--json"]);
    const outcome = JSON.parse(stdout) as PanicOutcome;
    expect([code, outcome.complete, outcome.level, opens()]).toEqual([0, true, 1, true]);
  });

  it("where nothing can be written, level 1 ends what runs, and level 3 says that nothing was destroyed", async () => {
    const phrase = await phraseOf(3);
    // As on a disk that the system made read-only: no lock can be placed.
    rmSync(join(home.root, "run"), { recursive: true });
    writeFileSync(join(home.root, "run"), "");
    const lock = await runCasemate(home, ["panic", "1", "--json"]);
    const erase = await runCasemate(home, ["panic", "3", "--phrase", phrase]);
    rmSync(join(home.root, "run"));
    expect([
      lock.code,
      (JSON.parse(lock.stdout) as PanicOutcome).complete,
      erase.code,
      erase.stderr.includes("Nothing was destroyed: the data directory cannot be written."),
      opens(),
    ]).toEqual([0, true, 2, true, true]);
  });

  it("level 2 without recovery words is refused: it would be level 3", async () => {
    const phrase = await phraseOf(2);
    const { code, stderr } = await runCasemate(home, ["panic", "2", "--phrase", phrase]);
    expect([code, stderr.includes("This would be level 3"), opens()]).toEqual([1, true, true]);
  });

  it("never looks behind a link in a folder's place, and without a console still needs the passphrase", async () => {
    const backup = beside("backup");
    mkdirSync(backup);
    const kept = join(backup, "quarantine", "a".repeat(32));
    const link = (name: string): void => {
      renameSync(join(home.root, name), join(backup, name));
      symlinkSync(join(backup, name), join(home.root, name));
    };
    link("vault");
    const linked = await runCasemate(home, ["panic", "3", "--phrase", await phraseOf(3), "--json"]);
    rmSync(join(home.root, "vault"));
    renameSync(join(backup, "vault"), join(home.root, "vault"));
    link("quarantine");
    writeFileSync(kept, "somebody's backup");
    const phrase = await phraseOf(3);
    const other = beside("other");
    writeFileSync(other, "another passphrase", { mode: 0o600 });
    const wrong = await runCasemate({ ...home, passphraseFile: other }, ["panic", "3", "--phrase", phrase]);
    const untouched = opens();
    const right = await runCasemate(home, ["panic", "3", "--phrase", phrase, "--json"]);
    const { cause, complete, steps } = JSON.parse(right.stdout) as PanicOutcome;
    expect([
      [linked.code, linked.stdout + linked.stderr].join(" "),
      [wrong.code, wrong.stderr, untouched],
      [right.stderr.includes("Ctrl C cancels"), cause, complete],
      steps.filter(({ state }) => state === "failed").map(({ id, detail }) => `${id}: ${detail}`),
      [existsSync(join(home.root, "quarantine")), readFileSync(kept, "utf8"), opens()],
    ]).toEqual([
      expect.stringMatching(/^2 .*the folder vault in the data directory is a link/s),
      [1, expect.stringContaining("That is not the passphrase. Nothing was done."), true],
      [true, "passphrase", false],
      [expect.stringMatching(/^contents: .*what was in quarantine/)],
      [false, "somebody's backup", false],
    ]);
  }, 60_000);

  it("Ctrl C during the countdown cancels, and nothing is lost", async () => {
    const phrase = await phraseOf(3);
    const { PATH, HOME } = process.env;
    const child = spawn(
      process.execPath,
      [join(repositoryRoot, "dist", "cli.mjs"), "panic", "3", "--phrase", phrase],
      {
        env: {
          PATH,
          HOME,
          CASEMATE_HOME: home.root,
          CASEMATE_KDF: "minimum",
          CASEMATE_PASSPHRASE_FILE: home.passphraseFile,
        },
        stdio: ["ignore", "pipe", "pipe"],
      },
    );
    let said = "";
    child.stdout.on("data", (chunk: Buffer) => (said += chunk.toString()));
    child.stderr.on("data", (chunk: Buffer) => {
      if (chunk.toString().includes("Ctrl C cancels")) child.kill("SIGINT");
    });
    const code = await new Promise((resolve) => child.once("close", resolve));
    expect([code, said, opens()]).toEqual([1, "Cancelled. Nothing was done.\n", true]);
  });

  it("a drill of each level works on a decoy, is reported and signed, and leaves the vault alone", async () => {
    for (const level of ["1", "2", "3"]) {
      const { code, stdout, stderr } = await runCasemate(home, ["panic", level, "--drill", "--json"]);
      const outcome = JSON.parse(stdout) as PanicOutcome;
      expect([code, outcome.complete, outcome.cause]).toEqual([0, true, "drill"]);
      // How far it was, step by step: each once, between the making of the decoy and the try to open it.
      const all = outcome.steps.length;
      expect(stderr.split("\n").map((line) => /^Level \d(?:, step \d+ of \d+)?: /.exec(line)?.[0])).toEqual([
        `Level ${level}: `,
        ...outcome.steps.map((_, at) => `Level ${level}, step ${String(at + 1)} of ${String(all)}: `),
        `Level ${level}: `,
        undefined,
      ]);
      const report = await runCasemate(home, ["panic", "report"]);
      const file = beside("report.json");
      writeFileSync(file, report.stdout);
      const verified = await runCasemate(home, ["panic", "verify", file, "--json"]);
      const statement = JSON.parse(verified.stdout) as {
        ok: boolean;
        kind: string;
        steps: { id: string; state: string }[];
      };
      expect([verified.code, statement.kind, statement.steps.at(-1)]).toMatchObject([
        0,
        "drill",
        { id: "proof", state: "done" },
      ]);
      if (hasPython) {
        const script = join(repositoryRoot, "packages/audit/assets/verify_erasure.py");
        expect(spawnSync("python3", [script, file]).status).toBe(0);
      }
    }
    const { stdout } = await runCasemate(home, ["panic", "status", "--json"]);
    const panic = JSON.parse(stdout) as State["panic"];
    expect([panic.lastDrill?.level, panic.lastDrill?.complete, panic.last, opens()]).toEqual([
      3,
      true,
      null,
      true,
    ]);
  }, 240_000);

  it("a certificate that was changed does not verify", async () => {
    await runCasemate(home, ["panic", "1", "--drill"]);
    const { stdout } = await runCasemate(home, ["panic", "report"]);
    const file = beside("report.json");
    writeFileSync(file, stdout.replace('"level":1', '"level":3'));
    for (const command of ["panic", "forensic"]) {
      const { code, stdout: said } = await runCasemate(home, [command, "verify", file]);
      expect([code, said.startsWith("Not verified (signature)")]).toEqual([1, true]);
    }
  });
});

describe("a panic that sets itself off", () => {
  it("is armed by nobody but a person with the passphrase, and level 2 only with recovery words", async () => {
    const arm = ["panic", "arm", "--failed-unlocks", "5", "--level"];
    const without = await runCasemate(home, [...arm, "2"]);
    const one = await runCasemate(home, [...arm, "1", "--json"]);
    const off = await runCasemate(home, ["panic", "arm", "--off", "--json"]);
    expect([
      without.code,
      without.stderr.includes("This would be level 3"),
      one.code,
      JSON.parse(one.stdout),
      JSON.parse(off.stdout),
    ]).toEqual([
      1,
      true,
      0,
      { failedUnlocks: { count: 5, level: 1 }, incidents: null },
      { failedUnlocks: null, incidents: null },
    ]);
    expect(existsSync(join(home.root, "panic", "armed.json"))).toBe(false);
  });

  it("kinds of incidents are armed and disarmed one by one, with one level, beside wrong passphrases", async () => {
    const stands = async (...args: string[]): Promise<unknown> => {
      const { code, stdout, stderr } = await runCasemate(home, ["panic", ...args, "--json"]);
      return code === 0 ? JSON.parse(stdout) : stderr;
    };
    const failedUnlocks = { count: 7, level: 1 };
    const kinds = (level: number, ...classes: string[]): object => ({ classes, level });
    expect([
      await stands("triggers"),
      await stands("arm", "--incident", "manifest_mismatch", "--incident", "integrity_violation"),
      await stands("arm", "--failed-unlocks", "7"),
      await stands("arm", "--incident", "unauthorized_access", "--level", "3"),
      await stands("disarm", "integrity_violation"),
      await stands("disarm", "integrity_violation"),
      await stands("disarm", "failed-unlocks", "manifest_mismatch"),
      await stands("disarm", "incidents"),
    ]).toEqual([
      { failedUnlocks: null, incidents: null },
      { failedUnlocks: null, incidents: kinds(1, "integrity_violation", "manifest_mismatch") },
      { failedUnlocks, incidents: kinds(1, "integrity_violation", "manifest_mismatch") },
      {
        failedUnlocks,
        incidents: kinds(3, "integrity_violation", "unauthorized_access", "manifest_mismatch"),
      },
      { failedUnlocks, incidents: kinds(3, "unauthorized_access", "manifest_mismatch") },
      expect.stringContaining("integrity_violation is not armed."),
      { failedUnlocks: null, incidents: kinds(3, "unauthorized_access") },
      { failedUnlocks: null, incidents: null },
    ]);
    const { stdout } = await runCasemate(home, ["panic", "triggers"]);
    expect([
      stdout.startsWith("Nothing sets off a panic by itself."),
      existsSync(join(home.root, "panic", "armed.json")),
    ]).toEqual([true, false]);
  }, 60_000);

  it("an armed kind sets it off, from the command line as from the page", async () => {
    await runCasemate(home, ["panic", "arm", "--incident", "integrity_violation"]);
    const served = await serveCasemate(home);
    const client = await attach(home);
    try {
      await unlock(client, home);
      writeFileSync(join(home.root, "vault", "recovery-key.txt"), "somebody was here");
      const { panic } = await until(
        client,
        ({ panic: { state, last } }) => state === "idle" && last !== null,
      );
      expect([panic.last?.level, panic.last?.cause, opens()]).toEqual([1, "incident", true]);
    } finally {
      client.close();
      await served.stop();
    }
  }, 180_000);

  it("acts after so many wrong passphrases, without a countdown, also after a restart", async () => {
    await addWords();
    await runCasemate(home, ["panic", "arm", "--failed-unlocks", "5", "--level", "2"]);
    const served = await serveCasemate(home);
    const client = await attach(home);
    try {
      for (let failures = 0; failures < 5;) {
        const { secretId, publicKey } = await client.call("secret.begin", { purpose: "unlock" });
        const wrong = await sealEnvelope(
          Buffer.from(publicKey, "base64"),
          Buffer.from("wrong"),
          "passphrase",
        );
        client.sendSecret(secretId, wrong);
        const { result, retryAt } = await client.call("vault.unlock", { secretId });
        if (result === "wrong") failures += 1;
        const wait = retryAt === null ? 0 : Date.parse(retryAt) - Date.now();
        if (failures < 5) await new Promise((resolve) => setTimeout(resolve, Math.max(0, wait)));
      }
      const { panic } = await until(
        client,
        ({ panic: { state, last } }) => state === "idle" && last !== null,
      );
      expect([panic.last?.level, panic.last?.cause, panic.last?.complete, opens()]).toEqual([
        2,
        "failed_unlocks",
        true,
        false,
      ]);
      expect((await stateOf(client)).vault.state).toBe("locked");
    } finally {
      client.close();
      await served.stop();
    }
  }, 180_000);

  it("when the recovery words go, an armed level 2 becomes level 1", async () => {
    await addWords();
    await runCasemate(home, ["panic", "arm", "--failed-unlocks", "5", "--level", "2"]);
    const served = await serveCasemate(home);
    const client = await attach(home);
    try {
      await unlock(client, home);
      const removed = await runCasemate(home, ["vault", "remove-slot", "7"]);
      expect([removed.code, (await stateOf(client)).panic.armed.failedUnlocks]).toEqual([
        0,
        { count: 5, level: 1 },
      ]);
    } finally {
      client.close();
      await served.stop();
    }
  });
});

describe.skipIf(!hasKeychain)(
  "a vault that needs this machine's key (needs gnome-keyring and dbus-daemon)",
  () => {
    it.each([2, 3] as const)(
      "level %d removes that key: a copy from before does not open with the passphrase any more",
      async (level) => {
        const machine = await startKeychain();
        const run = (root: string, args: readonly string[]): ReturnType<typeof runCasemate> =>
          runCasemate({ ...home, root }, args, { env: machine.env });
        try {
          const words = await addWords();
          await run(home.root, ["vault", "device-key", "on", "--words-file", words]);
          const copy = beside("copy");
          cpSync(home.root, copy, { recursive: true, verbatimSymlinks: true });
          const before = await run(copy, ["vault", "slots"]);
          const phrase = await phraseOf(level);
          const { stdout } = await run(home.root, ["panic", String(level), "--phrase", phrase, "--json"]);
          const { steps } = JSON.parse(stdout) as PanicOutcome;
          const after = await run(copy, ["vault", "slots"]);
          const rescued = await runCasemate({ ...home, root: copy, passphraseFile: words }, [
            "vault",
            "slots",
          ]);
          expect([
            before.code,
            steps.find(({ id }) => id === "device_key")?.state,
            steps.filter(({ state }) => state === "failed"),
            after.code,
            rescued.code,
            readFileSync(words, "utf8").trim().split(/\s+/).length,
          ]).toEqual([0, "done", [], 1, 0, 24]);
          rmSync(copy, { recursive: true });
        } finally {
          machine.stop();
        }
      },
      180_000,
    );
  },
);
