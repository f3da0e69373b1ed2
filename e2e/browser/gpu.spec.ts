import {
  createCardMachine,
  createTestHome,
  installWith,
  serveCasemate,
  type CardState,
} from "@casemate/testkit";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, person, test } from "./support/journey.ts";
import { lookAt } from "./support/look.ts";

/** Rounds of the last hour, and the pause between them, in milliseconds. */
const ROUNDS = 11;
const STEP_MS = 5 * 60_000;
/** Nobody looked between these two. */
const SILENT_FROM = 4;
const SILENT_ROUNDS = 2;

test("a card over an hour: figures, baseline, an unexplained driver, and the way to approve it", async ({
  page,
}, info) => {
  test.setTimeout(240_000);
  const folder = mkdtempSync(join(tmpdir(), "casemate-card-"));
  const home = createTestHome();
  const machine = createCardMachine(folder);
  const start = Date.now() - (ROUNDS + SILENT_ROUNDS) * STEP_MS;
  const at = (round: number): CardState => ({
    driver: "580.95.05",
    // Another one than in the round before, so that the test sees which of them is shown.
    temperature: 41 + Math.round(20 * Math.sin(round / 3) ** 2) + round,
    power: 67 + 180 * Math.sin(round / 3) ** 2,
    clock: 1275 - 15 * (round % 3),
    used: 50 + 150 * round,
    busy: Math.round(95 * Math.sin(round / 3) ** 2),
    uncorrected: 0,
    at: new Date(start + (round + (round > SILENT_FROM ? SILENT_ROUNDS : 0)) * STEP_MS),
  });
  machine.set(at(0));
  const served = await serveCasemate(home, installWith(folder, machine.service));
  const she = person(page, { home, served });
  try {
    await she.open();
    await she.makesVault();
    await she.goesTo("Machine");
    await page.getByRole("link", { name: "Look closer" }).click();
    await page.getByRole("button", { name: "Check now" }).click();
    await page.getByRole("button", { name: "Capture a baseline" }).click();
    await expect(page.getByText("Captured. From now on every change is told.")).toBeVisible();
    await expect(
      page.getByText("What could be looked at of 1 accelerator is as it should be."),
    ).toBeVisible();
    for (let round = 1; round < ROUNDS; round++) {
      machine.set(at(round));
      await page.getByRole("button", { name: "Check now" }).click();
      const now = `now ${String(at(round).temperature)}\u202f°C`;
      await expect(page.getByRole("img", { name: `Temperature over the last hour: ${now}` })).toBeVisible();
    }
    await page.getByText("Temperature as a table").click();
    await expect(page.getByRole("columnheader", { name: "Five minutes from" })).toBeVisible();
    await page.getByText("Temperature as a table").click();
    await page.getByText("Memory errors").first().click();
    await expect(page.getByText("A card without error correction counts none")).toBeVisible();
    await page.getByText("Memory errors").first().click();
    await page.getByRole("heading", { level: 1 }).scrollIntoViewIfNeeded();
    const faults = await lookAt(page, "gpu", info);
    await page.getByText("Temperature as a table").scrollIntoViewIfNeeded();
    faults.push(...(await lookAt(page, "gpu-hour", info)));

    machine.set({ ...at(ROUNDS), driver: "590.44.01" });
    await page.getByRole("button", { name: "Check now" }).click();
    await expect(page.getByText(/Do not rely on what this machine computes/)).toBeVisible();
    await expect(page.getByText("Unexplained.").first()).toBeVisible();
    await page.getByRole("heading", { name: "Changes since the baseline" }).scrollIntoViewIfNeeded();
    faults.push(...(await lookAt(page, "gpu-changed", info)));
    await page.getByRole("button", { name: "Replace the baseline" }).click();
    await expect(
      page
        .getByText("UNEXPLAINED", { exact: false })
        .or(page.getByText(/needs your approval/))
        .first(),
    ).toBeVisible();
    expect(faults).toEqual([]);
  } finally {
    await served.stop();
    home.remove();
    rmSync(folder, { recursive: true, force: true });
  }
});
