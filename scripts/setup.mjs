// `npm run setup [-- --browser] [-- --retry]`: everything a fresh checkout needs, without starting anything.
import { setUp } from "./lib/setup.mjs";

const start = Date.now();
try {
  const { browser, bubblewrap } = await setUp({ browser: process.argv.includes("--browser") });
  const parts = [
    "dependencies",
    bubblewrap ? "isolation" : undefined,
    browser === undefined ? undefined : "browser",
  ];
  console.log(`Ready: ${parts.filter(Boolean).join(", ")} (${((Date.now() - start) / 1000).toFixed(1)} s).`);
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 2;
}
