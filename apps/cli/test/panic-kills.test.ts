import { nodeCrypto, verifyErasure } from "@casemate/audit";
import type { State } from "@casemate/contract";
import { createTestHome, runCasemate, type TestHome } from "@casemate/testkit";
import { spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openVault } from "./kill-table/vault-reader.ts";

/** Kills per level; `npm run soak` asks for more. */
const KILLS = Number(process.env["CASEMATE_KILLS"] ?? 20);
/** A kill, the next start and a look take about a second; five on a busy machine. */
const MS_PER_KILL = 15_000;
const DRIVER = join(import.meta.dirname, "panic-driver.ts");

let home: TestHome;
let words: string;
let folder: string;
beforeAll(async () => {
  home = createTestHome();
  folder = mkdtempSync(join(tmpdir(), "casemate-kills-"));
  const wordsFile = join(folder, "words");
  await runCasemate(home, ["vault", "init"]);
  const added = await runCasemate(home, ["vault", "add-slot", "--recovery", "--words-file", wordsFile]);
  if (added.code !== 0) throw new Error(added.stderr);
  words = readFileSync(wordsFile, "utf8").trim().split(/\s+/).join(" ");
}, 60_000);
afterAll(() => {
  home.remove();
  rmSync(folder, { recursive: true, force: true });
});

function copy(name: string): TestHome {
  const root = join(folder, name);
  rmSync(root, { recursive: true, force: true });
  cpSync(home.root, root, { recursive: true, verbatimSymlinks: true });
  return { ...home, root };
}

function drive(root: string, level: number, at: number): { count: number; killed: boolean } {
  const { stdout, signal, stderr, status } = spawnSync(
    process.execPath,
    [DRIVER, root, String(level), String(at)],
    { encoding: "utf8" },
  );
  if (signal === null && status !== 0) throw new Error(stderr);
  return { count: Number(stdout), killed: signal === "SIGKILL" };
}

function opens(root: string, secret: string): boolean {
  try {
    openVault(root, secret);
    return true;
  } catch {
    return false;
  }
}

/** What a person finds: who can open the vault, and whether the certificate, if any, verifies. */
function found({ root, passphrase }: TestHome): {
  passphrase: boolean;
  words: boolean;
  header: boolean;
  certificates: boolean[];
} {
  return {
    passphrase: opens(root, passphrase),
    words: opens(root, words),
    header: existsSync(join(root, "vault", "header")),
    certificates: readdirSync(root)
      .filter((name) => name.startsWith("erasure-") && name.endsWith(".json"))
      .map((name) => verifyErasure(nodeCrypto, readFileSync(join(root, name))).ok),
  };
}

const UNTOUCHED = { passphrase: true, words: true, header: true, certificates: [] };
const AFTER = {
  1: UNTOUCHED,
  2: { passphrase: false, words: true, header: true, certificates: [] },
  3: { passphrase: false, words: false, header: false, certificates: [true] },
} as const;

describe.skipIf(process.platform === "win32")("a panic that is killed", () => {
  it.each([1, 2, 3] as const)(
    "level %d: at the next start it has not begun or is over, whatever the point",
    async (level) => {
      const { count } = drive(copy("whole").root, level, 0);
      const points = pointsOf(count);
      const wrong: unknown[] = [];
      for (const at of points) {
        const one = copy("killed");
        const { killed } = drive(one.root, level, at);
        const { code, stdout, stderr } = await runCasemate(one, ["panic", "status", "--json"]);
        const { last, state } = JSON.parse(stdout === "" ? "{}" : stdout) as Partial<State["panic"]>;
        const left = found(one);
        const fits = [UNTOUCHED, AFTER[level]].some((end) => JSON.stringify(end) === JSON.stringify(left));
        // Begun is begun: with an outcome there is no way back.
        const told = last == null || JSON.stringify(left) === JSON.stringify(AFTER[level]);
        if (!killed || code !== 0 || state !== "idle" || !fits || !told)
          wrong.push({ at, killed, code, stderr, left, last });
      }
      expect([points.length > 3, wrong]).toEqual([true, []]);
    },
    KILLS * MS_PER_KILL,
  );

  it.each([
    ["another vault stands there", 2, "other"],
    ["a backup was restored after the header was gone", 3, "whole"],
  ] as const)(
    "does not go on where %s: it says so, and leaves that alone",
    async (_what, level, from) => {
      const other = { ...home, root: join(folder, "other") };
      await runCasemate(other, ["vault", "init"]);
      const { count } = drive(copy("whole").root, level, 0);
      const one = copy("restored");
      const { killed } = drive(one.root, level, count - 5);
      const before = found(one).passphrase;
      const source = from === "other" ? other : home;
      rmSync(join(one.root, "vault"), { recursive: true });
      cpSync(join(source.root, "vault"), join(one.root, "vault"), {
        recursive: true,
        verbatimSymlinks: true,
      });
      const { stdout, stderr } = await runCasemate(one, ["panic", "status", "--json"]);
      const { state, refused } = JSON.parse(stdout === "" ? "{}" : stdout) as Partial<State["panic"]>;
      const again = await runCasemate(one, ["panic", "status", "--json"]);
      const later = JSON.parse(again.stdout === "" ? "{}" : again.stdout) as Partial<State["panic"]>;
      expect([killed, before, state, refused?.code, stderr, found(one).passphrase, later.refused]).toEqual([
        true,
        false,
        "idle",
        "panic_set_aside",
        expect.stringContaining(`casemate panic ${String(level)}`),
        true,
        null,
      ]);
    },
    180_000,
  );

  it("twice the same gives the same", () => {
    const one = copy("twice");
    drive(one.root, 2, 0);
    drive(one.root, 2, 0);
    const both = found(one);
    drive(one.root, 3, 0);
    expect([both, found(one)]).toEqual([AFTER[2], AFTER[3]]);
  });
});

/** As many as wanted, spread evenly from a random beginning; more than there are begin again. */
function pointsOf(count: number): number[] {
  const offset = Math.random();
  return Array.from({ length: KILLS }, (_, i) => 1 + Math.floor(((i + offset) * count) / KILLS));
}
