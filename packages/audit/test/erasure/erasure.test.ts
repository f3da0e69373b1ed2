import * as fc from "fast-check";
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { plainCrypto } from "../../src/common/bundle/noble-crypto.ts";
import { verifyErasure } from "../../src/common/erasure/verify.ts";
import { nodeCrypto } from "../../src/node/bundle-crypto.ts";
import { MUTATIONS, WHOLE } from "./mutations.ts";

const SCRIPT = join(import.meta.dirname, "../../assets/verify_erasure.py");
const here = (program: string, args: readonly string[]): boolean => spawnSync(program, args).status === 0;
const able = here("python3", ["--version"]) && here("openssl", ["version"]);
const folder = mkdtempSync(join(tmpdir(), "casemate-erasure-"));
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

function problemOf(bytes: Uint8Array): string {
  const verdicts = [nodeCrypto, plainCrypto].map((crypto) => verifyErasure(crypto, bytes));
  const problems = verdicts.map((verdict) => (verdict.ok ? "none" : verdict.problem));
  return problems[0] === problems[1] ? problems[0]! : problems.join(" or ");
}

/** Loads the script once and asks it about every file of a folder: 190 processes would take half a minute. */
const ASK_ALL = `
import json, pathlib, runpy, sys
script = runpy.run_path(sys.argv[1])
def ask(path):
    try: return script["verify"](path.read_bytes()) and "none"
    except script["Bad"] as bad: return bad.args[0]
print(json.dumps([ask(path) for path in sorted(pathlib.Path(sys.argv[2]).iterdir())]))
`;

function pythonSays(files: readonly Uint8Array[]): unknown {
  const all = mkdtempSync(join(folder, "all-"));
  files.forEach((bytes, at) => {
    writeFileSync(join(all, String(at).padStart(4, "0")), bytes);
  });
  const { stdout, stderr } = spawnSync("python3", ["-I", "-c", ASK_ALL, SCRIPT, all], { encoding: "utf8" });
  if (stderr !== "") throw new Error(stderr);
  return JSON.parse(stdout);
}

describe("an erasure certificate", () => {
  it("has one spelling, which stays as the format page has it", async () => {
    await expect(WHOLE).toMatchFileSnapshot("../vectors/erasure.json");
  });

  it("is changed in ways that all have names of their own", () => {
    const names = MUTATIONS.map(({ name }) => name);
    expect(names).toEqual([...new Set(names)]);
  });

  it.each(MUTATIONS)("$name", ({ bytes, problem }) => {
    expect(problemOf(bytes)).toBe(problem);
  });

  it.skipIf(!able)("verify_erasure.py names the same problem for each of them", () => {
    const problems = pythonSays(MUTATIONS.map(({ bytes }) => bytes)) as string[];
    const told = MUTATIONS.map(({ name }, at) => [name, problems[at]]);
    expect(told).toEqual(MUTATIONS.map(({ name, problem }) => [name, problem]));
  });

  it.skipIf(!able)("verify_erasure.py answers by its exit code, and names what it refuses", () => {
    const asked = ["none", "signature"].map((wanted) => {
      const path = join(folder, `${wanted}.json`);
      writeFileSync(path, MUTATIONS.find(({ problem }) => problem === wanted)?.bytes ?? "");
      const { status, stdout } = spawnSync("python3", ["-I", SCRIPT, path, "--json"], { encoding: "utf8" });
      const { ok, problem } = JSON.parse(stdout) as { ok: boolean; problem?: string };
      return [status, ok, problem];
    });
    const missing = spawnSync("python3", ["-I", SCRIPT, join(folder, "there-is-none")]).status;
    expect([asked, missing]).toEqual([
      [
        [0, true, undefined],
        [1, false, "signature"],
      ],
      2,
    ]);
  });

  it.skipIf(!able)("verify_erasure.py does not call a vault gone when the signed steps say otherwise", () => {
    const path = join(folder, "undone.json");
    const { bytes } = MUTATIONS.find(({ name }) => name === "each state of a step (thief)")!;
    writeFileSync(path, bytes);
    const { status, stdout } = spawnSync("python3", ["-I", SCRIPT, path], { encoding: "utf8" });
    expect([status, stdout.startsWith("NOT everything was done.")]).toEqual([1, true]);
  });

  it("any changed character is noticed, but for what is signed by nobody", () => {
    const [from, to] = [WHOLE.indexOf('"note"'), WHOLE.length];
    fc.assert(
      fc.property(
        fc.integer({ min: from, max: to - 2 }),
        fc.constantFrom("a", "0", "}", "\u0000"),
        (at, other) => {
          fc.pre(WHOLE[at] !== other);
          const changed = WHOLE.slice(0, at) + other + WHOLE.slice(at + 1);
          expect(problemOf(Buffer.from(changed))).not.toBe("none");
        },
      ),
    );
  });
});
