import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, person, test } from "./support/journey.ts";
import { lookAt } from "./support/look.ts";

test("what was checked is told part by part and saved; a list changed by hand is told, chosen and taken over", async ({
  page,
  context,
  world,
}, info) => {
  test.setTimeout(240_000);
  const she = person(page, world);
  const faults: string[] = [];
  await she.open();
  await she.makesVault();

  const section = page.getByRole("region", { name: "What was checked" });
  const parts = section.getByRole("list", { name: "What was checked" }).getByRole("listitem");
  await test.step("every part stands apart, with the next look, and is looked at again with a button", async () => {
    await she.goesTo("Machine");
    await expect(parts).toHaveCount(9);
    for (const name of ["Casemate's programs", "Inference engine", "Rules", "Log"])
      await expect(parts.filter({ hasText: `${name}: well` })).toHaveCount(1);
    await expect(section.getByText("The next one is at")).toBeVisible();
    await section.getByRole("button", { name: "Check again now" }).focus();
    await page.keyboard.press("Enter");
    await expect(page.getByText("Looked again: ")).toBeVisible();
    faults.push(...(await lookAt(page, "attestation", info)));
  });

  await test.step("the signed file is saved as it is", async () => {
    const download = page.waitForEvent("download");
    await section.getByRole("button", { name: /^Save what was found/ }).click();
    const saved = await download;
    const path = info.outputPath("attestation.json");
    await saved.saveAs(path);
    const { format, note } = JSON.parse(readFileSync(path, "utf8")) as Record<string, string>;
    expect([format, note?.startsWith("casemate-attestation/v1\n")]).toEqual([
      "casemate-attestation/v1",
      true,
    ]);
  });

  await test.step("two lists changed by hand are seen, with why they are watched and what can be taken over", async () => {
    await parts
      .filter({ hasText: "Watched files" })
      .getByRole("link", { name: "Show watched files" })
      .click();
    await expect(page).toHaveURL(/#\/machine\/files$/);
    await expect(page.getByText("There is nothing to take over.")).toBeVisible();
    const line = (digit: string): string => `casemate digests v1\n${digit.repeat(64)}\tby-hand.gguf\t\n`;
    writeFileSync(join(world.home.root, "blocks.txt"), line("1"));
    writeFileSync(join(world.home.root, "pins.txt"), line("2"));
    await page.getByRole("button", { name: "Look now" }).click();
    await expect(page.getByRole("checkbox", { name: "Take over blocks.txt" })).toBeChecked();
    await expect(page.getByRole("button", { name: "Take over 2 changes" })).toBeEnabled();
    await page.getByRole("checkbox", { name: "Take over pins.txt" }).uncheck();
    faults.push(...(await lookAt(page, "watched-files", info)));
  });

  await test.step("only what was chosen is approved and taken over", async () => {
    await page.getByRole("button", { name: "Take over 1 change" }).click();
    const opened = context.waitForEvent("page");
    await page
      .getByRole("dialog")
      .getByRole("link", { name: /approval/i })
      .click();
    const approval = await opened;
    await expect(approval.getByText("blocks.txt")).toBeVisible();
    await expect(approval.getByText("pins.txt")).toHaveCount(0);
    await approval.getByLabel("Passphrase", { exact: true }).fill(world.home.passphrase);
    await approval.getByRole("button", { name: "Allow once" }).click();
    await expect(page.getByRole("button", { name: "Take over 1 change" })).toBeVisible();
    await expect(page.getByRole("checkbox", { name: "Take over pins.txt" })).toBeVisible();
    await expect(page.getByRole("checkbox", { name: "Take over blocks.txt" })).toHaveCount(0);
  });
  expect(faults).toEqual([]);
});

test("a policy that cannot be read: the section names the part, what acts is refused, and it is well again without a restart", async ({
  page,
  world,
}, info) => {
  test.setTimeout(240_000);
  const she = person(page, world);
  await she.open();
  await she.makesVault();
  await she.goesTo("Machine");
  const section = page.getByRole("region", { name: "What was checked" });
  writeFileSync(join(world.home.root, "policy.json"), "{");
  await section.getByRole("button", { name: "Check again now" }).click();
  await expect(section.getByText("Failed.")).toBeVisible();
  await expect(section.getByRole("listitem").first()).toContainText("Rules: not well");
  await expect(page.getByRole("button", { name: /^Health: |^State: / })).not.toContainText("Trusted");
  const faults = await lookAt(page, "attestation-failed", info);
  rmSync(join(world.home.root, "policy.json"));
  await section.getByRole("button", { name: "Check again now" }).click();
  await expect(section.getByText("Failed.")).toHaveCount(0);
  expect(faults).toEqual([]);
});
