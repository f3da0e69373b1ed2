import { growLogForBench, parseProof } from "@casemate/audit";
import { createTestHome, serveCasemate, type TestHome } from "@casemate/testkit";
import type { Page } from "@playwright/test";
import BetterSqlite3 from "better-sqlite3";
import { mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { expect, person, test, type World } from "./support/journey.ts";
import { lookAt } from "./support/look.ts";

/** As many as a busy workstation writes in a year. */
const MANY = 100_000;
/** More rows than any screen shows; fewer than would be slow. */
const FEW_ROWS = 120;

const rows = (page: Page): ReturnType<Page["getByRole"]> =>
  page.getByRole("table", { name: "Records, newest first" }).getByRole("button", { name: /^Record \d+$/ });

/** A console over a directory that was prepared before. */
async function served(home: TestHome, work: (world: World) => Promise<void>): Promise<void> {
  const world = { home, served: await serveCasemate(home) };
  try {
    await work(world);
  } finally {
    await world.served.stop();
  }
}

test("the log is searched, a record looked into, proven and taken away; words and checkpoint are kept elsewhere", async ({
  page,
  world,
}, info) => {
  const she = person(page, world);
  const faults: string[] = [];
  await she.open();
  await she.makesVault();
  await she.goesTo("Log");
  await expect(rows(page).first()).toBeVisible();

  await test.step("its own records are folded away until they are asked for", async () => {
    await expect(page.getByText("ledger.created")).toHaveCount(0);
    await page.getByLabel("The log's own records").check();
    await expect(page.getByText("ledger.created")).toBeVisible();
    await page.getByLabel("The log's own records").uncheck();
    await expect(page.getByText("ledger.created")).toHaveCount(0);
  });

  await test.step("search and filters stand in the address", async () => {
    await page.getByLabel("Search the log").fill("vault CREATE");
    await page.getByLabel("Kind", { exact: true }).selectOption("outcome");
    await expect(rows(page)).toHaveCount(1);
    expect(new URLSearchParams(page.url().split("?")[1]).toString()).toBe("filter=vault+CREATE&kind=outcome");
    await page.reload();
    await expect(rows(page)).toHaveCount(1);
    await page.getByLabel("Search the log").fill("nothing is called so");
    await page.getByRole("button", { name: "Show all records" }).click();
    await page.getByLabel("Search the log").fill("vault.create");
    await expect(rows(page)).toHaveCount(2);
  });

  await test.step("a record shows its raw form, and its proof can be taken away", async () => {
    await rows(page).last().click();
    const drawer = page.getByRole("dialog");
    await drawer.getByRole("button", { name: "Show raw form" }).click();
    await expect(drawer.getByText('["action","vault.create"]')).toBeVisible();
    await expect(drawer.getByText(/checkpoint \d+, over \d+ records/)).toBeVisible();
    faults.push(...(await lookAt(page, "log-record", info)));
    const download = page.waitForEvent("download");
    await drawer.getByRole("button", { name: "Download proof" }).click();
    const file = await download;
    const proof = parseProof(readFileSync(await file.path(), "utf8"));
    expect(`casemate-record-${String(proof?.index)}.tlog-proof`).toBe(file.suggestedFilename());
    await page.keyboard.press("Escape");
  });

  await test.step("twelve words and the checkpoint as a picture", async () => {
    await page.getByRole("button", { name: "Show words and checkpoint" }).click();
    await expect(
      page.getByRole("list", { name: "Twelve words of this log" }).getByRole("listitem"),
    ).toHaveCount(12);
    await expect(page.getByRole("img", { name: "The checkpoint as a QR code" })).toBeVisible();
    await page.getByRole("button", { name: "Verify", exact: true }).click();
    await expect(page.getByText(/The log verifies: \d+ records/)).toBeVisible();
    faults.push(...(await lookAt(page, "log", info)));
  });
  expect(faults).toEqual([]);
});

test("a hundred thousand records: only what is seen is drawn, and one among them is found", async ({
  page,
}) => {
  const home = createTestHome();
  mkdirSync(home.root, { mode: 0o700 });
  const entry = { kind: "note", actor: "casemate", subject: null, intent: null, result: null } as const;
  growLogForBench(BetterSqlite3, home.root, 10, { ...entry, action: "needle.found", detail: {} });
  growLogForBench(BetterSqlite3, home.root, MANY, {
    ...entry,
    action: "model.admitted",
    detail: { count: 7 },
  });
  await served(home, async (world) => {
    const she = person(page, world);
    await she.open();
    await she.makesVault();
    await she.goesTo("Log");
    await page.getByRole("button", { name: "Read on to the beginning" }).click();
    await expect(page.getByRole("button", { name: "Read on to the beginning" })).toHaveCount(0);
    const table = page.getByRole("table", { name: "Records, newest first" });
    await expect(page.getByRole("button", { name: "Stop", exact: true })).toHaveCount(0, { timeout: 90_000 });
    await table.focus();
    await page.keyboard.press("End");
    await expect(table.getByText("needle.found").first()).toBeVisible();
    expect(await rows(page).count()).toBeLessThan(FEW_ROWS);

    await page.getByLabel("Search the log").fill("needle");
    await expect(rows(page).first()).toBeVisible();
    await expect(table.getByText("needle.found").first()).toBeVisible();
    await page.getByRole("button", { name: "Verify", exact: true }).click();
    await page.getByRole("button", { name: "Stop verifying" }).click();
    await expect(
      page.getByText(/^Stopped\. Nothing bad was found in the first \d+ of 100\d+ records\./),
    ).toBeVisible();
    await page.getByRole("button", { name: "Verify", exact: true }).click();
    await expect(page.getByText(/The log verifies: 100,\d+ records/)).toBeVisible();
    await expect(page.getByText(/^Stopped\./)).toHaveCount(0);

    await test.step("an export of all of it can be cancelled, and nothing is left of it", () =>
      cancelsExport(page, world));
  });
  home.remove();
});

async function cancelsExport(page: Page, { home }: World): Promise<void> {
  await page.getByRole("link", { name: "Export…" }).click();
  await page.getByRole("button", { name: "Ask to export…" }).click();
  const opened = page.context().waitForEvent("page");
  await page.getByRole("dialog").getByRole("link", { name: "Open the approval" }).click();
  const document = await opened;
  await document.getByLabel("Passphrase", { exact: true }).fill(home.passphrase);
  await document.getByRole("button", { name: "Allow once" }).click();
  // At once, while the dialog that led to the approval still fades: the export would be made before it is gone.
  await page.getByRole("button", { name: "Cancel", exact: true }).dispatchEvent("click");
  await expect(page.getByRole("heading", { name: "Cancelled. Nothing was made." })).toBeVisible();
  await expect(document.getByText("Cancelled.")).toBeVisible();
  await document.close();
}

test("a damaged log says what to do; set aside in the approval document, it asks to be noted, and then is calm", async ({
  page,
  context,
}, info) => {
  const home = createTestHome();
  const faults: string[] = [];
  await served(home, async (world) => {
    const she = person(page, world);
    await she.open();
    await she.makesVault();
  });
  const db = new DatabaseSync(join(home.root, "ledger.db"));
  db.exec(`UPDATE record SET body = replace(body, 'vault.create', 'vault.creatf')`);
  db.close();
  await served(home, async (world) => {
    const she = person(page, world);
    await she.open();
    await she.unlocks();
    await she.goesTo("Log");
    await page.getByRole("button", { name: "Verify", exact: true }).click();
    const todo = page.getByRole("region", { name: "What to do now" });
    await expect(todo).toBeVisible();
    await expect(page.getByText(/First bad record: \d+/)).toBeVisible();
    await rows(page).first().click();
    await expect(page.getByRole("button", { name: "Download proof" })).toBeDisabled();
    await expect(page.getByText(/^No proof while the log is damaged/)).toBeVisible();
    await page.keyboard.press("Escape");
    await page.goto(`${page.url().split("#")[0] ?? ""}#/log/export`);
    await expect(page.getByText(/^No bundle is made of this log: it does not verify/)).toBeVisible();
    await she.goesTo("Log");
    await todo.getByLabel("What happened, for the new log").fill("A test changed a letter");
    faults.push(...(await lookAt(page, "log-damaged", info)));
    await todo.getByRole("button", { name: "Set aside and begin anew" }).click();
    const opened = context.waitForEvent("page");
    await page
      .getByRole("dialog")
      .getByRole("link", { name: /Open|approval|Review/ })
      .first()
      .click();
    const document = await opened;
    await expect(document.getByText(/set the damaged log aside/).first()).toBeVisible();
    await document.getByLabel("Passphrase", { exact: true }).fill(home.passphrase);
    await document.getByRole("button", { name: "Allow once" }).click();
    await expect(document.getByText("Allowed and done.")).toBeVisible();
    await document.close();
    await page.keyboard.press("Escape");

    const asks = page.getByRole("region", { name: "Have you seen this?" });
    await expect(asks).toContainText("A test changed a letter");
    await expect(page.getByText(/First bad record/)).toHaveCount(0);
    // The new log's own two, the list of watched files signed anew, the incident.
    await expect(rows(page)).toHaveCount(4);
    faults.push(...(await lookAt(page, "log-recovered", info)));
    await asks.getByRole("button", { name: "Take note" }).click();
    await expect(asks).toHaveCount(0);
    await expect(page.getByText("ledger.acknowledged")).toHaveCount(0);
    await page.getByLabel("The log's own records").check();
    await expect(page.getByText("ledger.acknowledged").first()).toBeVisible();
  });
  home.remove();
  expect(faults).toEqual([]);
});
