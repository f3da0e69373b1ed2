import { defineConfig, devices } from "@playwright/test";

/** Which Chromium drives the console: `npm test` finds one and names it here. */
const executablePath = process.env["CASEMATE_BROWSER"] ?? "/usr/bin/chromium";

/** Chromium refuses its own sandbox to root, who runs CI. On a person's machine it is never switched off. */
const asRoot = process.getuid?.() === 0 ? ["--no-sandbox"] : [];

export default defineConfig({
  testDir: ".",
  testMatch: ["browser/**/*.spec.ts", "electron/**/*.spec.ts"],
  outputDir: "../test-results",
  // Each test has a console of its own with several child processes: two cores take one at a time.
  workers: 1,
  fullyParallel: false,
  timeout: 180_000,
  expect: { timeout: 30_000 },
  use: {
    ...devices["Desktop Chrome"],
    viewport: { width: 1280, height: 800 },
    launchOptions: {
      executablePath,
      args: [
        ...asRoot,
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
      ],
    },
    actionTimeout: 15_000,
    trace: "off",
    screenshot: "only-on-failure",
  },
});
