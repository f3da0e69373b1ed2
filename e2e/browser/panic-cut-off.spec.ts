import { createTestHome, repositoryRoot, runCasemate, serveCasemate, type TestHome } from "@casemate/testkit";
import { expect, test, type Page } from "@playwright/test";
import { mkdirSync, readFileSync, renameSync, rmdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { person } from "./support/journey.ts";
import { lookAt } from "./support/look.ts";

const KILLER = pathToFileURL(join(repositoryRoot, "e2e/browser/support/cut-off.ts")).href;
/**
 * The call that is not reached any more: in the middle of the ways into the vault; and after the certificate was signed, before the key that signed
 * it is gone.
 */
const CUT = { 2: 3, 3: 14 } as const;

interface Loss {
  readonly page: Page;
  readonly home: TestHome;
  readonly level: 2 | 3;
}

/** A console with a vault and recovery words is killed in the middle of a panic that its page began. Answers the words. */
async function isCutOff({ page, home, level }: Loss): Promise<string> {
  const served = await serveCasemate(home, {
    NODE_OPTIONS: `--import=${KILLER}?${String(level)},${String(CUT[level])}`,
  });
  const she = person(page, { home, served });
  await she.open();
  await she.makesVault();
  const file = join(dirname(home.root), "words");
  const added = await runCasemate(home, ["vault", "add-slot", "--recovery", "--words-file", file]);
  expect(added.code).toBe(0);
  await she.goesTo("Panic");
  await page.getByRole("button", { name: "Show levels 2 and 3" }).click();
  await page
    .getByRole("button", { name: level === 2 ? "Remove the passphrases…" : "Erase this vault…" })
    .click();
  const dialog = page.getByRole("dialog");
  const label = await dialog.getByText(/^Type: /).textContent();
  await dialog.getByLabel(/^Type: /).fill((label ?? "").replace("Type: ", ""));
  await dialog.getByLabel("Passphrase or recovery words").fill(home.passphrase);
  await dialog
    .getByRole("button", { name: level === 2 ? "Remove the passphrases" : "Erase this vault" })
    .click();
  await expect(page.getByRole("heading", { name: /about to be/ })).toBeVisible();
  // Whoever presses it again in another window, or loads the page anew, is shown the same countdown.
  await page.reload();
  await expect(page.getByRole("heading", { name: /about to be/ })).toBeVisible();
  await expect(page.getByRole("heading", { name: /about to be/ })).toHaveCount(0);
  await served.kill();
  return readFileSync(file, "utf8").trim();
}

for (const level of [2, 3] as const)
  test(`killed in the middle of level ${String(level)}: nothing is unlocked while it cannot be ended; then it is, and the page says what is gone`, async ({
    page,
  }, info) => {
    const home = createTestHome();
    const header = join(home.root, "vault", "header");
    const flaws: string[] = [];
    const words = await isCutOff({ page, home, level });

    await test.step("what is in its way stays in the way: half done, and no field for a passphrase", async () => {
      renameSync(header, `${home.root}-header`);
      mkdirSync(header);
      const served = await serveCasemate(home);
      await page.goto(served.address);
      await expect(
        page.getByRole("heading", { name: "A panic was cut off and could not be ended" }),
      ).toBeVisible();
      await expect(page.getByText("not done").first()).toBeVisible();
      if (level === 3) flaws.push(...(await lookAt(page, "panic-half-done", info)));
      await page.goto(`${new URL(page.url()).origin}/#/vault`);
      await expect(
        page.getByRole("heading", { name: "A panic was cut off and could not be ended" }),
      ).toBeVisible();
      await expect(page.getByRole("button", { name: "Unlock", exact: true })).toHaveCount(0);
      const tried = await runCasemate(home, ["vault", "unlock"]);
      expect([tried.code, tried.stderr]).toEqual([
        1,
        expect.stringContaining("A panic could not be ended, so nothing is unlocked."),
      ]);
      await served.kill();
      rmdirSync(header);
      renameSync(`${home.root}-header`, header);
    });

    await test.step("at the next start it is ended before anything else, and says so", async () => {
      const served = await serveCasemate(home);
      await page.goto(served.address);
      if (level === 2) await isWithoutPassphrases(page, home, words);
      else await isErased(page);
      await served.stop();
    });
    home.remove();
    expect(flaws).toEqual([]);
  });

async function isWithoutPassphrases(page: Page, home: TestHome, words: string): Promise<void> {
  await expect(page.getByRole("heading", { name: "A panic removed every passphrase" })).toBeVisible();
  await expect(page.getByText(/It was cut off, and was ended when Casemate started/)).toBeVisible();
  await page.getByLabel("Passphrase", { exact: true }).fill(home.passphrase);
  await page.getByRole("button", { name: "Unlock", exact: true }).click();
  await expect(page.getByText(/That passphrase is wrong/)).toBeVisible();
  await page.getByLabel("Passphrase", { exact: true }).fill(words);
  await page.getByRole("button", { name: "Unlock", exact: true }).click();
  await expect(page.getByText(/Unlocked, locks in/)).toBeVisible();
}

async function isErased(page: Page): Promise<void> {
  await expect(page.getByRole("heading", { name: "This vault was erased" })).toBeVisible();
  await expect(page.getByText(/It was cut off, and was ended when Casemate started/)).toBeVisible();
  await expect(page.getByText("The recovery words: they open nothing any more.")).toBeVisible();
  await page.getByRole("button", { name: "Begin anew" }).click();
  await expect(page.getByRole("button", { name: "Create vault" })).toBeVisible();
}
