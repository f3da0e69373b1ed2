import AxeBuilder from "@axe-core/playwright";
import { buildGguf, GGML_TYPE, goodGguf, gguf } from "@casemate/testkit";
import type { Page } from "@playwright/test";
import { expect, person, test } from "./support/journey.ts";

/** A file with thousands of faults of many kinds, and markup in its names. Each rule keeps its first fifty. */
function faulty(): Buffer {
  const many = Array.from({ length: 400 }, (_, index) => index);
  const good = goodGguf();
  return Buffer.from(
    buildGguf({
      ...good,
      metadata: [
        ...good.metadata,
        ...many.map((n) => [`é.${String(n)}`, gguf.u32(n)] as const),
        ...many.map((n) => ["x.twice", gguf.u32(n)] as const),
        ...many.map((n) => [`x.bell.${String(n)}`, gguf.text("\u0007<img src=x onerror=alert(1)>")] as const),
        ...many.map((n) => [`X.bell.${String(n)}`, gguf.bool(7)] as const),
        ...many.map((n) => [`x.hidden\u200b.${String(n)}`, gguf.u32(n)] as const),
      ],
      tensors: [
        ...good.tensors,
        ...many.map((n) => ({
          name: `t.${String(n % 200)}`,
          dims: n % 2 === 0 ? [32n] : [0n],
          type: n % 3 === 0 ? 77 : GGML_TYPE.F32.id,
          data: new Uint8Array(128),
        })),
      ],
    }),
  );
}

const points = (page: Page): ReturnType<Page["getByRole"]> => page.getByRole("list", { name: "Points" });

async function opensReport(page: Page, she: ReturnType<typeof person>): Promise<void> {
  await she.open();
  await she.makesVault();
  await she.goesTo("Models");
  await she.chooses({ name: "faulty.gguf", mimeType: "", buffer: faulty() });
  await page
    .getByRole("link", { name: /faulty/ })
    .first()
    .click();
  await expect(page.getByRole("heading", { name: /Refused/ })).toBeVisible();
  await expect(points(page)).toBeVisible();
}

test("look", async ({ page, world }, info) => {
  const she = person(page, world);
  await opensReport(page, she);
  await page.screenshot({ path: info.outputPath("a.png") });
  await page.getByRole("button", { name: /^Content/ }).click();
  await page.waitForTimeout(800);
  await page.screenshot({ path: info.outputPath("b.png") });
  await page.emulateMedia({ colorScheme: "light" });
  await page.getByRole("button", { name: /^Low/ }).click();
  await page.waitForTimeout(500);
  await points(page).getByRole("button", { expanded: false }).first().click();
  await page.waitForTimeout(500);
  await page.screenshot({ path: info.outputPath("c.png") });
  await page.getByLabel("Go to offset").first().fill("0");
  await page.getByRole("button", { name: "Go to offset" }).click();
  await page.waitForTimeout(2500);
  await page.screenshot({ path: info.outputPath("d.png") });
  await page
    .getByRole("link", { name: /^Rule / })
    .first()
    .click();
  await page.waitForTimeout(500);
  await page.screenshot({ path: info.outputPath("e.png") });
  await page.getByRole("link", { name: "All rules" }).click();
  await page.waitForTimeout(500);
  await page.screenshot({ path: info.outputPath("f.png") });
  const { violations } = await new AxeBuilder({ page }).analyze();
  expect(violations).toEqual([]);
});
