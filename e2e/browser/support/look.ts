import AxeBuilder from "@axe-core/playwright";
import { repositoryRoot } from "@casemate/testkit";
import type { Page, TestInfo } from "@playwright/test";
import { join } from "node:path";
import { expect } from "./journey.ts";

/** Set to renew the pictures in the documentation; otherwise they go to the test's own output. */
const renew = process.env["CASEMATE_SCREENSHOTS"] === "1";

/** Light, dark and narrow; answers the faults that stand there. */
export async function look(page: Page, name: string, info: TestInfo): Promise<string[]> {
  const path = (file: string): string =>
    renew ? join(repositoryRoot, "docs", "screenshots", file) : info.outputPath(file);
  const faults: string[] = [];
  for (const colorScheme of ["dark", "light"] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    await expect(page.locator("html")).toHaveAttribute("data-mantine-color-scheme", colorScheme);
    await page.evaluate(
      "Promise.all(document.getAnimations().map((one) => one.finished.catch(() => undefined)))",
    );
    await page.screenshot({
      path: path(`${name}-${colorScheme}.png`),
      animations: "disabled",
      fullPage: true,
    });
    const { violations } = await new AxeBuilder({ page }).analyze();
    faults.push(
      ...violations.map(
        ({ id, nodes }) =>
          `${name} ${colorScheme}: ${id} ${nodes.map(({ target }) => target.join(" ")).join("; ")}`,
      ),
    );
  }
  await page.setViewportSize({ width: 480, height: 800 });
  const overflow = await page.evaluate<number>(
    "document.documentElement.scrollWidth - document.documentElement.clientWidth",
  );
  if (overflow > 0) faults.push(`${name}: ${String(overflow)} px wider than a narrow window`);
  await page.screenshot({ path: path(`${name}-narrow.png`), animations: "disabled" });
  await page.setViewportSize({ width: 1280, height: 800 });
  return faults;
}
