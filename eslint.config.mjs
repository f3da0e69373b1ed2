import eslint from "@eslint/js";
import { defineConfig, globalIgnores } from "eslint/config";
import reactHooks from "eslint-plugin-react-hooks";
import tseslint from "typescript-eslint";
import { ownLines } from "./scripts/lint/own-lines.mjs";

const tests = [
  "**/*.test.ts",
  "**/*.test.tsx",
  "**/*.test-support.ts",
  "**/test/**",
  "packages/testkit/**",
  "e2e/**",
  "bench/**",
];

/** The only places that start programs; everything else is handed a function that does. */
const spawners = [
  "packages/supervisor/src/node/hosts/**",
  "**/run.ts",
  "apps/*/src/**/open*.ts",
  "apps/*/src/**/*opener*.ts",
  "scripts/**",
  "bin/**",
  ...tests,
];

const noSpawn = {
  name: "child_process",
  allowTypeImports: true,
  message:
    "Start programs in packages/supervisor/src/node/hosts, a run.ts or an app's opener; take a function instead.",
};

const noNative = [
  "argon2",
  "better-sqlite3",
  "koffi",
  "node-llama-cpp",
  "sodium-native",
  "systeminformation",
].map((name) => ({
  name,
  allowTypeImports: true,
  message: "Native modules load only in src/entry; take what you need of it as a parameter.",
}));

const spawnPaths = [noSpawn, { ...noSpawn, name: "node:child_process" }];

export default defineConfig(
  globalIgnores([
    "**/node_modules/",
    "**/dist/",
    "out/",
    "coverage/",
    "test-results/",
    "playwright-report/",
    ".cache/",
  ]),
  eslint.configs.recommended,
  tseslint.configs.strictTypeChecked,
  tseslint.configs.stylisticTypeChecked,
  {
    plugins: { casemate: { rules: { "own-lines": ownLines } } },
    linterOptions: { reportUnusedDisableDirectives: "error" },
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      "max-params": ["error", 5],
      eqeqeq: ["error", "always", { null: "ignore" }],
      "no-control-regex": "off", // looking for control characters is part of the job
      "max-lines": ["error", { max: 300, skipBlankLines: true, skipComments: true }],
      "casemate/own-lines": ["error", { max: 50 }],
      "@typescript-eslint/switch-exhaustiveness-check": [
        "error",
        { considerDefaultExhaustiveForUnions: true },
      ],
      "@typescript-eslint/consistent-type-imports": ["error", { fixStyle: "inline-type-imports" }],
      "@typescript-eslint/no-unused-vars": ["error", { argsIgnorePattern: "^_", varsIgnorePattern: "^_" }],
      "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true }],
      "@typescript-eslint/no-invalid-void-type": ["error", { allowAsThisParameter: true }],
      // [...text] splits at code points, which is what we mean by it.
      "@typescript-eslint/no-misused-spread": ["error", { allow: ["string"] }],
      "@typescript-eslint/no-restricted-imports": ["error", { paths: [...spawnPaths, ...noNative] }],
      "no-restricted-syntax": [
        "error",
        {
          selector: "ExportDefaultDeclaration",
          message: "Give it a name; default exports can be renamed by accident.",
        },
        {
          selector: "TSEnumDeclaration",
          message: "Node runs our TypeScript by removing types; use a union.",
        },
      ],
    },
  },
  {
    // Children are where native modules load.
    files: ["packages/*/src/entry/**"],
    rules: { "@typescript-eslint/no-restricted-imports": ["error", { paths: spawnPaths }] },
  },
  { files: spawners, rules: { "@typescript-eslint/no-restricted-imports": ["error", { paths: noNative }] } },
  {
    // Tests may use the real thing, build long tables, and hold a suite in one function.
    files: tests,
    rules: {
      "@typescript-eslint/no-restricted-imports": "off",
      "casemate/own-lines": "off",
      "@typescript-eslint/no-misused-spread": "off",
      "max-lines": ["error", { max: 600, skipBlankLines: true, skipComments: true }],
      "@typescript-eslint/no-non-null-assertion": "off",
      "@typescript-eslint/unbound-method": "off",
      "@typescript-eslint/require-await": "off",
    },
  },
  {
    files: ["apps/renderer/**/*.ts", "apps/renderer/**/*.tsx"],
    extends: [reactHooks.configs.flat["recommended-latest"]],
    rules: {
      // A component's markup is long and flat; what it does is kept in hooks.
      "casemate/own-lines": ["error", { max: 100 }],
    },
  },
  { files: ["apps/renderer/src/i18n/**"], rules: { "max-lines": "off" } }, // tables of strings
  {
    // Configuration files are read by tools that ask for a default export.
    files: ["**/*.config.ts", "**/*.config.mjs", "scripts/vitest-setup.ts", ".dependency-cruiser.mjs"],
    rules: { "no-restricted-syntax": "off" },
  },
  {
    // Plain JavaScript that Node 18 runs before anything is installed: JSON it reads is typed by comments.
    files: ["**/*.mjs"],
    rules: {
      "no-undef": "off", // tsc checks these files too, and knows Node's globals
      "@typescript-eslint/no-unsafe-assignment": "off",
      "@typescript-eslint/no-unsafe-return": "off",
      "@typescript-eslint/consistent-type-imports": "off",
    },
  },
);
