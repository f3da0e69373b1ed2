import { createTestHome, serveCasemate, type ServedConsole, type TestHome } from "@casemate/testkit";
import { expect, test as base, type Page } from "@playwright/test";

export interface World {
  readonly home: TestHome;
  readonly served: ServedConsole;
}

/** One real console per test, over a data directory of its own. */
export const test = base.extend<{ world: World }>({
  world:
    // eslint-disable-next-line no-empty-pattern -- Playwright reads the names of fixtures from this parameter
    async ({}, use) => {
      const home = createTestHome();
      const served = await serveCasemate(home);
      await use({ home, served });
      await served.stop();
      home.remove();
    },
});

/** What a person does in the console, in their words. */
export function person(page: Page, { home, served }: World) {
  const nav = (name: string): Promise<void> =>
    page
      .getByRole("navigation")
      .getByRole("link", { name: new RegExp(`^${name}`) })
      .click();
  return {
    open: () => page.goto(served.address),
    makesVault: async () => {
      await page.getByLabel("Passphrase", { exact: true }).fill(home.passphrase);
      await page.getByLabel("Repeat passphrase").fill(home.passphrase);
      await page.getByRole("button", { name: "Create vault" }).click();
      await expect(page.getByRole("heading", { name: "Now a first model" })).toBeVisible();
      await page.getByRole("button", { name: "Later" }).click();
    },
    unlocks: async () => {
      await page.getByLabel("Passphrase", { exact: true }).fill(home.passphrase);
      await page.getByRole("button", { name: "Unlock", exact: true }).click();
      await expect(page.getByRole("button", { name: "Lock", exact: true })).toBeVisible();
    },
    locks: async () => {
      await page.getByRole("button", { name: "Lock", exact: true }).click();
      await expect(page.getByRole("button", { name: "Unlock", exact: true })).toBeVisible();
    },
    chooses: (files: Parameters<ReturnType<Page["locator"]>["setInputFiles"]>[0]) =>
      page.locator("input[type=file]").first().setInputFiles(files),
    goesTo: nav,
  };
}

export { expect };
