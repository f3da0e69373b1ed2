import AxeBuilder from "@axe-core/playwright";
import { buildGguf, GGML_TYPE, goodGguf, gguf } from "@casemate/testkit";
import type { Page } from "@playwright/test";
import { expect, person, test } from "./support/journey.ts";

/** A file with `times` faults of each of several kinds, and markup in its texts. Each rule keeps its first fifty. */
function faulty(times: number): Buffer {
  const many = Array.from({ length: times }, (_, index) => index);
  const good = goodGguf();
  return Buffer.from(
    buildGguf({
      ...good,
      metadata: [
        ...good.metadata,
        ...many.map((n) => [`é.${String(n)}`, gguf.u32(n)] as const),
        ...many.map((n) => ["x.twice", gguf.u32(n)] as const),
        ...many.map((n) => [`x.bell.${String(n)}`, gguf.text("\u0007<img src=x onerror=alert(1)>")] as const),
        ...many.map((n) => [`X.bell.${String(n)}`, gguf.bool(7)] as const),
        ...many.map((n) => [`x.hidden\u200b.${String(n)}`, gguf.u32(n)] as const),
      ],
      tensors: [
        ...good.tensors,
        ...many.map((n) => ({
          name: `t.${String(n % (times / 2))}`,
          dims: n % 2 === 0 ? [32n] : [0n],
          type: n % 3 === 0 ? 77 : GGML_TYPE.F32.id,
          data: new Uint8Array(128),
        })),
      ],
    }),
  );
}

const points = (page: Page): ReturnType<Page["getByRole"]> => page.getByRole("list", { name: "Points" });

async function opensReport(page: Page, she: ReturnType<typeof person>, times = 400): Promise<void> {
  await she.open();
  await she.makesVault();
  await she.goesTo("Models");
  await she.chooses({ name: "faulty.gguf", mimeType: "", buffer: faulty(times) });
  await page
    .getByRole("link", { name: /faulty/ })
    .first()
    .click();
  await expect(page.getByRole("heading", { name: /Refused/ })).toBeVisible();
  await expect(points(page)).toBeVisible();
}

