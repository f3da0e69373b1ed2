/**
 * Who may import whom (docs/architecture.md, “Layers”). Each comment is what a newcomer reads when the rule fires.
 * @param {string} name
 * @param {string} comment
 * @param {object} from
 * @param {object} to
 */
const rule = (name, comment, from, to) => ({ name, comment, severity: "error", from, to });

const tests = "\\.test(-support)?\\.tsx?$|/test/|/vectors/";
const domain = "audit|gpu-watch|incidents|inference|policy|quarantine|vault";
const native = "@napi-rs/keyring|argon2|better-sqlite3|koffi|node-llama-cpp|sodium-native|systeminformation";
const notTypeOnly = { dependencyTypesNot: ["type-only"] };

export default {
  forbidden: [
    rule(
      "no-cycles",
      "break the loop by moving the shared type to its own file or to packages/contract",
      {},
      { circular: true },
    ),
    rule(
      "resolves",
      "this import leads nowhere; list the package in the nearest package.json",
      {},
      { couldNotResolve: true },
    ),
    rule(
      "packages-never-import-apps",
      "apps compose packages, not the reverse",
      { path: "^packages/" },
      { path: "^apps/" },
    ),
    rule(
      "apps-stand-alone",
      "the desktop app, the command line and the pages never import each other; share through a package",
      { path: "^apps/([^/]+)/" },
      { path: "^apps/", pathNot: "^apps/$1/" },
    ),
    rule(
      "contract-stands-alone",
      "contract imports zod, @hpke/core and nothing else: every process and page loads it",
      { path: "^packages/contract/", pathNot: tests },
      { pathNot: "^packages/contract/|(^|/)node_modules/(zod|@hpke/[^/]+)/" },
    ),
    rule(
      "siblings-do-not-meet",
      "domain packages never import each other; declare an interface where you need it and let compose.ts fill it",
      { path: `^packages/(${domain})/` },
      { path: `^packages/(${domain}|supervisor)/`, pathNot: "^packages/$1/" },
    ),
    rule(
      "testkit-is-for-tests",
      "testkit is loaded by tests, benches and the apps' first start, never by a package that ships",
      { path: "^packages/(?!testkit/)", pathNot: tests },
      { path: "^packages/testkit/" },
    ),
    rule(
      "testkit-knows-the-contract",
      "testkit builds inputs and fakes; it must not depend on what it helps to test",
      { path: "^packages/testkit/", pathNot: tests },
      { path: "^(apps|packages)/", pathNot: "^packages/(testkit|contract)/" },
    ),
    rule(
      "common-is-pure",
      "common/ runs in every process and page: no Node built-in",
      { path: "^packages/([^/]+/src/common|contract/src|policy/src)/", pathNot: tests },
      { dependencyTypes: ["core"] },
    ),
    rule(
      "common-stays-below",
      "common/ must not reach up into node/ or entry/",
      { path: "/src/common/", pathNot: tests },
      { path: "/src/(node|entry)/" },
    ),
    rule(
      "entries-are-ends",
      "src/entry is what a child process runs; nothing imports it, or native code would load in the shell",
      { pathNot: tests },
      { path: "/src/entry/", pathNot: "/src/entry/[^/]+/" },
    ),
    rule(
      "native-only-in-entries",
      "native modules load only in src/entry and are handed downward; import their types with “import type”",
      { path: "^(packages|apps)/", pathNot: `/src/entry/|${tests}` },
      { path: `(^|/)node_modules/(${native})/`, ...notTypeOnly },
    ),
    rule(
      "renderer-talks-by-contract",
      "the pages import the contract and nothing else of ours",
      { path: "^apps/renderer/", pathNot: tests },
      { path: "^packages/", pathNot: "^packages/contract/" },
    ),
    rule(
      "renderer-has-no-node",
      "the pages run in a sandbox without Node",
      { path: "^apps/renderer/src/", pathNot: tests },
      { dependencyTypes: ["core"] },
    ),
    rule(
      "electron-only-in-desktop",
      "everything else must run without a screen",
      { pathNot: "^apps/desktop/" },
      { path: "(^|/)node_modules/electron/" },
    ),
    rule(
      "no-deep-imports",
      "use the package's index",
      { path: "^(apps|packages)/([^/]+)/" },
      { path: "^packages/([^/]+)/src/(?!index\\.ts$)", pathNot: "^$1/$2/" },
    ),
    rule(
      "no-deep-imports-from-outside",
      "use the package's index; only benches measure single parts",
      { path: "^(e2e|scripts)/" },
      { path: "^(packages|apps)/([^/]+)/src/(?!index\\.ts$)" },
    ),
    rule(
      "tests-are-not-shipped",
      "code that ships must not import a test",
      { pathNot: tests },
      { path: "\\.test\\.tsx?$" },
    ),
  ],
  options: {
    doNotFollow: { path: "node_modules" },
    exclude: { path: "(^|/)(dist|coverage|test-results)/" },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: "tsconfig.json" },
    enhancedResolveOptions: {
      exportsFields: ["exports"],
      conditionNames: ["import", "node", "types", "default"],
      extensions: [".ts", ".tsx", ".js", ".mjs"],
      mainFields: ["module", "main", "types"],
    },
  },
};
