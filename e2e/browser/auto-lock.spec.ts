import { runCasemate } from "@casemate/testkit";
import { expect, person, test } from "./support/journey.ts";

test("the last minute before auto-lock is counted down; a closed window locks", async ({ page, world }) => {
  const she = person(page, world);
  await page.clock.install();
  await she.open();
  await she.makesVault();
  await expect(page.getByText(/Unlocked, locks in/)).toBeVisible();
  await expect(page.getByText("The vault locks soon")).toHaveCount(0);
  await page.clock.fastForward("29:15");
  await expect(page.getByText("The vault locks soon, because nobody was here.")).toBeVisible();
  await expect(page.getByText(/^In \d+/)).toBeVisible();
  await expect(page.getByRole("button", { name: "Stay unlocked" })).toBeVisible();

  await page.close();
  const state = async (): Promise<string> => {
    const { stdout } = await runCasemate(world.home, ["vault", "status", "--json"]);
    return (JSON.parse(stdout) as { state: string }).state;
  };
  expect(await state()).toBe("unlocked");
  await expect.poll(state, { timeout: 60_000 }).toBe("locked");
});
