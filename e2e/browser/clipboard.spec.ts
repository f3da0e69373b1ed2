import type { BrowserContext, Page } from "@playwright/test";
import { expect, person, test } from "./support/journey.ts";

const read = (page: Page): Promise<string> => page.evaluate<string>("navigator.clipboard.readText()");

/** `reads`: the person lets this page read the clipboard, so that it can know what is there. */
async function copiesWords(
  page: Page,
  context: BrowserContext,
  world: Parameters<typeof person>[1],
  reads: boolean,
): Promise<string> {
  await context.grantPermissions(reads ? ["clipboard-read", "clipboard-write"] : ["clipboard-write"]);
  await page.clock.install();
  const she = person(page, world);
  await she.open();
  await she.makesVault();
  await she.goesTo("Vault");
  await page.getByRole("button", { name: "Add recovery words…" }).click();
  const dialog = page.getByRole("dialog");
  const words = await dialog.getByRole("list", { name: "The 24 words" }).locator(".mono").allTextContents();
  await expect(dialog.getByText(/cannot tell clipboard histories/)).toBeVisible();
  await dialog.getByRole("button", { name: "Copy for one minute" }).click();
  await expect(dialog.getByText(/It leaves the clipboard in/)).toBeVisible();
  return words.join(" ");
}

test("copied words leave the clipboard after a minute, with a countdown, also when the dialog is closed", async ({
  page,
  context,
  world,
}) => {
  const words = await copiesWords(page, context, world, true);
  const copied = await read(page);
  await page.getByRole("dialog").getByRole("button", { name: "Cancel" }).click();
  await page.clock.fastForward(18_000);
  const note = page.locator("[data-clipboard]");
  await expect(note).toContainText(/leaves the clipboard in 4[0-2]/);
  const meanwhile = await read(page);
  await page.clock.fastForward(45_000);
  await expect(note).toHaveCount(0);
  expect([copied, meanwhile, await read(page)]).toEqual([words, words, ""]);
});

test("locking takes copied words away at once", async ({ page, context, world }) => {
  const words = await copiesWords(page, context, world, true);
  const copied = await read(page);
  await page.getByRole("dialog").getByRole("button", { name: "Cancel" }).click();
  await expect(page.getByRole("dialog")).toHaveCount(0);
  await page.keyboard.press("Control+l");
  await expect(page.getByRole("button", { name: "Locked", exact: true })).toBeVisible();
  await expect.poll(() => read(page)).toBe("");
  expect(copied).toBe(words);
});

test("what was copied meanwhile stays where the page may see that", async ({ page, context, world }) => {
  await copiesWords(page, context, world, true);
  await page.evaluate("navigator.clipboard.writeText('a shopping list')");
  await page.clock.fastForward(61_000);
  await expect(page.locator("[data-clipboard]")).toHaveCount(0);
  expect(await read(page)).toBe("a shopping list");
});

test("without leave to read, the words go all the same", async ({ page, context, world }) => {
  await copiesWords(page, context, world, false);
  await page.clock.fastForward(61_000);
  await expect(page.locator("[data-clipboard]")).toHaveCount(0);
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  expect(await read(page)).toBe("");
});
