import { expect, test } from "@playwright/test";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { startDesktopApp, type DesktopApp } from "../../apps/desktop/test/desktop-app.ts";
import { show } from "./show-window.ts";

test.describe("the console's pages on the desktop's bridge", () => {
  test.describe.configure({ mode: "serial" });
  let app: DesktopApp;

  test.beforeAll(async () => {
    process.env["CASEMATE_KDF"] = "minimum";
    app = await startDesktopApp({ pages: "built" });
  });
  test.afterAll(async () => {
    await app.end();
  });

  test("make a vault, take a dropped file by token, lock, and never break the policy", async ({ page }) => {
    const problems: string[] = [];
    page.on("console", (message) => {
      if (message.type() === "error") problems.push(message.text());
    });
    page.on("pageerror", (error) => problems.push(error.message));
    const [window] = app.fake.windows;
    if (!window) throw new Error("no window was made");
    const folder = join(app.home.root, "..");
    writeFileSync(join(folder, "notes.gguf"), "this is no model");

    await show(page, app, window, folder);
    await page.getByLabel("Passphrase", { exact: true }).fill(app.home.passphrase);
    await page.getByLabel("Repeat passphrase").fill(app.home.passphrase);
    await page.getByRole("button", { name: "Create vault" }).click();
    await page.getByRole("button", { name: "Later" }).click();
    await page
      .getByRole("navigation")
      .getByRole("link", { name: /^Models/ })
      .click();
    await page.locator('input[type="file"]').first().setInputFiles(join(folder, "notes.gguf"));
    await expect(page.getByText("notes").first()).toBeVisible();
    await expect(page.getByText(/refused/i).first()).toBeVisible();
    await page.getByRole("button", { name: "Lock", exact: true }).click();
    await expect(page.getByRole("button", { name: "Unlock", exact: true })).toBeVisible();
    expect(problems).toEqual([]);
  });

  test("answer a dangerous call in a window of its own, where Deny has the focus and no passphrase is asked", async ({
    page,
  }) => {
    const [main] = app.fake.windows;
    if (!main) throw new Error("no window was made");
    const console = app.open(main);
    await console.call("vault.unlock", { secretId: await console.secret("unlock", app.home.passphrase) });
    const asked = console.call("model.remove", { modelId: "ab".repeat(16), sha256: "cd".repeat(32) });
    await expect(asked).rejects.toMatchObject({ code: "approval_required" });
    await expect.poll(() => app.fake.windows.length).toBe(2);
    const small = app.fake.windows.at(-1);
    if (!small) throw new Error("no approval window was made");

    await show(page, app, small, app.home.root);
    const deny = page.getByRole("button", { name: "Deny" });
    await expect(deny).toBeFocused();
    await expect(page.getByLabel("Passphrase")).toHaveCount(0);
    await page.keyboard.press("Enter");
    await expect.poll(() => small.destroyed).toBe(true);
    const { state } = await console.call("state.snapshot", {});
    expect(state.approvals.map((approval) => approval.state)).toEqual(["denied"]);
  });
});
