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
    await expect(ways.getByText("Recovery words", { exact: true })).toBeVisible();
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

test("a duress passphrase is added, and typed in place of the passphrase looks like a wrong one", async ({
  page,
  world,
}) => {
  const she = person(page, world);
  await she.open();
  await she.makesVault();
  await she.goesTo("Vault");
  const ways = page.getByRole("region", { name: "Who can open it" });
  const dialog = page.getByRole("dialog");

  await test.step("level 2 cannot be chosen without recovery words", async () => {
    await ways.getByRole("button", { name: "Add a duress passphrase…" }).click();
    await expect(dialog.getByRole("radio", { name: /only the recovery words/ })).toBeDisabled();
    const { violations } = await new AxeBuilder({ page }).include("[role=dialog]").analyze();
    expect(violations).toEqual([]);
  });

  await test.step("it is listed with what it does, and does not count as a way in", async () => {
    await dialog.getByRole("radio", { name: /Locks the vault/ }).click();
    await dialog.getByLabel("Present passphrase").fill(world.home.passphrase);
    await dialog.getByLabel("Duress passphrase").fill(SECOND);
    await dialog.getByLabel("Repeat passphrase").fill(SECOND);
    await dialog.getByRole("button", { name: "Add it" }).click();
    await expect(
      ways.getByRole("listitem").filter({ hasText: "Locks the vault if it is open." }),
    ).toBeVisible();
    await expect(ways.getByText("the only one")).toBeVisible();
  });

  await test.step("typed while the vault is open, it locks", async () => {
    await ways.getByRole("button", { name: "Change passphrase…" }).click();
    await dialog.getByLabel("Present passphrase").fill(SECOND);
    await dialog.getByLabel("New passphrase").fill("yet another long passphrase");
    await dialog.getByLabel("Repeat passphrase").fill("yet another long passphrase");
    await dialog.getByRole("button", { name: "Change it" }).click();
    await expect(page.getByText(/The vault is locked since/)).toBeVisible();
    await she.goesTo("Home");
  });

  await test.step("typed to unlock, it is a wrong one; the passphrase still opens the vault", async () => {
    await page.getByLabel("Passphrase", { exact: true }).fill(SECOND);
    await page.getByRole("button", { name: "Unlock", exact: true }).click();
    await expect(page.getByText(/That passphrase is wrong/)).toBeVisible();
    await page.getByLabel("Passphrase", { exact: true }).fill(world.home.passphrase);
    await page.getByRole("button", { name: "Unlock", exact: true }).click();
    await expect(page.getByText(/Unlocked, locks in/)).toBeVisible();
  });
});

test("this machine's key: the sentence is asked for, and without a keychain nothing changes", async ({
  page,
  world,
}) => {
  const she = person(page, world);
  await she.open();
  await she.makesVault();
  await she.goesTo("Vault");
  const ways = page.getByRole("region", { name: "Who can open it" });
  const dialog = page.getByRole("dialog");
  await ways.getByRole("button", { name: "Use this machine's key too…" }).click();
  const { violations } = await new AxeBuilder({ page }).include("[role=dialog]").analyze();
  expect(violations).toEqual([]);
  await dialog.getByLabel("Present passphrase").fill(world.home.passphrase);
  await dialog.getByRole("button", { name: "Use it" }).click();
  await expect(dialog.getByText(/That is not the sentence/)).toBeVisible();
  await dialog.getByLabel("This vault has no recovery words").fill("Losing this machine loses this vault");
  await dialog.getByRole("button", { name: "Use it" }).click();
  await expect(dialog.getByText(/no keychain that answers/)).toBeVisible();
  await dialog.getByRole("button", { name: "Cancel" }).click();
  await expect(ways.getByRole("button", { name: "Use this machine's key too…" })).toBeVisible();
});
