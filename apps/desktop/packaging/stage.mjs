// Puts together what electron-builder packs: the app's own files, the services, the pinned Node, the native packages, the manifest.
import { createHash } from "node:crypto";
import {
  copyFileSync,
  existsSync,
  linkSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { dirname, join, relative, sep } from "node:path";
import { closure } from "./dependencies.mjs";
import { root, runtimePackages } from "./layout.mjs";

/** Built parts that go into the archive, below `dist`. Without one of them the app shows nothing. */
const archived = ["desktop", "renderer"];

/**
 * Fills `to` with `app` and `resources`. What was there before is removed.
 * @param {string} to
 * @param {{ system: string, dist?: string }} options `system`: for example "linux-x64"; `dist`: where the built parts are
 * @throws Error that names what is missing
 */
export function stage(to, { system, dist = join(root, "dist") }) {
  const nodeModules = join(root, "node_modules");
  const node = join(nodeModules, `node-${system}`, "bin", "node");
  for (const path of [...archived.map((name) => join(dist, name)), join(dist, "services"), node]) {
    if (!existsSync(path)) throw new Error(`${path} does not exist. Run npm run build first.`);
  }
  rmSync(to, { recursive: true, force: true });
  const resources = join(to, "resources");
  place(node, join(resources, "node", "bin", "node"));
  placeFolder(join(dist, "services"), join(resources, "services"), () => true);
  for (const folder of closure(nodeModules, runtimePackages, system)) {
    placeFolder(join(nodeModules, folder), join(resources, "node_modules", folder), (path) =>
      isShipped(path, system),
    );
  }
  const app = join(to, "app");
  for (const name of archived) placeFolder(join(dist, name), join(app, "dist", name), () => true);
  writeFileSync(join(app, "package.json"), `${JSON.stringify(appPackage(), null, 2)}\n`);
  writeFileSync(join(app, "services-manifest.json"), `${JSON.stringify(digestsBelow(resources), null, 2)}\n`);
}

/** The archive's own package.json: no dependencies, so electron-builder adds none. */
function appPackage() {
  /** @type {{ version: string, description: string, license: string }} */
  const { version, description, license } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
  return {
    name: "casemate",
    productName: "Casemate",
    version,
    description,
    license,
    author: "The Casemate authors",
    type: "module",
    main: "dist/desktop/main.mjs",
  };
}

/**
 * SHA-256 of every file below a folder, by path with forward slashes: what the supervisor checks before every spawn.
 * @param {string} folder
 * @returns {Record<string, string>}
 */
export function digestsBelow(folder) {
  /** @type {Record<string, string>} */
  const digests = {};
  for (const path of filesBelow(folder).sort()) {
    const name = relative(folder, path).split(sep).join("/");
    digests[name] = createHash("sha256").update(readFileSync(path)).digest("hex");
  }
  return digests;
}

/**
 * @param {string} folder
 * @returns {string[]} absolute; symbolic links are left out, nothing shipped is one
 */
function filesBelow(folder) {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
}

/**
 * Left out of packages: what electron-builder leaves out anyway, and what only people and compilers read. Licences stay.
 * @param {string} path relative to the package, forward slashes
 * @param {string} system
 */
function isShipped(path, system) {
  const name = path.slice(path.lastIndexOf("/") + 1);
  if (/\.(d\.[cm]?ts|map|md|markdown|cc|o|a|obj|mk|gypi?|tsbuildinfo)$/i.test(name))
    return /licen[cs]e|notice/i.test(name);
  if (/^(package-lock\.json|yarn\.lock|\..*)$/.test(name)) return false;
  // Prebuilt binaries for other systems, and for Linux without glibc, which the pinned Node needs anyway.
  const prebuilt = /(^|\/)prebuilds\/([^/]+)/.exec(path)?.[2];
  if (path.includes("musl") || (prebuilt !== undefined && !prebuilt.startsWith(system))) return false;
  return !/(^|\/)(\.bin|\.github|__pycache__)\//.test(path);
}

/**
 * @param {string} from
 * @param {string} to
 * @param {(path: string) => boolean} wanted
 */
function placeFolder(from, to, wanted) {
  for (const path of filesBelow(from)) {
    const name = relative(from, path);
    if (wanted(name.split(sep).join("/"))) place(path, join(to, name));
  }
}

/**
 * A second name for the same file where the file system allows it: nothing is copied twice and nothing here writes to it.
 * @param {string} from
 * @param {string} to
 */
function place(from, to) {
  mkdirSync(dirname(to), { recursive: true });
  try {
    linkSync(from, to);
  } catch {
    copyFileSync(from, to);
  }
}
