// `node apps/desktop/packaging/package.mjs [--dir]`: build, put together, pack. `--dir` stops before the AppImage is made. Electron's own files are
// downloaded by electron-builder (ELECTRON_MIRROR is honoured) or taken from the folder in ELECTRON_OVERRIDE_DIST_PATH.
import { build, Platform } from "electron-builder";
import { join } from "node:path";
import { buildAll } from "../../../scripts/lib/bundle.mjs";
import { root, stageDir } from "./layout.mjs";
import { stage } from "./stage.mjs";

const say = (/** @type {string} */ line) => {
  process.stderr.write(`casemate: ${line}\n`);
};

async function pack() {
  await buildAll({ only: ["services", "desktop", "renderer"], say });
  stage(stageDir, { system: "linux-x64" });
  say(`put together in ${stageDir}`);
  process.chdir(root); // electron-builder looks for its hook from here
  const electronDist = process.env["ELECTRON_OVERRIDE_DIST_PATH"] ?? "";
  await build({
    projectDir: root,
    config: { extends: join(root, "electron-builder.yml"), ...(electronDist === "" ? {} : { electronDist }) },
    targets: Platform.LINUX.createTarget(process.argv.includes("--dir") ? "dir" : "AppImage"),
    publish: "never",
  });
}

try {
  await pack();
} catch (error) {
  say(`not packed: ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 1;
}
