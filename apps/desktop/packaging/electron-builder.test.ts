import { createSpawner } from "@casemate/supervisor";
import { FuseV1Options } from "@electron/fuses";
import { appendFileSync, copyFileSync, existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { findPaths } from "../src/main/paths.ts";
import { differences, fusedFile, fuses } from "./after-pack.mjs";
import { root, stageDir } from "./layout.mjs";
import { stage } from "./stage.mjs";

interface Config {
  readonly electronVersion: string;
  readonly afterPack: string;
  readonly asar: boolean;
  readonly npmRebuild: boolean;
  readonly publish: null;
  readonly directories: { readonly app: string; readonly buildResources: string };
  readonly files: readonly string[];
  readonly extraResources: readonly { readonly from: string; readonly to: string }[];
  readonly linux: { readonly icon: string; readonly executableArgs: readonly string[] };
}

// The parser that electron-builder itself reads the file with.
const { load } = createRequire(createRequire(import.meta.url).resolve("app-builder-lib"))("js-yaml") as {
  load: (text: string) => unknown;
};
const config = load(readFileSync(join(root, "electron-builder.yml"), "utf8")) as Config;
const here = (path: string): string => join(root, path);
const json = (path: string): Record<string, unknown> =>
  JSON.parse(readFileSync(path, "utf8")) as Record<string, unknown>;

describe("electron-builder.yml", () => {
  it("packs the Electron that is checked and tested", () => {
    const { devDependencies } = json(here("apps/desktop/package.json"));
    expect((devDependencies as Record<string, string>)["electron"]).toBe(config.electronVersion);
  });

  it("names no file outside of the stage that does not exist", () => {
    const paths = [config.afterPack, config.directories.buildResources, config.linux.icon];
    expect(paths.filter((path) => !existsSync(here(path)))).toEqual([]);
  });

  it("keeps the sandbox, the archive and the prebuilt packages, and publishes nowhere", () => {
    const { asar, npmRebuild, publish, linux } = config;
    expect({ asar, npmRebuild, publish, args: linux.executableArgs }).toEqual({
      asar: true,
      npmRebuild: false,
      publish: null,
      args: [],
    });
  });
});

describe("fuses", () => {
  it("are set one by one, each on purpose", () => {
    const named = Object.fromEntries(
      Object.entries(FuseV1Options).flatMap(([name, value]) =>
        typeof value === "number" ? [[name, fuses[value]]] : [],
      ),
    );
    expect([fuses.strictlyRequireAllFuses, named]).toEqual([
      true,
      {
        RunAsNode: false,
        EnableCookieEncryption: true,
        EnableNodeOptionsEnvironmentVariable: false,
        EnableNodeCliInspectArguments: false,
        EnableEmbeddedAsarIntegrityValidation: true,
        OnlyLoadAppFromAsar: true,
        LoadBrowserProcessSpecificV8Snapshot: false,
        GrantFileProtocolExtraPrivileges: false,
        WasmTrapHandlers: true,
      },
    ]);
  });

  it.each([
    ["linux", "/p/casemate"],
    ["darwin", "/p/Casemate.app"],
    ["win32", "/p/Casemate.exe"],
  ])("are set in the executable of %s", (platform, expected) => {
    expect(fusedFile(platform, "/p", { product: "Casemate", executable: "casemate" })).toBe(expected);
  });
});

const built = [
  "desktop/main.mjs",
  "desktop/preload.cjs",
  "desktop/approval-preload.cjs",
  "desktop/compute-preload.cjs",
  "renderer/index.html",
  "renderer/approve.html",
];
const missing = built.filter((path) => !existsSync(join(root, "dist", path)));
const onLinux = process.platform === "linux" && process.arch === "x64";

describe.skipIf(!onLinux || missing.length > 0)("what is packed (Linux x64, after npm run build)", () => {
  let folder: string;
  let resources: string;
  let manifest: Record<string, string>;

  beforeAll(() => {
    folder = mkdtempSync(join(root, ".cache", "stage-test-"));
    stage(folder, { system: "linux-x64" });
    resources = join(folder, "resources");
    manifest = json(join(folder, "app", "services-manifest.json")) as Record<string, string>;
  });
  afterAll(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  it("has everything that electron-builder.yml names", () => {
    const staged = (path: string): string => path.replace(/^out\/stage/, folder);
    const app = staged(config.directories.app);
    const files = config.files
      .filter((path) => !path.startsWith("!"))
      .map((path) => join(app, path.replace(/\/\*\*$/, "")));
    const beside = config.extraResources.map(({ from }) => staged(from));
    expect([...files, ...beside].filter((path) => !existsSync(path))).toEqual([]);
    expect(stageDir).toBe(here("out/stage"));
  });

  it("is where the packaged shell looks for it", () => {
    const app = join(folder, "app");
    const paths = findPaths({
      packaged: true,
      here: join(app, "dist", "desktop"),
      resourcesPath: resources,
      platform: "linux",
      arch: "x64",
    });
    const moved = config.extraResources.map(({ from, to }) => [from.replace("out/stage/resources/", ""), to]);
    expect([
      (Object.values(paths) as string[]).filter((path) => path.startsWith("/") && !existsSync(path)),
      moved.filter(([from, to]) => from !== to),
    ]).toEqual([[], []]);
  });

  it("starts its services with its own Node and packages, after the digests were checked", async () => {
    const spawner = createSpawner({
      node: join(resources, "node", "bin", "node"),
      servicesDir: join(resources, "services"),
      manifest: join(folder, "app", "services-manifest.json"),
      nodeModules: join(resources, "node_modules"),
    });
    const ids = ["kdf", "ledger", "keeper", "gpu-watch"];
    const started = await Promise.all(
      ids.map((id) => spawner.spawn({ id, host: "plain", env: { CASEMATE_HOME: folder } })),
    );
    expect(await spawner.endAll(null)).toHaveLength(started.length);
  });

  it("is compared file by file before the fuses are set", () => {
    const before = differences(resources, manifest);
    const changed = join(resources, "services", "kdf.mjs");
    const copy = join(folder, "kdf.mjs");
    copyFileSync(changed, copy);
    rmSync(changed); // it may be a second name of the built file
    copyFileSync(copy, changed);
    appendFileSync(changed, "\n");
    rmSync(join(resources, "services", "keeper.mjs"));
    expect([before, differences(resources, manifest)]).toEqual([
      [],
      ["services/kdf.mjs", "services/keeper.mjs"],
    ]);
  });

  it("has no link, no hidden file and no other system's program", () => {
    const names = Object.keys(manifest);
    const foreign = names.filter(
      (name) =>
        /(darwin|win32|win-|freebsd|openbsd|musl|arm64|-cuda|-vulkan)/.test(name) && name.endsWith(".node"),
    );
    expect([names.filter((name) => /(^|\/)\./.test(name)), foreign]).toEqual([[], []]);
  });
});
