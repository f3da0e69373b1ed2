import { runCasemate } from "@casemate/testkit";
import { spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { expect, person, test } from "./support/journey.ts";

test("a forensic bundle of the console is checked by its own page, from the disk and without a network", async ({
  page,
  browser,
  world,
}) => {
  const she = person(page, world);
  await she.open();
  await she.makesVault();
  const folder = join(dirname(world.home.root), "bundle");
  mkdirSync(folder);
  const [file, forged] = [join(folder, "bundle.tar"), join(folder, "forged.tar")];
  const exporting = runCasemate(world.home, [
    "forensic",
    "export",
    file,
    "--hide",
    "actor",
    "--note",
    "<b>hello</b>",
  ]);
  const waiting = async (): Promise<string> => {
    const { stdout } = await runCasemate(world.home, ["approvals", "list", "--json"]);
    return /"id":"([0-9a-f]{32})"/.exec(stdout)?.[1] ?? "";
  };
  await expect.poll(waiting).not.toBe("");
  await runCasemate(world.home, ["approvals", "grant", await waiting()]);
  expect((await exporting).code).toBe(0);
  expect(spawnSync("tar", ["-xf", file, "-C", folder]).status).toBe(0);
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
  const chooser = verifier.getByLabel("The bundle: drop the archive here, or choose it");
  await chooser.setInputFiles(file);
  await expect(
    verifier.getByRole("heading", { name: "Everything fits, but whose log it is was not compared" }),
  ).toBeVisible();
  const [, words = ""] = readFileSync(join(folder, "log/key.txt"), "utf8").split("\n");
  await verifier.getByLabel(/twelve words/).fill(words);
  await verifier.getByLabel(/twelve words/).blur();
  await expect(verifier.getByRole("heading", { name: "Everything fits", exact: true })).toBeVisible();
  await expect(verifier.getByText(/^actor: \d+ times/)).toBeVisible();
  await expect(verifier.getByRole("cell", { name: "vault.create" }).first()).toBeVisible();
  await verifier.getByText("notes.txt", { exact: true }).click();
  await expect(verifier.getByText("<b>hello</b>", { exact: true })).toBeVisible();
  if (process.env["CASEMATE_SCREENSHOTS"] === "1")
    await verifier.screenshot({ path: "test-results/verify-page.png", fullPage: true });
  await chooser.setInputFiles(forged);
  await expect(verifier.getByRole("heading", { name: "Not verified" })).toBeVisible();
  await expect(verifier.getByText("Name of the problem: changed_file")).toBeVisible();
  expect({ asked, faults }).toEqual({ asked: [address], faults: [] });
  await stranger.close();
});
