import { createTestHome, repositoryRoot, runCasemate, type TestHome } from "@casemate/testkit";
import type { Download, Page } from "@playwright/test";
import { spawnSync } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { expect, person, test, type World } from "./support/journey.ts";
import { lookAt } from "./support/look.ts";

const READER = join(repositoryRoot, "packages/audit/assets/verify_erasure.py");

async function addsWords(page: Page, { home }: World): Promise<string> {
  const dialog = page.getByRole("dialog");
  await page.getByRole("button", { name: "Add recovery words…" }).click();
  const shown = await dialog.getByRole("list", { name: "The 24 words" }).locator(".mono").allTextContents();
  await dialog.getByRole("button", { name: "I have written them down" }).click();
  await dialog.getByLabel("Present passphrase").fill(home.passphrase);
  await dialog.getByLabel("Type the 24 words again").fill(shown.join(" "));
  await dialog.getByRole("button", { name: "Add them" }).click();
  await expect(dialog).toHaveCount(0);
  return shown.join(" ");
}

/** Types the phrase that stands above its field. */
async function typesPhrase(page: Page, label: RegExp): Promise<void> {
  const field = page.getByRole("dialog").getByLabel(label);
  const id = await field.getAttribute("id");
  const text = await page.locator(`label[for="${id ?? ""}"]`).textContent();
  await field.fill((text ?? "").replace(label, "").trim());
}

/** Who checks has neither this vault nor this log: with the command, the script, and the page that needs a browser only. */
async function verifies(
  page: Page,
  { home }: World,
  download: Promise<Download>,
  name: string,
): Promise<unknown> {
  const file = join(dirname(home.root), name);
  await (await download).saveAs(file);
  const stranger: TestHome = createTestHome();
  const { code, stdout } = await runCasemate(stranger, ["panic", "verify", file]);
  stranger.remove();
  const python = spawnSync("python3", ["-I", READER, file], { encoding: "utf8" });
  const reader = await page.context().newPage();
  await reader.goto(pathToFileURL(join(repositoryRoot, "dist/services/verify.html")).href);
  await reader.getByLabel("The file: drop it here, or choose it").setInputFiles(file);
  const heading = await reader.getByRole("heading", { level: 2 }).textContent();
  await reader.close();
  return [code, stdout.split("\n")[0], python.status, heading];
}

