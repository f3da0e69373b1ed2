// `npm run fuzz -- --minutes N`: random inputs through all static stages, under the pinned Node.
import { spawn } from "node:child_process";
import { join } from "node:path";
import { ended, forwardSignals } from "./lib/child.mjs";
import { makeReady } from "./lib/launch.mjs";
import { root } from "./lib/paths.mjs";

try {
  const node = await makeReady([]);
  const main = join(root, "packages", "quarantine", "src", "test", "fuzz", "main.ts");
  const child = spawn(node, [main, ...process.argv.slice(2)], { stdio: "inherit", cwd: root });
  forwardSignals(child);
  process.exit(await ended(child));
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exit(2);
}
