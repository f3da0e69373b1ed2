import AxeBuilder from "@axe-core/playwright";
import { buildStarterModel, repositoryRoot } from "@casemate/testkit";
import type { Page } from "@playwright/test";
import { join } from "node:path";
import { expect, person, test } from "./support/journey.ts";

/** Set to renew the pictures in the documentation; otherwise they go to the test's own output. */
const renew = process.env["CASEMATE_SCREENSHOTS"] === "1";
const pickle = Buffer.from("cposix\nsystem\n(S'id'\ntR.", "latin1");
const SIZES = { narrow: { width: 480, height: 800 }, wide: { width: 1280, height: 800 } };

test("every page, light and dark: without accessibility faults, without sideways scrolling, with a picture", async ({
  page,
  world,
}, info) => {
  test.setTimeout(240_000);
  const she = person(page, world);
  const faults: string[] = [];

  const look = async (name: string, on: Page = page): Promise<void> => {
    for (const colorScheme of ["dark", "light"] as const) {
      await on.emulateMedia({ colorScheme, reducedMotion: "reduce" });
      await expect(on.locator("html")).toHaveAttribute("data-mantine-color-scheme", colorScheme);
      // Colours change over 150 ms: judge them when they have arrived.
      await on.evaluate(
        "Promise.all(document.getAnimations().map((one) => one.finished.catch(() => undefined)))",
      );
      const path = renew
        ? join(repositoryRoot, "docs", "screenshots", `${name}-${colorScheme}.png`)
        : info.outputPath(`${name}-${colorScheme}.png`);
      await on.screenshot({ path, animations: "disabled" });
      const { violations } = await new AxeBuilder({ page: on }).analyze();
      faults.push(
        ...violations.map(
          (violation) =>
            `${name} ${colorScheme}: ${violation.id} (${violation.nodes.map((node) => node.target.join(" ")).join("; ")})`,
        ),
      );
    }
    await on.setViewportSize(SIZES.narrow);
    const overflow = await on.evaluate<number>(
      "document.documentElement.scrollWidth - document.documentElement.clientWidth",
    );
    if (overflow > 0) faults.push(`${name}: ${String(overflow)} px wider than a narrow window`);
    if (renew)
      await on.screenshot({ path: join(repositoryRoot, "docs", "screenshots", `${name}-narrow.png`) });
    await on.setViewportSize(SIZES.wide);
  };

  await she.open();
  await expect(page.getByRole("button", { name: "Create vault" })).toBeVisible();
  await look("wizard");
  await she.makesVault();

  await she.goesTo("Models");
  await look("models-empty");
  await she.chooses({
    name: "casemate-starter.gguf",
    mimeType: "",
    buffer: Buffer.from(buildStarterModel()),
  });
  await expect(page.getByRole("list", { name: /In the vault/ }).getByText("casemate-starter")).toBeVisible();
  await she.chooses({ name: "model-from-a-forum.pkl", mimeType: "", buffer: pickle });
  await expect(page.getByText("Refused").first()).toBeVisible();
  await look("models");

  await page
    .getByRole("link", { name: /model-from-a-forum/ })
    .first()
    .click();
  await expect(page.getByRole("heading", { name: /Refused/ })).toBeVisible();
  await look("model-refused");
  await page
    .getByRole("link", { name: /^Rule format\.pickle/ })
    .first()
    .click();
  await expect(page.getByText("Why it matters")).toBeVisible();
  await look("rule");
  await page.getByRole("link", { name: "All rules" }).click();
  await expect(page.getByRole("link", { name: "gguf.alignment" })).toBeVisible();
  await look("rules");
  await she.goesTo("Models");
  await page
    .getByRole("link", { name: /^casemate-starter/ })
    .first()
    .click();
  await expect(page.getByRole("heading", { name: /Admitted/ })).toBeVisible();
  await look("model-admitted");

  await she.goesTo("Chat");
  await page.getByLabel("Message").fill("Who are you?");
  await page.getByRole("button", { name: "Send" }).click();
  await expect(page.getByText(/stopped: end|tok\/s/).first()).toBeVisible();
  await look("chat");

  for (const name of ["Home", "Machine", "Incidents", "Approvals", "Log", "Vault", "Settings"]) {
    await she.goesTo(name);
    await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
    await look(name.toLowerCase());
  }
  await she.goesTo("Home");
  await she.locks();
  await look("unlock");
  expect(faults).toEqual([]);
});
