import { AxeBuilder } from "@axe-core/playwright";
import { expect, person, test } from "./support/journey.ts";

const SECOND = "a second, rather long passphrase";

test("the passphrase is changed and another one added and removed; each needs the present one", async ({
  page,
  world,
}) => {
  const she = person(page, world);
  await she.open();
  await she.makesVault();
  await she.goesTo("Vault");
  const ways = page.getByRole("region", { name: "Who can open it" });
  const dialog = page.getByRole("dialog");
  await expect(ways.getByRole("listitem")).toHaveCount(1);

  await test.step("a wrong present passphrase changes nothing and says so", async () => {
    await ways.getByRole("button", { name: "Change passphrase…" }).click();
    await dialog.getByLabel("Present passphrase").fill("not the passphrase");
    await dialog.getByLabel("New passphrase").fill(SECOND);
    await dialog.getByLabel("Repeat passphrase").fill(SECOND);
    await dialog.getByRole("button", { name: "Change it" }).click();
    await expect(dialog.getByText(/not the present passphrase. Nothing was changed/)).toBeVisible();
    const { violations } = await new AxeBuilder({ page }).include("[role=dialog]").analyze();
    expect(violations).toEqual([]);
  });

  await test.step("with the right one it is changed", async () => {
    await dialog.getByLabel("Present passphrase").fill(world.home.passphrase);
    await dialog.getByLabel("New passphrase").fill(SECOND);
    await dialog.getByLabel("Repeat passphrase").fill(SECOND);
    await dialog.getByRole("button", { name: "Change it" }).click();
    await expect(page.getByText("The passphrase is changed.")).toBeVisible();
    await expect(dialog).toHaveCount(0);
  });

  await test.step("another one is added with its label, and removed again", async () => {
    await ways.getByRole("button", { name: "Add a passphrase…" }).click();
    await dialog.getByLabel("Present passphrase").fill(SECOND);
    await dialog.getByLabel("Passphrase to add").fill(world.home.passphrase);
    await dialog.getByLabel("Repeat passphrase").fill(world.home.passphrase);
    await dialog.getByLabel(/What it is for/).fill("the notary");
    await dialog.getByRole("button", { name: "Add it" }).click();
    await expect(ways.getByText("the notary")).toBeVisible();
    await ways.getByRole("listitem").filter({ hasText: "the notary" }).getByRole("button").click();
    await dialog.getByLabel("Present passphrase").fill(SECOND);
    await dialog.getByRole("button", { name: "Remove it" }).click();
    await expect(ways.getByRole("listitem")).toHaveCount(1);
  });

  const words = await test.step("recovery words are shown, typed again, and added", async () => {
    await ways.getByRole("button", { name: "Add recovery words…" }).click();
    const shown = await dialog.getByRole("list", { name: "The 24 words" }).locator(".mono").allTextContents();
    await dialog.getByRole("button", { name: "I have written them down" }).click();
    await dialog.getByLabel("Present passphrase").fill(SECOND);
    await dialog.getByLabel("Type the 24 words again").fill("something else");
    await dialog.getByRole("button", { name: "Add them" }).click();
    await expect(dialog.getByText(/not the same words/)).toBeVisible();
    await dialog.getByLabel("Type the 24 words again").fill(shown.join("\n"));
    await dialog.getByRole("button", { name: "Add them" }).click();
    await expect(ways.getByText("Recovery words")).toBeVisible();
    await expect(dialog).toHaveCount(0);
    return shown.join(" ");
  });

  await test.step("after a lock only the new one opens it", async () => {
    await she.goesTo("Home");
    await she.locks();
    await page.getByLabel("Passphrase", { exact: true }).fill(world.home.passphrase);
    await page.getByRole("button", { name: "Unlock", exact: true }).click();
    await expect(page.getByText(/That passphrase is wrong/)).toBeVisible();
    for (const right of [SECOND, words]) {
      await page.getByLabel("Passphrase", { exact: true }).fill(right);
      await page.getByRole("button", { name: "Unlock", exact: true }).click();
      await expect(page.getByText(/Unlocked, locks in/)).toBeVisible();
      await she.locks();
    }
  });
});
