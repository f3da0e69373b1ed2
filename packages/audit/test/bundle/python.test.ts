import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { writeTestLog } from "./fixture.ts";
import { MUTATIONS, type World } from "./mutations.ts";

const SCRIPT = join(import.meta.dirname, "../../assets/verify.py");
const here = (program: string, args: readonly string[]): boolean => spawnSync(program, args).status === 0;
const able = here("python3", ["--version"]) && here("openssl", ["version"]);

const [log, second] = [writeTestLog(), writeTestLog()];
const folder = mkdtempSync(join(tmpdir(), "casemate-python-"));
let world: World;
beforeAll(async () => {
  const [mine, theirs] = [await log.build(), await second.build()];
  world = { archive: mine.archive, keys: log.keys, other: { archive: theirs.archive, keys: second.keys } };
});
afterAll(() => {
  log.close();
  second.close();
  rmSync(folder, { recursive: true, force: true });
});

it("has at most 200 lines, so that a stranger can read all of it", () => {
  expect(readFileSync(SCRIPT, "utf8").split("\n").length - 1).toBeLessThanOrEqual(200);
});

describe.skipIf(!able)("verify.py, which needs python3 and openssl", () => {
  it("accepts a whole bundle, with its words and without", async () => {
    const answer = run(world.archive, []);
    expect(answer).toMatchObject({ ok: true, from: 7, to: 29, wordsCompared: false });
    const words = String(answer["words"]);
    expect(run(world.archive, ["--words", words])).toMatchObject({ ok: true, wordsCompared: true });
    expect(run(world.other.archive, ["--words", words])).toMatchObject({ ok: false, problem: "words" });
    for (const range of [
      { from: 0, to: null },
      { from: 3, to: 4 },
      { from: 30, to: 40 },
    ])
      expect(run((await log.build({ ...range, hide: ["detail"] })).archive, [])).toMatchObject({ ok: true });
  });

  it("says how many records have no text: a dishonest writer can leave one out whole, and say that the log forgot it", async () => {
    const dishonest = writeTestLog();
    try {
      const { shown } = (await dishonest.build({ from: 7, to: 29 })).manifest.records;
      dishonest.ledger.prune(12);
      expect(run((await dishonest.build({ from: 7, to: 29 })).archive, [])).toMatchObject({
        ok: true,
        shown: shown - 4,
        forgotten: 4,
      });
    } finally {
      dishonest.close();
    }
  });

  it.each(MUTATIONS)("$name: $problem", ({ problem, make }) => {
    expect(run(make(world), [])).toMatchObject({ ok: false, problem });
  });
});

function run(archive: Uint8Array, args: readonly string[]): Record<string, unknown> {
  const file = join(folder, "bundle.tar");
  writeFileSync(file, archive);
  const { stdout, stderr, status } = spawnSync("python3", ["-I", SCRIPT, file, "--json", ...args], {
    encoding: "utf8",
  });
  if (stderr !== "") throw new Error(stderr);
  const answer = JSON.parse(stdout) as Record<string, unknown>;
  expect(status).toBe(answer["ok"] === true ? 0 : 1);
  return answer;
}
