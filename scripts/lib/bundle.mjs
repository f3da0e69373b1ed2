// Builds everything that runs: one file per child process, the command line, the desktop shell, the pages.
// Runs under the pinned Node only (rolldown and vite need it); `scripts/build.mjs` sees to that.
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { stripVTControlCharacters } from "node:util";
import { hasSources, inputDigest, isFresh, targets } from "./freshness.mjs";
import { withLock } from "./lock.mjs";
import { cacheDir, root } from "./paths.mjs";
import { publish, writeManifest, writeStamp } from "./publish.mjs";

/** @typedef {import("./freshness.mjs").Target} Target */

/** Packages with native code or with files that must keep their place; resolved from node_modules at run time. */
const external = [
  /^node:/,
  "@napi-rs/keyring",
  "argon2",
  "better-sqlite3",
  "electron",
  "koffi",
  "node-llama-cpp",
  "sodium-native",
  "systeminformation",
];

/**
 * Every `packages/<name>/src/entry/<service>.ts`, by service name.
 * @returns {Record<string, string>}
 */
function serviceEntries() {
  /** @type {Record<string, string>} */
  const entries = {};
  for (const name of readdirSync(join(root, "packages"))) {
    const folder = join(root, "packages", name, "src", "entry");
    if (!existsSync(folder)) continue;
    for (const file of readdirSync(folder)) {
      if (!file.endsWith(".ts") || file.endsWith(".test.ts")) continue;
      const service = file.slice(0, -3);
      const other = entries[service];
      if (other !== undefined)
        throw new Error(`Two entries are called ${service}: ${other} and ${join(folder, file)}.`);
      entries[service] = join(folder, file);
    }
  }
  return entries;
}

/**
 * Our modules only declare things; the entries alone act when they are loaded. A child so carries, and builds at its start, no schema
 * that it does not use (a quarter of what its own code costs there; see bench/README.md).
 */
const treeshake = {
  moduleSideEffects: [{ test: /[\\/]packages[\\/][^\\/]+[\\/]src[\\/](?!entry[\\/])/, sideEffects: false }],
};

/**
 * Bundles one file without shared chunks, so that a box needs to see only that file.
 * @param {string} input
 * @param {string} file
 * @param {"esm" | "cjs"} [format] CommonJS only for preloads: a sandboxed preload cannot be a module
 */
async function bundle(input, file, format = "esm") {
  const { rolldown } = await import("rolldown");
  const build = await rolldown({ input, external, treeshake, platform: "node", logLevel: "warn" });
  try {
    await build.write({ file, format, codeSplitting: false });
  } finally {
    await build.close();
  }
}

/** @param {string} out */
async function bundleServices(out) {
  const entries = Object.entries(serviceEntries());
  await Promise.all([
    ...entries.map(([service, input]) => bundle(input, join(out, "services", `${service}.mjs`))),
    bundleVerifiers(join(out, "services")),
    bundleComputePage(join(out, "services")),
  ]);
}

/**
 * A page in one file without a network: its policy names the one script and the one style that it holds by their digests, so nothing that is put into it
 * later runs.
 * @param {{ input: string, html: string, style?: string }} page `html`: with __CSP__, __SCRIPT__ and, where there is a style, __STYLE__
 */
async function bundlePage({ input, html, style }) {
  const { rolldown } = await import("rolldown");
  const build = await rolldown({ input, treeshake, platform: "browser", logLevel: "warn" });
  try {
    const { output } = await build.generate({ format: "iife", minify: true, codeSplitting: false });
    const script = output[0].code.trim().replaceAll("</", "<\\/");
    const digest = (/** @type {string} */ text) =>
      `'sha256-${createHash("sha256").update(text).digest("base64")}'`;
    const styles = style === undefined ? "" : `style-src ${digest(style)}; `;
    const policy = `default-src 'none'; script-src ${digest(script)}; ${styles}base-uri 'none'; form-action 'none'`;
    return html
      .replace("__CSP__", () => policy)
      .replace(/\s*__STYLE__;?\s*/, () => style ?? "") // the digests are over every byte between the tags
      .replace(/\s*__SCRIPT__;?\s*/, () => script);
  } finally {
    await build.close();
  }
}

/**
 * The two programs that every forensic bundle carries.
 * @param {string} out
 */
async function bundleVerifiers(out) {
  const source = join(root, "packages", "audit");
  if (!existsSync(source)) return;
  const asset = (/** @type {string} */ name) => readFileSync(join(source, "assets", name), "utf8");
  const page = await bundlePage({
    input: join(source, "src", "page", "verify-page.ts"),
    html: asset("verify.html"),
    style: asset("verify.css").trim(),
  });
  mkdirSync(out, { recursive: true });
  writeFileSync(join(out, "verify.html"), page);
  writeFileSync(join(out, "verify.py"), asset("verify.py"));
}

