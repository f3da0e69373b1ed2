import { createTestHome, runCasemate } from "@casemate/testkit";
import type { Page } from "@playwright/test";
import { spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { expect, person, test, type World } from "./support/journey.ts";
import { lookAt } from "./support/look.ts";

const NOTE = "<b>hello</b>";

/** Opens the approval document that the page offers, and answers what `decide` does there. */
async function approves(page: Page, decide: (document: Page) => Promise<void>): Promise<void> {
  const opened = page.context().waitForEvent("page");
  await page.getByRole("dialog").getByRole("link", { name: "Open the approval" }).click();
  const document = await opened;
  await expect(document.getByText(/wants to export the log's records/).first()).toBeVisible();
  await decide(document);
  await expect(document.getByText("Allowed and done.")).toBeVisible();
  await document.close();
}

/** The file that the page hands out, in a folder of its own with everything in it unpacked beside it. */
async function takes(page: Page, { home }: World, name: string): Promise<{ folder: string; file: string }> {
  const folder = join(dirname(home.root), name);
  mkdirSync(folder);
  const download = page.waitForEvent("download");
  await page.getByRole("button", { name: "Save the file" }).click();
  const saved = await download;
  const file = join(folder, saved.suggestedFilename());
  await saved.saveAs(file);
  expect(spawnSync("tar", ["-xf", file, "-C", folder]).status).toBe(0);
  return { folder, file };
}

test("the log is handed over by its page; a stranger checks it in three ways, without a network", async ({
  page,
  browser,
  world,
}, info) => {
  const she = person(page, world);
  const flaws: string[] = [];
  await she.open();
  await she.makesVault();
  await she.goesTo("Log");
  await page.getByRole("link", { name: "Export…" }).click();
  const rows = page.getByRole("region", { name: "As a stranger will see them" });

  await test.step("what is hidden is hidden in the preview, whatever is chosen", async () => {
    await expect(rows.getByText("browser:").first()).toBeVisible();
    await page.getByLabel("Who acted").check();
    await expect(rows.getByText("browser:")).toHaveCount(0);
    await expect(rows.getByText("1 field hidden").first()).toBeVisible();
    await expect(page.getByText(/numbers 0 to \d+; the file .* fields are hidden/)).toBeVisible();
    await page.getByLabel("The newest").check();
    await page.getByLabel("How many of the newest records").fill("0");
    await expect(page.getByText("Give a number from 1 on.")).toBeVisible();
    await expect(page.getByRole("button", { name: "Ask to export…" })).toBeDisabled();
    await page.getByLabel("All records").check();
    await page.getByLabel("Encrypt it").check();
    await page.getByLabel("Their age keys").fill("age1nobody");
    await expect(page.getByText(/age1nobody is no age key/)).toBeVisible();
    await expect(page.getByRole("button", { name: "Ask to export…" })).toBeDisabled();
    await page.getByLabel("Encrypt it").uncheck();
    await page.getByLabel("Your notes").fill(NOTE);
    await page.getByLabel("Why fields are hidden").fill("Names are nobody's business.");
    await page.getByLabel("Why fields are hidden").blur();
    await page.locator("[data-scroller]").evaluate((box: { scrollTop: number }) => (box.scrollTop = 0));
    flaws.push(...(await lookAt(page, "log-export", info)));
  });

  await test.step("it is made after approval, and a page that was loaded again goes on", async () => {
    await page.getByRole("button", { name: "Ask to export…" }).click();
    await approves(page, async (document) => {
      await expect(document.getByText("Hidden: actor")).toBeVisible();
      await document.getByLabel("Passphrase", { exact: true }).fill(world.home.passphrase);
      await document.getByRole("button", { name: "Allow once" }).click();
    });
    await expect(page.getByRole("heading", { name: "The bundle is ready" })).toBeVisible();
    await page.reload();
    await expect(page.getByText(/^actor: \d+$/)).toBeVisible();
    flaws.push(...(await lookAt(page, "log-export-made", info)));
  });

  const { folder, file } = await takes(page, world, "bundle");
  const [, words = ""] = readFileSync(join(folder, "log/key.txt"), "utf8").split("\n");
  await test.step("the page names the words and the ways to check it", async () => {
    await expect(page.getByText(words, { exact: true })).toBeVisible();
    await expect(page.getByText(/^casemate forensic verify casemate-log-/)).toContainText(words);
    await expect(page.getByText(/^python3 verify\.py /)).toContainText(words);
  });

  await test.step("Casemate and the Python script out of the bundle accept it with the words", async () => {
    const stranger = createTestHome();
    const { code, stdout } = await runCasemate(stranger, ["forensic", "verify", file, "--words", words]);
    stranger.remove();
    const script = ["-I", join(folder, "verify.py"), file, "--words", words];
    const python = spawnSync("python3", script, { encoding: "utf8", env: { PATH: process.env["PATH"] } });
    expect([code, stdout, python.status, python.stderr]).toEqual([
      0,
      expect.stringContaining("The twelve words are those of this log."),
      0,
      "",
    ]);
  });

  await test.step("its own page accepts it from the disk, and refuses one that was changed", () =>
    checksInBrowser(browser, { folder, file, words }));
  expect(flaws).toEqual([]);
});

interface Bundle {
  readonly folder: string;
  readonly file: string;
  readonly words: string;
}

async function checksInBrowser(
  browser: Parameters<Parameters<typeof test>[2]>[0]["browser"],
  { folder, file, words }: Bundle,
): Promise<void> {
  const forged = join(folder, "forged.tar");
  const bytes = readFileSync(file);
  bytes[bytes.indexOf("vault.create")] = 0x56;
  writeFileSync(forged, bytes);
  const stranger = await browser.newContext({ offline: true });
  const asked: string[] = [];
  const faults: string[] = [];
  const verifier = await stranger.newPage();
  verifier.on("request", (request) => asked.push(request.url()));
  verifier.on("console", (message) => faults.push(message.text()));
  verifier.on("pageerror", ({ message }) => faults.push(message));
  const address = pathToFileURL(join(folder, "verify.html")).href;
  await verifier.goto(address);
  const chooser = verifier.getByLabel("The file: drop it here, or choose it");
  await chooser.setInputFiles(file);
  await expect(
    verifier.getByRole("heading", { name: "Everything fits, but whose log it is was not compared" }),
  ).toBeVisible();
  await verifier.getByLabel(/twelve words/).fill(words);
  await verifier.getByLabel(/twelve words/).blur();
  await expect(verifier.getByRole("heading", { name: "Everything fits", exact: true })).toBeVisible();
  await expect(verifier.getByText(/^actor: \d+ times/)).toBeVisible();
  await expect(verifier.getByText("Names are nobody's business.")).toBeVisible();
  await expect(verifier.getByRole("cell", { name: "vault.create" }).first()).toBeVisible();
  await verifier.getByText("notes.txt", { exact: true }).click();
  await expect(verifier.getByText(NOTE, { exact: true })).toBeVisible();
  if (process.env["CASEMATE_SCREENSHOTS"] === "1")
    await verifier.screenshot({ path: "test-results/verify-page.png", fullPage: true });
  await chooser.setInputFiles(forged);
  await expect(verifier.getByRole("heading", { name: "Not verified" })).toBeVisible();
  await expect(verifier.getByText("Name of the problem: changed_file")).toBeVisible();
  expect({ asked, faults }).toEqual({ asked: [address], faults: [] });
  await stranger.close();
}

test("while the vault is locked the log is exported with a typed phrase, and shows nothing that the vault guards", async ({
  page,
  world,
}, info) => {
  const she = person(page, world);
  const flaws: string[] = [];
  await she.open();
  await she.makesVault();
  await she.locks();
  await she.goesTo("Log");
  await page.getByRole("link", { name: "Export…" }).click();
  await expect(page.getByText("the vault was locked: the list of models is encrypted.")).toBeVisible();

  await test.step("no is no", async () => {
    await page.getByRole("button", { name: "Ask to export…" }).click();
    await page.keyboard.press("Escape");
    await expect(page.getByRole("heading", { name: "Waiting for your approval" })).toBeVisible();
    flaws.push(...(await lookAt(page, "log-export-waiting", info)));
    await page.getByRole("button", { name: "Withdraw" }).click();
    await expect(page.getByRole("heading", { name: "Denied. Nothing was made." })).toBeVisible();
    await page.getByRole("button", { name: "Choose again" }).click();
  });

  await page.getByRole("button", { name: "Ask to export…" }).click();
  await approves(page, async (document) => {
    const allow = document.getByRole("button", { name: "Allow once" });
    await expect(document.getByRole("button", { name: "Deny" })).toBeFocused();
    await expect(document.getByLabel("Passphrase", { exact: true })).toHaveCount(0);
    await expect(allow).toBeDisabled();
    await document.getByLabel("Type “export the log” to allow it").fill("export the lo");
    await expect(allow).toBeDisabled();
    await document.getByLabel("Type “export the log” to allow it").fill("export the log");
    flaws.push(...(await lookAt(document, "approve-typed", info)));
    await document.keyboard.press("Enter");
    await document.getByText("Allowed and done.").waitFor();
  });
  await expect(page.getByRole("heading", { name: "The bundle is ready" })).toBeVisible();
  const { folder, file } = await takes(page, world, "locked");
  const models = readFileSync(join(folder, "statements/models.json"), "utf8");
  const { code } = await runCasemate(world.home, ["forensic", "verify", file]);
  expect([code, JSON.parse(models)]).toEqual([
    0,
    { recorded: false, why: "the vault was locked: the list of models is encrypted" },
  ]);

  await test.step("what was made is gone when somebody locks", async () => {
    await she.goesTo("Home");
    await she.unlocks();
    await she.locks();
    await page.goBack();
    await expect(page.getByRole("heading", { name: "The bundle is not here any more" })).toBeVisible();
  });
  expect(flaws).toEqual([]);
});
