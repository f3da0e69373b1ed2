// `npm start [-- --headless] [-- ARGS…]`: set-up, build, then the desktop app, or the same console in a browser.
import { spawn } from "node:child_process";
import { join } from "node:path";
import { ended, forwardSignals } from "./lib/child.mjs";
import { getElectron } from "./lib/electron.mjs";
import { hasSources } from "./lib/freshness.mjs";
import { launch, makeReady } from "./lib/launch.mjs";
import { distDir, root } from "./lib/paths.mjs";
import { sayOnStderr, setUp } from "./lib/setup.mjs";

const args = process.argv.slice(2);
const headless = args.includes("--headless");
const passedOn = args.filter((arg) => arg !== "--headless" && arg !== "--retry");

/** @returns {Promise<number>} exit code */
async function start() {
  await setUp();
  await makeReady(["services", "cli", "desktop", "renderer"]);
  const electron = headless || !hasSources("desktop") ? undefined : await getElectron(sayOnStderr);
  if (electron === undefined) return launch(["serve", ...(headless ? [] : ["--open"]), ...passedOn]);
  const child = spawn(electron, [join(distDir, "desktop", "main.mjs"), ...passedOn], {
    stdio: "inherit",
    cwd: root,
  });
  forwardSignals(child);
  return ended(child);
}

try {
  process.exit(await start());
} catch (error) {
  sayOnStderr(error instanceof Error ? error.message : String(error));
  process.exit(2);
}
