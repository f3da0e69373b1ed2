import { readFileSync, realpathSync } from "node:fs";
import { dirname, join, sep } from "node:path";
import * as z from "zod";

const ENGINE = "node-llama-cpp";
const Names = z.record(z.string(), z.string()).default({});
const PackageJson = z.object({ dependencies: Names, optionalDependencies: Names });

/**
 * The package folders that the runtime child must see, as real paths: the engine, its binary for this platform and everything they
 * depend on. The box binds these and no others. Folders inside a listed one are not listed again.
 * @throws Error when the engine or a dependency of it is not installed.
 */
export function runtimePackageDirs(
  nodeModulesRoot: string,
  platform = `${process.platform}-${process.arch}`,
): string[] {
  const found = new Set<string>();
  const visit = (directory: string): void => {
    if (found.has(directory)) return;
    found.add(directory);
    for (const name of Object.keys(readPackage(directory).dependencies))
      visit(resolvePackage(name, directory, nodeModulesRoot));
  };
  const engine = realpathSync(join(nodeModulesRoot, ENGINE));
  visit(engine);
  for (const name of Object.keys(readPackage(engine).optionalDependencies)) {
    if (name === `@${ENGINE}/${platform}`) visit(resolvePackage(name, engine, nodeModulesRoot));
  }
  return withoutNested([...found].sort());
}

function readPackage(directory: string): z.output<typeof PackageJson> {
  return PackageJson.parse(JSON.parse(readFileSync(join(directory, "package.json"), "utf8")));
}

/** Node's own rule: the nearest `node_modules` upwards, ending at the root. */
function resolvePackage(name: string, from: string, nodeModulesRoot: string): string {
  const root = dirname(realpathSync(nodeModulesRoot));
  for (let at = from; ; at = dirname(at)) {
    const candidate = join(at, "node_modules", name);
    if (exists(join(candidate, "package.json"))) return realpathSync(candidate);
    if (at === root || dirname(at) === at) break;
  }
  throw new Error(
    `The package "${name}", which the model runtime needs, is not installed. Run npm start to set up again.`,
  );
}

function exists(path: string): boolean {
  try {
    realpathSync(path);
    return true;
  } catch {
    return false;
  }
}

function withoutNested(sorted: readonly string[]): string[] {
  return sorted.filter((directory) => !sorted.some((other) => directory.startsWith(other + sep)));
}
