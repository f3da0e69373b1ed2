import AxeBuilder from "@axe-core/playwright";
import { repositoryRoot } from "@casemate/testkit";
import { expect, type Page, type TestInfo } from "@playwright/test";
import { join } from "node:path";

/** Set to renew the pictures in the documentation; otherwise they go to the test's own output. */
const renew = process.env["CASEMATE_SCREENSHOTS"] === "1";
const SIZES = { narrow: { width: 480, height: 800 }, wide: { width: 1280, height: 800 } };

/** Pictures in dark, light and narrow; answers its accessibility faults and how far it is wider than a narrow window. */
export async function lookAt(page: Page, name: string, info: TestInfo): Promise<string[]> {
  const faults: string[] = [];
  const picture = async (kind: string): Promise<void> => {
    const file = `${name}-${kind}.png`;
    const path = renew ? join(repositoryRoot, "docs", "screenshots", file) : info.outputPath(file);
    await page.screenshot({ path, animations: "disabled" });
  };
  for (const colorScheme of ["dark", "light"] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    await expect(page.locator("html")).toHaveAttribute("data-mantine-color-scheme", colorScheme);
    // Colours change over 150 ms: judge them when they have arrived.
    await page.evaluate(
      "Promise.all(document.getAnimations().map((one) => one.finished.catch(() => undefined)))",
    );
    await picture(colorScheme);
    const { violations } = await new AxeBuilder({ page }).analyze();
    faults.push(
      ...violations.map(
        ({ id, nodes }) =>
          `${colorScheme}: ${id} (${nodes.map(({ target }) => target.join(" ")).join("; ")})`,
      ),
    );
  }
  await page.setViewportSize(SIZES.narrow);
  const overflow = await page.evaluate<number>(
    "document.documentElement.scrollWidth - document.documentElement.clientWidth",
  );
  if (overflow > 0) faults.push(`${String(overflow)} px wider than a narrow window`);
  await picture("narrow");
  await page.setViewportSize(SIZES.wide);
  return faults;
}
