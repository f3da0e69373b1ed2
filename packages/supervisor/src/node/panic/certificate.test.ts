import type { PanicStep } from "@casemate/contract";
import { waitingSteps } from "@casemate/incidents";
import * as fc from "fast-check";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { homePaths } from "../home.ts";
import { completeCertificate, writeCertificate } from "./certificate.ts";
import type { Journal } from "./journal.ts";
import { lastOutcome } from "./last-outcome.ts";
import type { LogSigner } from "./log-signer.ts";
import type { PanicFacts, PanicWorld } from "./world.ts";

const ID = "c".repeat(32);
const NOW = "2026-01-01T00:00:00.000Z";
const KEY: LogSigner = { key: "a log's key", checkpoint: null, sign: () => Promise.resolve("signed") };

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "casemate-certificate-"));
});
afterEach(() => {
  rmSync(root, { recursive: true });
});

/** One start: the steps as they end in it, and the certificate at its place among them. */
async function start(steps: readonly PanicStep[], resumed: boolean, signer: LogSigner | null): Promise<void> {
  const world = {
    home: homePaths(root),
    clock: { now: () => Date.parse(NOW) },
    version: "test",
    withSigner: (use: (signer: LogSigner | null) => unknown) => use(signer),
  } as unknown as PanicWorld;
  const signed = steps.slice(
    0,
    steps.findIndex(({ id }) => id === "certificate"),
  );
  const facts: PanicFacts = {
    ...{ id: ID, level: 3, cause: "phrase", begunAt: NOW, device: null, vault: null, headerGone: false },
    resumed,
    steps: () => signed,
  };
  await writeCertificate(world, facts, (write) => {
    write();
  });
  completeCertificate(world, ID, steps);
}

const results = fc.tuple(
  ...waitingSteps(3).map((step) =>
    fc.constantFrom("done", "failed", "absent").map((state): PanicStep => ({ ...step, state, ms: 1 })),
  ),
);

it("says of every step how it ended the last time, however often the panic had to be ended", async () => {
  const journal: Pick<Journal, "read"> = { read: () => ({ open: null, last: null }) };
  const good = ({ state }: PanicStep): boolean => state !== "failed";
  await fc.assert(
    fc.asyncProperty(fc.array(results, { minLength: 1, maxLength: 5 }), async (starts) => {
      for (const [n, steps] of starts.entries()) await start(steps, n > 0, n === 0 ? KEY : null);
      const said = lastOutcome(homePaths(root), journal as Journal);
      const last = starts.at(-1)!;
      expect([said?.complete, said?.steps.map((step) => [step.id, good(step)])]).toEqual([
        last.every(good),
        last.map((step) => [step.id, good(step)]),
      ]);
    }),
    { numRuns: 15 },
  );
});
