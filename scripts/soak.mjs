// `npm run soak`: 200 kills during each level of panic, under the pinned Node. Takes about twenty minutes.
import { spawn } from "node:child_process";
import { join } from "node:path";
import { ended, forwardSignals } from "./lib/child.mjs";
import { makeReady } from "./lib/launch.mjs";
import { root } from "./lib/paths.mjs";

const KILLS = "200";

try {
  const node = await makeReady(["services", "cli"]);
  const vitest = join(root, "node_modules", "vitest", "vitest.mjs");
  const child = spawn(node, [vitest, "run", "apps/cli/test/panic-kills.test.ts"], {
    stdio: "inherit",
    cwd: root,
    env: { CASEMATE_KILLS: KILLS, ...process.env },
  });
  forwardSignals(child);
  process.exit(await ended(child));
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exit(2);
}
