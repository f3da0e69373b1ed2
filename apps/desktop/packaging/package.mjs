// `node apps/desktop/packaging/package.mjs [--dir]`: build, put together, pack. `--dir` stops before the AppImage is made.
import { build, Platform } from "electron-builder";
import { join } from "node:path";
import { buildAll } from "../../../scripts/lib/bundle.mjs";
import { root, stageDir } from "./layout.mjs";
import { stage } from "./stage.mjs";

const say = (/** @type {string} */ line) => {
  process.stderr.write(`casemate: ${line}\n`);
};

process.chdir(root); // electron-builder looks for its hook from here
const target = process.argv.includes("--dir") ? "dir" : "AppImage";
await buildAll({ only: ["services", "desktop", "renderer"], say });
stage(stageDir, { system: "linux-x64" });
say(`put together in ${stageDir}`);
await build({
  projectDir: root,
  config: join(root, "electron-builder.yml"),
  targets: Platform.LINUX.createTarget(target),
  publish: "never",
});
