// electron-builder's hook between packing and making the AppImage: sets the fuses and checks that nothing was left out or changed.
import { flipFuses, FuseV1Options, FuseVersion } from "@electron/fuses";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { stageDir } from "./layout.mjs";
import { digestsBelow } from "./stage.mjs";

/**
 * Every fuse that this Electron has, on purpose: a new one in a later Electron fails the packaging until somebody decides it.
 * @type {import("@electron/fuses").FuseV1Config}
 */
export const fuses = {
  version: FuseVersion.V1,
  strictlyRequireAllFuses: true,
  // ELECTRON_RUN_AS_NODE would turn the signed app into a Node that runs anything. Children use the pinned Node.
  [FuseV1Options.RunAsNode]: false,
  // There are no cookies; if a later page sets one, it is encrypted on disk.
  [FuseV1Options.EnableCookieEncryption]: true,
  // NODE_OPTIONS and NODE_EXTRA_CA_CERTS could load code or certificates into the main process.
  [FuseV1Options.EnableNodeOptionsEnvironmentVariable]: false,
  // --inspect would open the main process to every program on the machine.
  [FuseV1Options.EnableNodeCliInspectArguments]: false,
  // Enforced by Electron on macOS and Windows only; see docs/decisions/0005-electron-shell.md.
  [FuseV1Options.EnableEmbeddedAsarIntegrityValidation]: true,
  // No folder beside the archive can take its place.
  [FuseV1Options.OnlyLoadAppFromAsar]: true,
  // We ship no snapshot of our own for the main process.
  [FuseV1Options.LoadBrowserProcessSpecificV8Snapshot]: false,
  // Pages come from our own schemes; file:// gets nothing.
  [FuseV1Options.GrantFileProtocolExtraPrivileges]: false,
  // The main process runs no untrusted WebAssembly and pages may not compile any: the default, which is faster, stays.
  [FuseV1Options.WasmTrapHandlers]: true,
};

/**
 * The executable that carries the fuses.
 * @param {string} platform Electron's name of the system
 * @param {string} folder of the packed app
 * @param {{ product: string, executable: string }} names
 */
export function fusedFile(platform, folder, { product, executable }) {
  if (platform === "darwin" || platform === "mas") return join(folder, `${product}.app`);
  return join(folder, platform === "win32" ? `${product}.exe` : executable);
}

/**
 * The packed resources must be what the manifest says: electron-builder leaves some file names out by itself.
 * @param {string} resources
 * @param {Record<string, string>} manifest
 * @returns {string[]} what is missing or different
 */
export function differences(resources, manifest) {
  const folders = ["node", "node_modules", "services"]
    .map((name) => join(resources, name))
    .filter(existsSync);
  const packed = new Map(
    folders.flatMap((folder) => {
      const prefix = folder.slice(resources.length + 1);
      return Object.entries(digestsBelow(folder)).map(([name, digest]) => [`${prefix}/${name}`, digest]);
    }),
  );
  return Object.entries(manifest)
    .filter(([name, digest]) => packed.get(name) !== digest)
    .map(([name]) => name);
}

/** @param {import("electron-builder").AfterPackContext} context */
export async function afterPack({ appOutDir, electronPlatformName, packager }) {
  const resources = packager.getResourcesDir(appOutDir);
  /** @type {Record<string, string>} */
  const manifest = JSON.parse(readFileSync(join(stageDir, "app", "services-manifest.json"), "utf8"));
  const wrong = differences(resources, manifest);
  if (wrong.length > 0) {
    throw new Error(
      `${String(wrong.length)} files are missing or changed in the packed app: ${wrong.slice(0, 5).join(", ")}`,
    );
  }
  const { productFilename: product } = packager.appInfo;
  const { executableName } = /** @type {{ executableName?: string }} */ (packager);
  await flipFuses(
    fusedFile(electronPlatformName, appOutDir, { product, executable: executableName ?? product }),
    fuses,
  );
}
