import { splitStarterModel, STARTER_GREETING } from "@casemate/testkit";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, person, test } from "./support/journey.ts";

const PARTS = splitStarterModel(3);

test("three parts that are dropped together become one model that answers", async ({ page, world }) => {
  const she = person(page, world);
  await she.open();
  await she.makesVault();
  await she.goesTo("Models");

  // The last part first: the order of a drop is the file manager's.
  const files = PARTS.map(({ name, bytes }) => ({
    name,
    data: Buffer.from(bytes).toString("base64"),
  })).reverse();
  const dataTransfer = await page.evaluateHandle(`(() => {
    const transfer = new DataTransfer();
    for (const { name, data } of ${JSON.stringify(files)})
      transfer.items.add(new File([Uint8Array.from(atob(data), (character) => character.charCodeAt(0))], name));
    return transfer;
  })()`);
  await page.dispatchEvent("body", "drop", { dataTransfer });

  const row = page.getByRole("listitem").filter({ hasText: "story" });
  await expect(row.getByText("Admitted")).toBeVisible({ timeout: 60_000 });
  await expect(row).toHaveCount(1);
  await expect(row).toContainText("3 files");
  await row.getByRole("link", { name: "story", exact: true }).click();
  await expect(page.getByText("story-00002-of-00003.gguf").first()).toBeVisible();
  if (process.env["CASEMATE_SCREENSHOTS"] === "1")
    for (const [name, width] of [
      ["wide", 1280],
      ["narrow", 420],
    ] as const) {
      await page.setViewportSize({ width, height: 1800 });
      await page.screenshot({ path: test.info().outputPath(`model-${name}.png`) });
    }
  await page.goBack();
  await row.getByRole("link", { name: /chat/i }).click();
  await page.getByRole("textbox").last().fill("Hello");
  await page.keyboard.press("Enter");
  await expect(page.getByText(STARTER_GREETING.slice(0, 40))).toBeVisible({ timeout: 60_000 });
});

test("a chosen folder is one model; what is missing is told", async ({ page, world }) => {
  const folder = mkdtempSync(join(tmpdir(), "casemate-parts-"));
  const parts = join(folder, "incomplete");
  mkdirSync(parts);
  for (const { name, bytes } of PARTS.slice(0, 2)) writeFileSync(join(parts, name), bytes);
  const she = person(page, world);
  await she.open();
  await she.makesVault();
  await she.goesTo("Models");

  await page.getByTestId("folder-input").setInputFiles(parts);
  const row = page.getByRole("listitem").filter({ hasText: "story" });
  await expect(row.getByText("Held")).toBeVisible({ timeout: 60_000 });
  rmSync(folder, { recursive: true });
  await row.getByRole("link", { name: "story", exact: true }).click();
  await expect(page.getByText(/1 part of 3 is missing/).first()).toBeVisible();
});
