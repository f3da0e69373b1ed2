import { repositoryRoot } from "@casemate/testkit";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { campaign } from "./campaign.ts";
import { FAMILIES } from "./families.ts";
import { MUTANTS, type Mutant } from "./mutants.ts";

/** Counted in inputs, so that a slow machine takes longer and finds the same. */
const INPUTS = 1_800;
const SEED = 20_261_121;
/** A planted mistake is found after a few hundred inputs of its family. */
const MUTANT_INPUTS = 2_500;
/** Far beyond what an input takes; the planted hang waits this long. */
const MUTANT_SILENCE_MS = 8_000;
const TIMEOUT_MS = 300_000;

const source = join(import.meta.dirname, "..", "..");
const cache = join(repositoryRoot, ".cache");
mkdirSync(cache, { recursive: true });
// Inside the repository, so that packages are found from there.
const folder = mkdtempSync(join(cache, "mutants-"));

afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

describe("random inputs through all static stages", () => {
  // One seed: what a new one finds belongs to whoever ran `npm run fuzz`, not to the next person's change.
  it("break nothing", { timeout: TIMEOUT_MS }, async () => {
    const { families, failures, executions } = await campaign({ seed: SEED, inputs: INPUTS });
    console.log(`--seed ${String(SEED)}: ${JSON.stringify(families)}`);
    expect(failures).toEqual([]);
    expect(executions).toBe(INPUTS);
    expect(Object.keys(families).sort()).toEqual([...FAMILIES].sort());
  });
});

describe("a planted mistake is noticed", () => {
  it.each(MUTANTS.map((mutant) => [mutant.what, mutant] as const))(
    "%s",
    { timeout: TIMEOUT_MS },
    async (_what, mutant) => {
      const { failures } = await campaign({
        seed: 1,
        inputs: MUTANT_INPUTS,
        failures: 1,
        family: mutant.family,
        worker: plant(mutant),
        silenceMs: MUTANT_SILENCE_MS,
      });
      for (const { file } of failures) rmSync(file, { recursive: true, force: true });
      expect(failures.map(({ what }) => what)).toEqual([expect.stringMatching(mutant.noticed)]);
    },
  );
});

/** A copy of the package with the mistake in it; answers its worker. */
function plant({ file, from, to }: Mutant): string {
  const copy = mkdtempSync(join(folder, "copy-"));
  cpSync(source, copy, { recursive: true });
  const path = join(copy, "common", file);
  const text = readFileSync(path, "utf8");
  expect(text.split(from)).toHaveLength(2);
  writeFileSync(
    path,
    text.replace(from, () => to),
  );
  return join(copy, "test", "fuzz", "worker.ts");
}
