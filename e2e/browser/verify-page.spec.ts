import { repositoryRoot } from "@casemate/testkit";
import { expect, test, type Page } from "@playwright/test";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { certify, fileOf, STATEMENT } from "../../packages/audit/test/erasure/fixture.ts";
import { MUTATIONS, WHOLE } from "../../packages/audit/test/erasure/mutations.ts";

const PAGE = join(repositoryRoot, "dist", "services", "verify.html");

/** Gives the page a file and answers what it says of it. */
async function judges(page: Page, name: string, bytes: Uint8Array): Promise<string> {
  const answer = page.locator("#answer");
  await page
    .getByLabel("The file: drop it here, or choose it")
    .setInputFiles({ name, mimeType: "application/octet-stream", buffer: Buffer.from(bytes) });
  await expect(answer).toHaveAttribute("data-verdict", /./);
  return (await answer.getAttribute("data-verdict")) ?? "";
}

test("the stand-alone page names for every changed certificate what the other readers name, and asks no network", async ({
  browser,
}) => {
  const context = await browser.newContext({ offline: true });
  const page = await context.newPage();
  const seen: string[] = [];
  page.on("request", (request) => seen.push(request.url()));
  page.on("pageerror", ({ message }) => seen.push(message));
  page.on("console", (message) => seen.push(message.text()));
  const address = pathToFileURL(PAGE).href;
  await page.goto(address);
  const said: [string, string][] = [];
  for (const { name, bytes } of MUTATIONS) said.push([name, await judges(page, "erasure-1.json", bytes)]);
  expect(said).toEqual(MUTATIONS.map(({ name, problem }) => [name, problem === "none" ? "whole" : problem]));
  expect(seen).toEqual([address]);
  await context.close();
});

test("it says what is signed, what nobody signed, and what failed; a file by another name is known by its first byte", async ({
  page,
}) => {
  await page.goto(pathToFileURL(PAGE).href);
  const file = (value: unknown): Buffer => Buffer.from(fileOf(value));
  expect(await judges(page, "kept", Buffer.from(WHOLE))).toBe("whole");
  await expect(page.getByRole("heading", { level: 2 })).toHaveText(
    "This certificate is unchanged, but whose log signed it was not compared",
  );
  await expect(page.getByText("Nobody signed it; anybody could have written it.")).toBeVisible();
  await expect(page.getByText(/Compare its name, casemate\/log\/0123/)).toBeVisible();
  if (process.env["CASEMATE_SCREENSHOTS"] === "1")
    await page.screenshot({ path: "test-results/verify-certificate.png", fullPage: true });
  const failed = { ...STATEMENT, steps: [{ ...STATEMENT.steps[0]!, state: "failed" as const }] };
  await judges(page, "kept", file(certify(failed)));
  await expect(page.getByRole("heading", { level: 2 })).toHaveText(
    "Unchanged since it was signed, and it says that not everything was done",
  );
  const hostile = { ...STATEMENT, kind: "drill" as const, method: "<img src=x onerror=alert(1)>\u202egnp" };
  await judges(page, "kept", file(certify(hostile)));
  await expect(page.getByRole("heading", { level: 2 })).toHaveText(
    "This drill's report is unchanged, but whose log signed it was not compared",
  );
  await expect(page.getByText("<img src=x onerror=alert(1)>\\u{202e}gnp")).toBeVisible();
  expect(await judges(page, "kept", readFileSync(PAGE))).not.toBe("whole");
});