/**
 * The page that computes on the card, in a browser or a hidden window.
 * @param {string} out
 */
async function bundleComputePage(out) {
  const source = join(root, "packages", "gpu-watch");
  if (!existsSync(source)) return;
  const page = await bundlePage({
    input: join(source, "src", "page", "compute-page.ts"),
    html: readFileSync(join(source, "assets", "compute.html"), "utf8"),
  });
  mkdirSync(out, { recursive: true });
  writeFileSync(join(out, "compute.html"), page);
}

/** @param {string} out */
async function bundleCli(out) {
  await bundle(join(root, "apps", "cli", "src", "main.ts"), join(out, "cli.mjs"));
}

/**
 * The desktop's main process and its preloads: every `apps/desktop/src/preload/*preload.ts`.
 * @param {string} out
 */
async function bundleDesktop(out) {
  const source = join(root, "apps", "desktop", "src");
  const preloads = join(source, "preload");
  const names = existsSync(preloads)
    ? readdirSync(preloads).filter((name) => name.endsWith("preload.ts"))
    : [];
  await Promise.all([
    bundle(join(source, "main", "main.ts"), join(out, "desktop", "main.mjs")),
    ...names.map((name) =>
      bundle(join(preloads, name), join(out, "desktop", `${basename(name, ".ts")}.cjs`), "cjs"),
    ),
  ]);
}

/** @param {string} out */
async function buildRenderer(out) {
  const { build } = await import("vite");
  const folder = join(root, "apps", "renderer");
  await build({
    root: folder,
    configFile: join(folder, "vite.config.ts"),
    logLevel: "warn",
    build: { outDir: join(out, "renderer"), emptyOutDir: true },
  });
}

/** @type {Record<Target, { make: (out: string) => Promise<void>, owns: (path: string) => boolean }>} */
const builders = {
  services: { make: bundleServices, owns: (path) => path.startsWith("services/") },
  cli: { make: bundleCli, owns: (path) => path === "cli.mjs" },
  desktop: { make: bundleDesktop, owns: (path) => path.startsWith("desktop/") },
  renderer: { make: buildRenderer, owns: (path) => path.startsWith("renderer/") },
};

/**
 * @param {Target} target
 * @returns {Promise<boolean>} false when it was up to date
 */
async function buildTarget(target) {
  if (isFresh(target)) return false;
  const inputs = inputDigest(target); // taken before reading: a file changed meanwhile makes the next build run
  const draft = join(cacheDir, "build", `${target}-${String(process.pid)}`);
  rmSync(draft, { recursive: true, force: true });
  mkdirSync(draft, { recursive: true });
  try {
    await builders[target].make(draft);
    const outputs = publish(draft, builders[target].owns);
    writeManifest();
    writeStamp(target, inputs, outputs);
  } finally {
    rmSync(draft, { recursive: true, force: true });
  }
  return true;
}

/** Bundlers quote the source around each error, in colour; the first ones are enough. */
const shownLines = 30;

/** @param {unknown} error */
function shortReason(error) {
  const text = stripVTControlCharacters(error instanceof Error ? error.message : String(error));
  return text.trim().split("\n").slice(0, shownLines).join("\n");
}

/**
 * Builds what is out of date. Every file appears in `dist` complete or not at all; files that did not change are not touched.
 * @param {{ only?: readonly Target[], keepGoing?: boolean, say?: (line: string) => void }} [options]
 *   `keepGoing`: report a target that cannot be built and go on with the others
 * @returns {Promise<Target[]>} what was built
 * @throws the first build error, unless `keepGoing`
 */
export async function buildAll(options = {}) {
  const say = options.say ?? (() => undefined);
  /** @type {Target[]} */
  const built = [];
  const wanted = (options.only ?? targets).filter((target) => hasSources(target) && !isFresh(target));
  if (wanted.length === 0) return built;
  await withLock(
    "build",
    async () => {
      for (const target of wanted) {
        const start = performance.now();
        try {
          if (!(await buildTarget(target))) continue;
          built.push(target);
          say(`built ${target} in ${((performance.now() - start) / 1000).toFixed(1)} s`);
        } catch (error) {
          if (options.keepGoing !== true)
            throw new Error(`${target}: ${shortReason(error)}`, { cause: error });
          say(`${target} could not be built: ${shortReason(error)}`);
        }
      }
    },
    (owner) => {
      say(`waiting for process ${String(owner)}, which is building`);
    },
  );
  return built;
}