test("level 1 by one click while a model answers; a drill of all levels; level 2, then the words open it", async ({
  page,
  context,
  world,
}, info) => {
  // Three drills, a model and two panics: twice as long as the others take on a busy machine.
  test.setTimeout(360_000);
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  const she = person(page, world);
  const flaws: string[] = [];
  await she.open();
  await she.makesVault();
  await she.goesTo("Vault");

  await test.step("without recovery words level 2 says that it would be level 3", async () => {
    await she.goesTo("Panic");
    await expect(page.getByRole("button", { name: "Erase this vault…" })).toHaveCount(0);
    flaws.push(...(await lookAt(page, "panic-new", info)));
    await page.getByRole("button", { name: "Show levels 2 and 3" }).click();
    await page.getByRole("button", { name: "Remove the passphrases…" }).click();
    await expect(page.getByRole("dialog").getByText(/This would be level 3/)).toBeVisible();
    await page.getByRole("dialog").getByRole("button", { name: "Close" }).last().click();
    await she.goesTo("Vault");
  });
  const words = await addsWords(page, world);

  await test.step("one click ends what answers, empties the page, and takes back what it copied", async () => {
    await she.goesTo("Models");
    await page
      .getByRole("button", { name: /starter/i })
      .first()
      .click();
    await expect(
      page
        .getByRole("list", { name: /In the vault/ })
        .getByText(/starter/)
        .first(),
    ).toBeVisible();
    await she.goesTo("Chat");
    await page.getByLabel("Message").fill("Once upon a time");
    await page.getByRole("button", { name: "Send" }).click();
    await expect(page.getByRole("article").last()).toContainText(/\w+/);
    await page.getByRole("button", { name: "Panic: lock all" }).click();
    await expect(page.getByText(/Panic, level 1: the model, the jobs/)).toBeVisible();
    await expect(page.getByRole("button", { name: "Unlock", exact: true })).toBeVisible();
    expect((await page.content()).includes("Once upon a time")).toBe(false);
  });

  await test.step("all three levels are rehearsed, and the signed report verifies", async () => {
    await she.goesTo("Panic");
    await page.getByRole("button", { name: "Rehearse all three levels" }).click();
    await expect(page.getByText(/^The decoy is attacked: step \d+ of \d+\.$/)).toBeVisible();
    for (const level of ["1", "2", "3"])
      await expect(page.getByText(new RegExp(`^Level ${level} worked: `))).toBeVisible({ timeout: 90_000 });
    const download = page.waitForEvent("download");
    await page.getByRole("button", { name: "Save the signed report: casemate-drill-level-3.json" }).click();
    expect(await verifies(page, world, download, "drill.json")).toEqual([
      0,
      expect.stringMatching(/^This drill's report is unchanged: a rehearsal of level 3/),
      0,
      "This drill's report is unchanged, but whose log signed it was not compared",
    ]);
    await page.locator("[data-scroller]").evaluate((box: { scrollTop: number }) => (box.scrollTop = 0));
    flaws.push(...(await lookAt(page, "panic", info)));
  });

  await test.step("a held key does the same, and takes a copied command off the clipboard", async () => {
    const read = (): Promise<string> => page.evaluate<string>("navigator.clipboard.readText()");
    await page.getByRole("button", { name: /^Copy casemate panic verify/ }).click();
    await expect.poll(read).toMatch(/^casemate panic verify/);
    for (const key of ["Control", "Shift", "Backspace"]) await page.keyboard.down(key);
    await expect(page.getByText(/Panic, level 1: the model, the jobs/)).toBeVisible();
    for (const key of ["Backspace", "Shift", "Control"]) await page.keyboard.up(key);
    expect(await read()).toBe("");
  });

  await test.step("arming needs the passphrase, and says what it would do", async () => {
    await page.goto(`${new URL(page.url()).origin}/#/`);
    await she.unlocks();
    await she.goesTo("Panic");
    await page.getByRole("button", { name: "Wrong passphrases in a row: Change…" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByLabel("Present passphrase").fill(world.home.passphrase);
    await dialog.getByRole("button", { name: "Arm it" }).click();
    await expect(page.getByText(/After 10 in a row: level 1. Nothing is lost/)).toBeVisible();
  });

  await test.step("level 2 can be cancelled while it counts down", async () => {
    await removesPassphrases(page, world, info, flaws);
    await page.getByRole("button", { name: "Cancel" }).click();
    await expect(page.getByText("Cancelled. Nothing was done.")).toBeVisible();
    await expect(page.getByRole("heading", { name: "Panic", exact: true })).toBeVisible();
  });

  await test.step("then not any more: only the words open the vault", async () => {
    await removesPassphrases(page, world, info, null);
    await expect(page.getByText(/Level 2 ended/)).toBeVisible();
    await she.goesTo("Home");
    await expect(page.getByText("Type the 24 recovery words in place of the passphrase.")).toBeVisible();
    flaws.push(...(await lookAt(page, "panic-after-2", info)));
    await page.getByLabel("Passphrase", { exact: true }).fill(world.home.passphrase);
    await page.getByRole("button", { name: "Unlock", exact: true }).click();
    await expect(page.getByText(/That passphrase is wrong/)).toBeVisible();
    await page.getByLabel("Passphrase", { exact: true }).fill(words);
    await page.getByRole("button", { name: "Unlock", exact: true }).click();
    await expect(page.getByText(/Unlocked, locks in/)).toBeVisible();
  });
  expect(flaws).toEqual([]);
});

/** Up to the countdown. */
async function removesPassphrases(
  page: Page,
  { home }: World,
  info: Parameters<typeof lookAt>[2],
  flaws: string[] | null,
): Promise<void> {
  const dialog = page.getByRole("dialog");
  const all = page.getByRole("button", { name: "Show levels 2 and 3" });
  await expect(page.getByText("Level 1", { exact: true })).toBeVisible();
  const remove = page.getByRole("button", { name: "Remove the passphrases…" });
  await expect(all.or(remove)).toBeVisible();
  if (await all.isVisible()) await all.click();
  await remove.click();
  await typesPhrase(page, /^Type: /);
  if (flaws) flaws.push(...(await lookAt(page, "panic-dialog", info)));
  await dialog.getByLabel("Passphrase or recovery words").fill(home.passphrase);
  await dialog.getByRole("button", { name: "Remove the passphrases" }).click();
  await expect(page.getByRole("heading", { name: /about to be removed/ })).toBeVisible();
}

test("level 3 in German: back to the first start, and the certificate verifies for a stranger", async ({
  page,
  world,
}, info) => {
  const she = person(page, world);
  await she.open();
  await she.makesVault();
  await page.evaluate("localStorage.setItem('casemate.language', 'de')");
  await page.reload();
  await she.goesTo("Notfall");
  const dialog = page.getByRole("dialog");
  const flaws: string[] = [];

  await test.step("a wrong phrase or passphrase does nothing", async () => {
    await page.getByRole("button", { name: "Stufen 2 und 3 zeigen" }).click();
    await page.getByRole("button", { name: "Diesen Tresor löschen…" }).click();
    await expect(
      dialog.getByText("Danach kann niemand, auch Sie nicht, diesen Tresor öffnen."),
    ).toBeVisible();
    await expect(dialog.getByText(/Früher gemachte Sicherungen/)).toBeVisible();
    await dialog.getByLabel(/^Passphrase oder/).fill("not the passphrase");
    await dialog.getByLabel(/^Tippen Sie: /).fill("erase everything");
    await expect(dialog.getByRole("button", { name: "Diesen Tresor löschen" })).toBeDisabled();
    await typesPhrase(page, /^Tippen Sie: /);
    await dialog.getByRole("button", { name: "Diesen Tresor löschen" }).click();
    await expect(dialog.getByRole("alert")).toBeVisible();
  });

  await test.step("the right ones count down, then erase", async () => {
    await dialog.getByLabel(/^Passphrase oder/).fill(world.home.passphrase);
    await dialog.getByRole("button", { name: "Diesen Tresor löschen" }).click();
    await expect(page.getByRole("heading", { name: /wird gleich gelöscht/ })).toBeVisible();
    await page.screenshot({ path: info.outputPath("countdown.png") });
    await expect(page.getByRole("heading", { name: "Dieser Tresor wurde gelöscht" })).toBeVisible();
    // What was seen of each step is said in German too: nothing of it is marked as the console's English.
    const steps = page.getByRole("list", { name: "Schritte" });
    await expect(
      steps.getByText("Zurückgelesen: Die Datei enthält nur Zufallsbytes, in beiden Kopien."),
    ).toBeVisible();
    await expect(steps.locator("[lang=en]")).toHaveCount(0);
    flaws.push(...(await lookAt(page, "panic-after-3", info)));
    expect(existsSync(join(world.home.root, "vault", "header"))).toBe(false);
  });

  await test.step("the certificate is saved from the page and verifies without vault or log", async () => {
    const download = page.waitForEvent("download");
    await page.getByRole("button", { name: /^Bescheinigung sichern/ }).click();
    expect(await verifies(page, world, download, "certificate.json")).toEqual([
      0,
      expect.stringMatching(/^This certificate is unchanged: the vault [0-9a-f]{32} was erased/),
      0,
      "This certificate is unchanged, but whose log signed it was not compared",
    ]);
    expect(readdirSync(world.home.root).filter((name) => name.startsWith("erasure-"))).toHaveLength(1);
  });

  await test.step("and a new vault can be made", async () => {
    await page.getByRole("button", { name: "Neu beginnen" }).click();
    await expect(page.getByRole("button", { name: "Tresor anlegen" })).toBeVisible();
  });
  expect(flaws).toEqual([]);
});

test("a console that hangs: the page stays blank and says what to do instead", async ({
  page,
  world,
}, info) => {
  const she = person(page, world);
  const flaws: string[] = [];
  await she.open();
  await she.makesVault();
  process.kill(world.served.pid, "SIGSTOP");
  try {
    await page.getByRole("button", { name: "Panic: lock all" }).click();
    const alert = page.getByRole("alert");
    await expect(alert).toContainText("The vault may still be open");
    await expect(alert).toContainText("casemate panic 1");
    flaws.push(...(await lookAt(page, "panic-unanswered", info)));
  } finally {
    process.kill(world.served.pid, "SIGCONT");
  }
  expect(flaws).toEqual([]);
});
