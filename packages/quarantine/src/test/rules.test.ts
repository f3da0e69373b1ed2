import { readdirSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { RULES } from "../common/rules/index.ts";
import { pagesOnDisk, renderPages, writePages } from "./rule-pages.ts";

const folder = new URL("../common/rules/", import.meta.url);

describe("the registry of rules", () => {
  it("has one rule for each file, named after it", () => {
    const files = readdirSync(folder, { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .flatMap(({ name }) =>
        readdirSync(new URL(`${name}/`, folder)).map((file) => `${name}.${file.replace(/\.ts$/, "")}`),
      );
    expect([...RULES.keys()].sort()).toEqual(files.sort());
  });

  it("says everything in whole sentences", () => {
    const bad = [...RULES.values()].filter(
      ({ why, remedy }) => ![why, remedy].every((text) => /^[A-Z].*[.?]$/.test(text)),
    );
    expect(bad.map(({ id }) => id)).toEqual([]);
  });
});

/** UPDATE_RULE_PAGES=1 writes them anew. */
it("docs/rules says what the rules say", async () => {
  const pages = await renderPages();
  if (process.env["UPDATE_RULE_PAGES"] === "1") writePages(pages);
  expect(pagesOnDisk()).toEqual(pages);
});
