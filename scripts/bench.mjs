// `npm run bench -- NAME`: runs `bench/NAME.ts`; without a name lists what there is.
import { spawn } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { ended, forwardSignals } from "./lib/child.mjs";
import { makeReady } from "./lib/launch.mjs";
import { root } from "./lib/paths.mjs";

const folder = join(root, "bench");
const [name, ...args] = process.argv.slice(2);

/** The benches there are: every `bench/NAME.ts` that is not a helper of others (those stand in a folder). */
function names() {
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((file) => file.endsWith(".ts") && !file.endsWith(".test.ts"))
    .map((file) => file.slice(0, -3))
    .sort();
}

/** @returns {Promise<number>} exit code */
async function main() {
  if (name === undefined || !names().includes(name)) {
    if (name !== undefined) console.error(`There is no bench called “${name}”.`);
    console.log(`Benches: ${names().join(", ")}. Run one with: npm run bench -- NAME`);
    return name === undefined ? 0 : 2;
  }
  const node = await makeReady(["services", "cli", "renderer"]);
  const child = spawn(node, [join(folder, `${name}.ts`), ...args], { stdio: "inherit", cwd: root });
  forwardSignals(child);
  return ended(child);
}

try {
  process.exit(await main());
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exit(2);
}
