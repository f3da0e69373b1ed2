import { buildAll } from "./lib/bundle.mjs";

/**
 * Tests that start children run the same bundles that ship. One that cannot be built is reported and fails only the tests that
 * need it; `npm test` builds everything first and stops there.
 */
export default async function setup(): Promise<void> {
  await buildAll({
    only: ["services", "cli"],
    keepGoing: true,
    say: (line) => {
      process.stderr.write(`casemate: ${line}\n`);
    },
  });
}
