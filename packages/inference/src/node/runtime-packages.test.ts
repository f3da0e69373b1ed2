import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, expect, test } from "vitest";
import { runtimePackageDirs } from "./runtime-packages.ts";

let folder = "";
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

function tree(packages: Record<string, object>): string {
  folder = realpathSync(mkdtempSync(join(tmpdir(), "casemate-packages-")));
  for (const [path, manifest] of Object.entries(packages)) {
    const file = join(folder, "node_modules", path, "package.json");
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, JSON.stringify(manifest));
  }
  return join(folder, "node_modules");
}

test("the engine, its binary for this platform and their dependencies; nothing else, nothing nested", () => {
  const root = tree({
    "node-llama-cpp": {
      dependencies: { a: "1", "@s/b": "1" },
      optionalDependencies: { "@node-llama-cpp/linux-x64": "1", "@node-llama-cpp/linux-x64-cuda": "1" },
    },
    "@node-llama-cpp/linux-x64": {},
    "@node-llama-cpp/linux-x64-cuda": {},
    a: { dependencies: { c: "2" } },
    "a/node_modules/c": { dependencies: { a: "1" } },
    "@s/b": { dependencies: { c: "1" } },
    c: {},
    unrelated: {},
  });
  const names = runtimePackageDirs(root, "linux-x64").map((path) => path.slice(root.length + 1));
  expect(names).toEqual(["@node-llama-cpp/linux-x64", "@s/b", "a", "c", "node-llama-cpp"]);
});

test("a missing dependency is named", () => {
  const root = tree({ "node-llama-cpp": { dependencies: { gone: "1" } } });
  expect(() => runtimePackageDirs(root)).toThrow(
    'The package "gone", which the model runtime needs, is not installed. Run npm start to set up again.',
  );
});
