import { buildStarterModel, sharedModel, STARTER_GREETING } from "@casemate/testkit";
import { expect, person, test } from "./support/journey.ts";

const stories = sharedModel("stories260K.gguf");
/** The real model where it lies beside the checkout, else the one that Casemate makes for itself. */
const model = stories ?? {
  name: "starter.gguf",
  mimeType: "application/octet-stream",
  buffer: Buffer.from(buildStarterModel()),
};
const name = stories === null ? "starter" : "stories260K";
const answer = stories === null ? STARTER_GREETING.slice(0, 20) : /\w+ \w+/;

/** `print posix.system('id')` as Python's pickle writes it, protocol 0. */
const pickle = Buffer.from("cposix\nsystem\n(S'id'\ntR.", "latin1");

test("wizard, import, seven stages, chat, lock, unlock, history, log; a pickle is refused and explained", async ({
  page,
  world,
}) => {
  const errors: string[] = [];
  page.on("pageerror", (error) => errors.push(error.message));
  const she = person(page, world);

  await test.step("the wizard makes a vault", async () => {
    await she.open();
    await she.makesVault();
    expect(page.url()).not.toContain("code=");
  });

  await test.step("a model goes through seven stages and is admitted", async () => {
    await she.goesTo("Models");
    await she.chooses(model);
    await expect(page.getByRole("list", { name: /In the vault/ }).getByText(name)).toBeVisible();
    await page.getByRole("link", { name }).first().click();
    await expect(page.getByRole("heading", { name: /Admitted/ })).toBeVisible();
    for (const stage of ["Source", "Format", "Identity", "Provenance", "Content", "Weights", "Behaviour"])
      await expect(page.getByText(stage, { exact: true }).first()).toBeVisible();
  });

  await test.step("it answers, without any connection", async () => {
    await she.goesTo("Chat");
    await page.getByLabel("Message").fill("Once upon a time");
    await page.getByRole("button", { name: "Send" }).click();
    await expect(page.getByRole("article", { name }).last()).toContainText(answer);
    await expect(page.getByText(/0 connections/).first()).toBeVisible();
    // It may still be writing: locking keeps what was said so far.
  });

  await test.step("locking ends it: the page knows nothing any more, and chat is refused", async () => {
    await she.locks();
    expect((await page.content()).includes("Once upon a time")).toBe(false);
    await page.goto(`${new URL(page.url()).origin}/#/chat`);
    await expect(page.getByRole("button", { name: "Unlock", exact: true })).toBeVisible();
    await expect(page.getByRole("button", { name: "Send" })).toHaveCount(0);
  });

  await test.step("after unlocking the conversation is still there", async () => {
    await she.unlocks();
    await she.goesTo("Chat");
    await page.getByLabel("Search conversations").fill("ONCE UPON");
    await page.getByRole("list", { name: "Found" }).getByText("Once upon a time").first().click();
    await expect(page.getByRole("article", { name }).last()).toContainText(answer);
  });

  await test.step("a pickle is refused and says what it would run", async () => {
    await she.goesTo("Models");
    await she.chooses({ name: "weights.gguf", mimeType: "application/octet-stream", buffer: pickle });
    const row = page.getByRole("listitem").filter({ hasText: "weights" }).first();
    await expect(row.getByText("Refused")).toBeVisible();
    await row.getByRole("link").first().click();
    await expect(page.getByRole("heading", { name: /Refused/ })).toBeVisible();
    await expect(page.getByText(/posix\.system\('id'\)/).first()).toBeVisible();
  });

  await test.step("the log verifies", async () => {
    await she.goesTo("Log");
    await page.getByRole("button", { name: "Verify", exact: true }).click();
    await expect(page.getByText(/The log verifies: \d+ records/).first()).toBeVisible();
  });
  expect(errors).toEqual([]);
});
