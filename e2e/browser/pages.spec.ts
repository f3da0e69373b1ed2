import { buildStarterModel } from "@casemate/testkit";
import type { Page } from "@playwright/test";
import { expect, person, test } from "./support/journey.ts";
import { lookAt } from "./support/look.ts";

const pickle = Buffer.from("cposix\nsystem\n(S'id'\ntR.", "latin1");

test("every page, light and dark: without accessibility faults, without sideways scrolling, with a picture", async ({
  page,
  world,
}, info) => {
  test.setTimeout(300_000);
  const she = person(page, world);
  const faults: string[] = [];

  const look = async (name: string, on: Page = page): Promise<void> => {
    faults.push(...(await lookAt(on, name, info)).map((fault) => `${name} ${fault}`));
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
    if (name !== "Machine") continue;
    await page.getByRole("link", { name: "Look closer" }).click();
    await page.getByRole("button", { name: "Check now" }).click();
    await expect(page.getByText("Known answers (processor)").first()).toBeVisible();
    await expect(page.getByRole("button", { name: "Check now" })).toBeEnabled();
    await look("gpu-none");
  }
  await she.goesTo("Home");
  await she.locks();
  await look("unlock");
  expect(faults).toEqual([]);
});
