import { expect, person, test } from "./support/journey.ts";
import { lookAt } from "./support/look.ts";

test("known answers are computed from the page, and a test that is stopped says so calmly", async ({
  page,
  world,
}, info) => {
  const she = person(page, world);
  await she.open();
  await she.makesVault();
  await she.goesTo("Machine");
  await page.getByRole("link", { name: "Look closer" }).click();
  await page.getByRole("button", { name: "Check now" }).click();
  const part = page.getByRole("region", { name: "Known answers of the accelerator" });
  await expect(part).toContainText("Nobody has had the accelerator compute");
  await part.getByRole("button", { name: /^Quick test/ }).click();
  await expect(part.getByRole("button", { name: "Stop the test" })).toBeVisible();
  await expect(part).toContainText(/Right, but no card computed it|Unknown\./, { timeout: 60_000 });
  await expect(part.getByRole("button", { name: /^Deep test/ })).toBeVisible();
  await part.getByRole("button", { name: /^Deep test/ }).click();
  await part.getByRole("button", { name: "Stop the test" }).click();
  await expect(part.getByRole("button", { name: /^Deep test/ })).toBeVisible({ timeout: 60_000 });
  await expect(page.getByText("The test was stopped.")).toBeVisible();
  await expect(page.getByText("That did not work")).toHaveCount(0);
  await part.scrollIntoViewIfNeeded();
  expect(await lookAt(page, "gpu-answer", info)).toEqual([]);
});
