// Moves freshly built files into `dist`, one rename each, so that nobody ever reads half a file.
import { createHash } from "node:crypto";
import {
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { dirname, join, relative, sep } from "node:path";
import { outputMark, stampFile } from "./freshness.mjs";
import { distDir, root } from "./paths.mjs";

/**
 * All files below a folder, sorted, with forward slashes.
 * @param {string} folder
 * @returns {string[]}
 */
function filesBelow(folder) {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).split(sep).join("/"))
    .sort();
}

/**
 * @param {string} path
 * @returns {string} SHA-256, lower-case hex
 */
function digestOf(path) {
  return createHash("sha256").update(readFileSync(path)).digest("hex");
}

/**
 * Writes a file so that readers see the old or the new one, never a part.
 * @param {string} path
 * @param {string} text
 */
function writeWhole(path, text) {
  const draft = `${path}.${String(process.pid)}.tmp`;
  writeFileSync(draft, text);
  renameSync(draft, path);
}

/**
 * Moves a draft into `dist`: leaves equal files alone, puts pages (`.html`) last, since they name the others, and then removes what
 * the new build no longer has.
 * @param {string} draft folder on the same file system as `dist`
 * @param {(path: string) => boolean} owns tells this target's files from the others'
 * @returns {Record<string, string>} path → mark of every file the target now has
 */
export function publish(draft, owns) {
  const files = filesBelow(draft);
  files.sort((a, b) => Number(a.endsWith(".html")) - Number(b.endsWith(".html")));
  for (const file of files) {
    const from = join(draft, file);
    const to = join(distDir, file);
    if (sameFile(from, to)) continue;
    mkdirSync(dirname(to), { recursive: true });
    renameSync(from, to);
  }
  const kept = new Set(files);
  for (const file of filesBelow(distDir)) {
    if (owns(file) && !kept.has(file)) rmSync(join(distDir, file), { force: true });
  }
  /** @type {Record<string, string>} */
  const marks = {};
  for (const file of files) marks[file] = outputMark(file) ?? "";
  return marks;
}

/**
 * @param {string} a
 * @param {string} b
 */
function sameFile(a, b) {
  const other = statSync(b, { throwIfNoEntry: false });
  if (other?.size !== statSync(a).size) return false;
  return readFileSync(a).equals(readFileSync(b));
}

/** What of the inference engine runs: its JavaScript, and the llama.cpp build for this system. Types, maps and templates never do. */
const engineParts = [
  { folder: "node-llama-cpp/dist", runs: /\.js$/ },
  {
    folder: `@node-llama-cpp/${process.platform}-${process.arch}`,
    runs: /\.(js|json|node|so|dylib|dll|metal)$/,
  },
];

/** @returns {string[]} as a list in `dist` names them */
function engineFiles() {
  return engineParts.flatMap(({ folder, runs }) =>
    filesBelow(join(root, "node_modules", folder))
      .filter((file) => runs.test(file))
      .map((file) => `../node_modules/${folder}/${file}`),
  );
}

/**
 * Writes `dist/manifest.json`: path → SHA-256 of everything a supervisor starts, and of the engine that runs models. It is checked before every spawn.
 */
export function writeManifest() {
  /** @type {Record<string, string>} */
  const digests = {};
  for (const file of filesBelow(distDir)) {
    if (file === "cli.mjs" || file.startsWith("services/")) digests[file] = digestOf(join(distDir, file));
  }
  for (const file of engineFiles()) digests[file] = digestOf(join(distDir, file));
  const text = `${JSON.stringify(digests, null, 2)}\n`;
  const path = join(distDir, "manifest.json");
  if (existsSync(path) && readFileSync(path, "utf8") === text) return;
  mkdirSync(distDir, { recursive: true });
  writeWhole(path, text);
}

/**
 * Notes what a target was built from and what came out.
 * @param {import("./freshness.mjs").Target} target
 * @param {string} inputs
 * @param {Record<string, string>} outputs
 */
export function writeStamp(target, inputs, outputs) {
  mkdirSync(distDir, { recursive: true });
  writeWhole(stampFile(target), `${JSON.stringify({ inputs, outputs })}\n`);
}
