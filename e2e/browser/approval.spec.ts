import { buildStarterModel } from "@casemate/testkit";
import { expect, person, test } from "./support/journey.ts";

/** A good model with a text behind it: it may be fine, but a person should look. */
const held = Buffer.concat([buildStarterModel(), Buffer.from("made by somebody".repeat(256))]);

test("a held model is released only in the approval document, with the passphrase, and then answers", async ({
  page,
  world,
  context,
}) => {
  const she = person(page, world);
  await she.open();
  await she.makesVault();
  await she.goesTo("Models");
  await she.chooses({ name: "held-model.gguf", mimeType: "", buffer: held });
  await page
    .getByRole("link", { name: /held-model/ })
    .first()
    .click();
  await expect(page.getByRole("heading", { name: /Held/ })).toBeVisible();

  await page.getByRole("button", { name: "Release…" }).click();
  await expect(page.getByRole("dialog").getByText(/release the model held-model/)).toBeVisible();

  await test.step("the document has an origin of its own and Deny has the focus", async () => {
    const opened = context.waitForEvent("page");
    await page
      .getByRole("link", { name: /Open|approval|Review/ })
      .first()
      .click();
    const document = await opened;
    await expect(document.getByRole("button", { name: "Deny" })).toBeFocused();
    expect([
      new URL(document.url()).hostname,
      await document.evaluate<boolean>("window.opener === null"),
    ]).toEqual(["localhost", true]);

    await document.getByLabel("Passphrase", { exact: true }).fill("not the passphrase");
    await document.getByRole("button", { name: "Allow once" }).click();
    await expect(document.getByText(/Wrong passphrase/)).toBeVisible();
    await document.getByLabel("Passphrase", { exact: true }).fill(world.home.passphrase);
    await document.getByRole("button", { name: "Allow once" }).click();
    await expect(document.getByText("Allowed and done.")).toBeVisible();
    await document.close();
  });

  await page.keyboard.press("Escape");
  await she.goesTo("Chat");
  await page.getByLabel("Message").fill("Hello");
  await page.getByRole("button", { name: "Send" }).click();
  await expect(page.getByRole("article", { name: "held-model" }).last()).toContainText("I am Casemate");
});