/** Accessibility faults of the page as it stands, named. */
async function faultsOf(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  return violations.map(
    ({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(" ")).join("; ")}`,
  );
}

const rows = (page: Page): ReturnType<Page["getByRole"]> =>
  points(page).getByRole("button", { name: /\d+ of \d+$/ });
const query = (page: Page): URLSearchParams => new URLSearchParams(page.url().split("?")[1] ?? "");

test("thousands of findings: a list that stays small, walked without a mouse", async ({ page, world }) => {
  const she = person(page, world);
  await opensReport(page, she);
  const total = Number((await page.getByRole("button", { name: /^All / }).textContent())?.replace(/\D/g, ""));
  expect(total).toBeGreaterThan(300);
  await expect(points(page).getByText("more findings are not listed")).toHaveCount(0);

  const drawn: number[] = [];
  const note = async (): Promise<void> => void drawn.push(await points(page).getByRole("listitem").count());
  const focused = page.locator(":focus");
  await note();
  // One stop for the whole list; the worst stands open, and closes by the key that opens.
  await rows(page).first().focus();
  await expect(focused).toHaveAttribute("aria-expanded", "true");
  await page.keyboard.press("Enter");
  await expect(focused).toHaveAttribute("aria-expanded", "false");
  await expect(points(page).locator('button[tabindex="0"][aria-expanded]')).toHaveCount(1);
  for (const [key, at] of [
    ["ArrowDown", 2],
    ["ArrowDown", 3],
    ["ArrowUp", 2],
    ["PageDown", 12],
    ["End", total],
    ["ArrowDown", total],
    ["ArrowUp", total - 1],
    ["Home", 1],
    ["ArrowUp", 1],
  ] as const) {
    await page.keyboard.press(key);
    await expect(focused).toHaveAccessibleName(new RegExp(`\\b${String(at)} of ${String(total)}$`));
    await expect(focused).toBeInViewport();
    await note();
  }
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  await expect(focused).toHaveAttribute("aria-expanded", "true");
  expect(query(page).get("point")).toMatch(/^\d+$/);
  expect(Math.max(...drawn)).toBeLessThan(80);
  expect(await faultsOf(page)).toEqual([]);
});

test("the filter by stage and severity lives in the address", async ({ page, world }) => {
  const she = person(page, world);
  await opensReport(page, she);
  const stage = (name: string): ReturnType<Page["getByRole"]> =>
    page.getByRole("list", { name: "Stages" }).getByRole("button", { name: new RegExp(`^${name}`) });
  const severity = (name: string): ReturnType<Page["getByRole"]> =>
    page.getByRole("group", { name: "Severity" }).getByRole("button", { name: new RegExp(`^${name}`) });
  const says = async (chosen: { stage?: string; severity?: string }): Promise<void> => {
    await expect(severity(chosen.severity ?? "All")).toHaveAttribute("aria-pressed", "true");
    await expect(page.getByRole("button", { name: /^Only from/ })).toHaveCount(
      chosen.stage === undefined ? 0 : 1,
    );
    expect([query(page).get("stage"), query(page).get("severity")]).toEqual([
      chosen.stage ?? null,
      chosen.severity?.toLowerCase() ?? null,
    ]);
  };

  await stage("Content").click();
  await says({ stage: "content" });
  await expect(page.getByRole("heading", { name: "Points" })).toBeInViewport();
  await severity("Low").click();
  await says({ stage: "content", severity: "Low" });
  await expect(page.getByText(/^\d+ of \d+ points shown\.$/)).toBeVisible();
  await expect(rows(page).first()).toHaveAccessibleName(/^Low/);

  await page.goBack();
  await says({ stage: "content" });
  await page.goForward();
  await says({ stage: "content", severity: "Low" });
  await page.reload();
  await says({ stage: "content", severity: "Low" });

  // Filtered to nothing is said, with a way back.
  await stage("Source").click();
  await expect(page.getByText("No point comes from Source.")).toBeVisible();
  expect(await faultsOf(page)).toEqual([]);
  await page.getByRole("button", { name: "Show all", exact: true }).click();
  await says({});
  // An address that somebody else wrote chooses nothing.
  await page.evaluate(
    "location.hash = location.hash.split('?')[0] + '?stage=__proto__&severity=x&point=99999'",
  );
  await expect(rows(page).first()).toBeVisible();
  await expect(severity("All")).toHaveAttribute("aria-pressed", "true");
});

test("a finding's bytes: named, walked by key, copied; its rule read without network", async ({
  page,
  world,
  context,
}) => {
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  const clipboard = (): Promise<string> => page.evaluate("navigator.clipboard.readText()");
  const outside: string[] = [];
  page.on("request", (request) => {
    if (!["127.0.0.1", "localhost", ""].includes(new URL(request.url()).hostname))
      outside.push(request.url());
  });
  let dialogs = 0;
  page.on("dialog", (dialog) => {
    dialogs += 1;
    void dialog.dismiss();
  });
  const she = person(page, world);
  await opensReport(page, she, 2);
  await page
    .getByRole("list", { name: "Stages" })
    .getByRole("button", { name: /^Content/ })
    .click();
  const row = rows(page).filter({ hasText: "onerror" }).first();
  await row.click();
  await expect(row).toHaveAttribute("aria-expanded", "true");
  const panel = points(page)
    .getByRole("listitem")
    .filter({ hasText: "Outlined: metadata value x.bell.0 (text)" });
  const grid = panel.getByRole("grid", { name: /Outlined: metadata value x\.bell\.0 \(text\)/ });
  await expect(panel.getByText("Outlined: metadata value x.bell.0 (text)")).toBeVisible();

  // The text of the file is text: no element was made of it.
  await expect(panel.locator("img")).toHaveCount(0);
  await grid.focus();
  const cell = grid.locator('[aria-selected="true"]');
  await expect(cell).toHaveAccessibleName(/byte 07 \(7\) · metadata value x\.bell\.0 \(text\)$/);
  await page.keyboard.press("ArrowRight");
  await expect(cell).toHaveAccessibleName(/byte 3C \(60\)/);
  // Beyond what the report keeps, the bytes are read out of the vault by a confined process.
  await panel.getByRole("textbox", { name: "Go to offset" }).fill("0");
  await page.keyboard.press("Enter");
  await expect(cell).toHaveAccessibleName(/^0x00000000 · byte 47 \(71\) · file mark, GGUF$/);
  await grid.focus();
  await page.keyboard.press("PageDown");
  await expect(cell).toHaveAccessibleName(/^0x00000080 · /);
  await panel.getByRole("textbox", { name: "Go to offset" }).fill("0xFFFFFFFF");
  await page.keyboard.press("Enter");
  await expect(panel.getByRole("alert")).toHaveText(
    /^Only bytes 0x00000000 to 0x[0-9A-F]{8} can be shown\.$/,
  );
  await panel.getByRole("button", { name: "Back to the point" }).click();
  await expect(cell).toHaveAccessibleName(/byte 07/);

  await panel.getByRole("button", { name: /^Copy the field/ }).click();
  expect(Buffer.from((await clipboard()).replaceAll(" ", ""), "hex").toString("latin1")).toBe(
    "\u0007<img src=x onerror=alert(1)>",
  );
  await panel.getByRole("button", { name: "Copy this point as text" }).click();
  expect(await clipboard()).toMatch(
    /\nRule: gguf\.control-characters\n[^]*\nField: metadata value x\.bell\.0/,
  );
  await panel.getByRole("button", { name: "Copy offset" }).first().click();
  expect(await clipboard()).toMatch(/^0x[0-9A-F]{8}$/);
  expect(await faultsOf(page)).toEqual([]);

  const before = page.url();
  await panel.getByRole("link", { name: /^Rule gguf\.control-characters/ }).click();
  await expect(page.getByRole("heading", { level: 1, name: "gguf.control-characters" })).toBeVisible();
  await expect(page.getByText("Why it matters")).toBeVisible();
  await expect(page.getByText("What to do")).toBeVisible();
  expect(await faultsOf(page)).toEqual([]);
  await page.getByRole("link", { name: "All rules" }).click();
  await page.getByRole("textbox", { name: "Filter rules" }).fill("CVE-2024-23496");
  await page.getByRole("link", { name: "gguf.string-length" }).click();
  await page.getByRole("button", { name: "Copy CVE-2024-23496" }).click();
  expect(await clipboard()).toBe("CVE-2024-23496");
  expect(await faultsOf(page)).toEqual([]);
  await page.goto(before);
  await expect(rows(page).filter({ hasText: "onerror" }).first()).toHaveAttribute("aria-expanded", "true");
  expect({ outside, dialogs }).toEqual({ outside: [], dialogs: 0 });
});

test("in German, and in a narrow window", async ({ page, world }) => {
  const she = person(page, world);
  await page.emulateMedia({ reducedMotion: "reduce" });
  await opensReport(page, she);
  await page.evaluate("localStorage.setItem('casemate.language', 'de')");
  await page.reload();
  await page.setViewportSize({ width: 480, height: 800 });
  await expect(page.getByRole("list", { name: "Punkte" })).toBeVisible();
  await page
    .getByRole("group", { name: "Schwere" })
    .getByRole("button", { name: /^Mittel/ })
    .click();
  await expect(page.getByText(/^\d+ von \d+ Punkten gezeigt\.$/)).toBeVisible();
  const overflow = await page.evaluate<number>(
    "document.documentElement.scrollWidth - document.documentElement.clientWidth",
  );
  expect(overflow).toBe(0);
  expect(await faultsOf(page)).toEqual([]);
});
