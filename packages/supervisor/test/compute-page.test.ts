import { createFakeClock } from "@casemate/testkit";
import { createHash } from "node:crypto";
import {
  appendFileSync,
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, expect, it } from "vitest";
import { testState } from "../src/common/state/test-state.ts";
import { createKnownAnswers } from "../src/node/gpu/known-answers.ts";
import { createSpawner } from "../src/node/hosts/spawn-service.ts";
import { homePaths } from "../src/node/home.ts";
import { root } from "./bundle-probes.ts";

const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

/** The child and its page as they were built, in a folder of their own, and a list of `listed` among them. */
function installed(listed: readonly string[]): { folder: string; page: string } {
  const folder = mkdtempSync(join(tmpdir(), "casemate-page-"));
  folders.push(folder);
  for (const name of ["services", "run"]) mkdirSync(join(folder, name));
  for (const name of ["gpu-compute.mjs", "compute.html"])
    copyFileSync(join(root, "dist", "services", name), join(folder, "services", name));
  const digest = (name: string): string =>
    createHash("sha256")
      .update(readFileSync(join(folder, name)))
      .digest("hex");
  const entries = Object.fromEntries(listed.map((name) => [name, digest(name)]));
  writeFileSync(join(folder, "manifest.json"), JSON.stringify(entries));
  return { folder, page: join(folder, "services", "compute.html") };
}

/** One test with a browser that is not there: a child that was started says so. */
async function ask(folder: string): Promise<{ said: string; started: number }> {
  const spawner = createSpawner({
    node: process.execPath,
    servicesDir: join(folder, "services"),
    manifest: join(folder, "manifest.json"),
    nodeModules: join(root, "node_modules"),
  });
  let started = 0;
  const answers = createKnownAnswers({
    clock: createFakeClock(),
    state: testState(),
    home: homePaths(folder),
    spawner: {
      ...spawner,
      spawn: async (spec) => {
        const handle = await spawner.spawn(spec);
        started++;
        return handle;
      },
    },
    hiddenPage: null,
    report: () => undefined,
  });
  const said = await answers.run("quick", join(folder, "no-browser"), []).then(
    ({ state }) => state,
    (error: unknown) => (error as { code?: string }).code ?? String(error),
  );
  return { said, started };
}

const BOTH = ["services/gpu-compute.mjs", "services/compute.html"];

it.each<[string, readonly string[], (page: string) => void, string, number]>([
  ["as it was built is used", BOTH, () => undefined, "unknown", 1],
  [
    "that was changed is not",
    BOTH,
    (page) => {
      appendFileSync(page, " ");
    },
    "tampered",
    0,
  ],
  [
    "that is gone is not",
    BOTH,
    (page) => {
      rmSync(page);
    },
    "tampered",
    0,
  ],
  ["that no list names is not", BOTH.slice(0, 1), () => undefined, "tampered", 0],
])("the page that computes, %s", async (_name, listed, change, said, started) => {
  const { folder, page } = installed(listed);
  change(page);
  expect(await ask(folder)).toEqual({ said, started });
});
