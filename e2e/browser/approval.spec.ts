import { buildStarterModel } from "@casemate/testkit";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, person, test } from "./support/journey.ts";
import { lookAt } from "./support/look.ts";

/** A good model with a text behind it: it may be fine, but a person should look. */
const held = Buffer.concat([buildStarterModel(), Buffer.from("made by somebody".repeat(256))]);

test("a held model is released only in the approval document, with the passphrase, and then answers", async ({
  page,
  world,
  context,
  browser,
}, info) => {
  test.setTimeout(120_000);
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

  await test.step("the queue shows the same, and a name that hides something is written out", async () => {
    await page.keyboard.press("Escape");
    await she.goesTo("Approvals");
    await page.getByText("Arguments, changes, rule").click();
    await expect(page.getByRole("listitem", { name: /release the model held-model/ })).toContainText(
      "danger.release",
    );
    expect(await lookAt(page, "approvals-waiting", info)).toEqual([]);
  });

  await test.step("the document has an origin of its own and Deny has the focus", async () => {
    const opened = context.waitForEvent("page");
    await page.getByRole("link", { name: "Open the approval" }).click();
    const document = await opened;
    await expect(document.getByRole("button", { name: "Deny" })).toBeFocused();
    expect([
      new URL(document.url()).hostname,
      await document.evaluate<boolean>("window.opener === null"),
    ]).toEqual(["localhost", true]);
    // Who, what, what changes, every argument, why, what would change it, until when.
    for (const part of [
      "Asked by the browser page",
      "If the answer is wrong:",
      "held",
      "admitted, by a person",
      "model.release",
      "danger.release",
      "Only a person’s answer lets it run.",
      "The permission lasts 60 s",
    ])
      await expect(document.getByText(part).first()).toBeVisible();
    expect(await lookAt(document, "approval-document", info)).toEqual([]);
    const german = await browser.newContext({ locale: "de-DE" });
    const auf = await german.newPage();
    await auf.goto(document.url());
    await expect(auf.getByRole("button", { name: "Verweigern" })).toBeFocused();
    await expect(auf.getByRole("heading", { name: /möchte das Modell held-model freigeben/ })).toBeVisible();
    await expect(auf.getByText("Nur die Antwort eines Menschen lässt es laufen.")).toBeVisible();
    expect(await lookAt(auf, "approval-document-de", info)).toEqual([]);
    await german.close();

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

test("a pause that the person's own policy asks for is shown, and nobody can allow before it is over", async ({
  page,
  world,
  context,
}) => {
  test.setTimeout(120_000);
  writeFileSync(
    join(world.home.root, "call-policy.json"),
    JSON.stringify({
      version: 1,
      about: "calls",
      rules: [{ id: "slow", calls: ["model.release"], decision: "ask", coolOffSeconds: 86_000 }],
    }),
  );
  const she = person(page, world);
  await she.open();
  await she.makesVault();
  await she.goesTo("Models");
  await she.chooses({ name: "held-model.gguf", mimeType: "", buffer: held });
  await page
    .getByRole("link", { name: /held-model/ })
    .first()
    .click();
  await page.getByRole("button", { name: "Release…" }).click();
  const opened = context.waitForEvent("page");
  await page
    .getByRole("link", { name: /Open|approval|Review/ })
    .first()
    .click();
  const document = await opened;
  const allow = document.getByRole("button", { name: /Allow once \(in \d+ s\)/ });
  await expect(allow).toHaveAttribute("aria-disabled", "true");
  await expect(allow).toHaveAccessibleDescription(/only after a pause/);
  await expect(document.getByText("user.slow")).toBeVisible();
  await document.getByLabel("Passphrase", { exact: true }).fill(world.home.passphrase);
  await document.getByLabel("Passphrase", { exact: true }).press("Enter");
  await expect(document.getByRole("button", { name: "Deny" })).toBeEnabled();

  await test.step("what is answered elsewhere is said here too, and by keyboard alone it is denied", async () => {
    await page.keyboard.press("Escape");
    await she.goesTo("Approvals");
    await page.getByRole("button", { name: "Deny" }).focus();
    await page.keyboard.press("Enter");
    await expect(document.getByText("This request is no longer waiting.")).toBeVisible();
    await expect(document.getByRole("button", { name: /Allow once/ })).toHaveCount(0);
  });
});
