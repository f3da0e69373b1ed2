// Finds the folders of packages and of all they depend on, by Node's own rule.
import { existsSync, readFileSync } from "node:fs";
import { dirname, join, relative, sep } from "node:path";

/** @typedef {{ dependencies?: Record<string, string>, optionalDependencies?: Record<string, string> }} PackageJson */

/**
 * Folders below `nodeModules` that must be shipped, relative to it, sorted, none inside another. Optional dependencies count when they are
 * installed and, for those made for one system, when they are for this one: npm installs no others, except accelerators of the engine.
 * @param {string} nodeModules
 * @param {readonly string[]} names
 * @param {string} system for example "linux-x64"
 * @returns {string[]}
 * @throws Error when a package that is needed is not installed
 */
export function closure(nodeModules, names, system) {
  /** @type {Set<string>} */
  const found = new Set();
  /** @param {string} folder */
  const visit = (folder) => {
    if (found.has(folder)) return;
    found.add(folder);
    /** @type {PackageJson} */
    const { dependencies = {}, optionalDependencies = {} } = JSON.parse(
      readFileSync(join(folder, "package.json"), "utf8"),
    );
    for (const name of Object.keys(optionalDependencies)) {
      const place = find(nodeModules, name, folder);
      if (place !== undefined && isFor(name, system)) visit(place);
    }
    for (const name of Object.keys(dependencies)) {
      if (name in optionalDependencies) continue;
      const place = find(nodeModules, name, folder);
      if (place === undefined) throw new Error(`${name}, which ${folder} needs, is not installed.`);
      visit(place);
    }
  };
  for (const name of names) visit(join(nodeModules, name));
  const folders = [...found].map((folder) => relative(nodeModules, folder)).sort();
  return folders.filter((folder) => !folders.some((other) => folder.startsWith(other + sep)));
}

/**
 * @param {string} nodeModules
 * @param {string} name
 * @param {string} from
 * @returns {string | undefined}
 */
function find(nodeModules, name, from) {
  const top = dirname(nodeModules);
  for (let at = from; ; at = dirname(at)) {
    const candidate = join(at, "node_modules", name);
    if (existsSync(join(candidate, "package.json"))) return candidate;
    if (at === top || at === dirname(at)) return undefined;
  }
}

/**
 * A name that ends in a system and a variant ("@node-llama-cpp/linux-x64-cuda") is for an accelerator and is not shipped in this version.
 * @param {string} name
 * @param {string} system
 */
function isFor(name, system) {
  const tagged =
    /(linux|darwin|mac|win|win32|freebsd|openbsd)[-_](x64|arm64|armv7l|arm|ia32|riscv64|loong64|ppc64)/.exec(
      name,
    );
  return tagged === null || name.endsWith(system);
}
