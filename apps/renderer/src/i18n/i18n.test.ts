import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { de } from "./de.ts";
import { en } from "./en.ts";

/** Every text by its dotted key. */
function flat(value: object, prefix = ""): Map<string, string> {
  const found = new Map<string, string>();
  for (const [name, inner] of Object.entries(value)) {
    const key = prefix === "" ? name : `${prefix}.${name}`;
    if (typeof inner === "string") found.set(key, inner);
    else flat(inner as object, key).forEach((text, deep) => found.set(deep, text));
  }
  return found;
}

function placeholders(text: string): string[] {
  return [...text.matchAll(/\{\{(\w+)\}\}/g)].map((match) => match[1] ?? "").sort();
}

function sources(folder: string): string {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.tsx?$/.test(entry.name) && !entry.parentPath.endsWith("i18n"))
    .map((entry) => readFileSync(join(entry.parentPath, entry.name), "utf8"))
    .join("\n");
}

it("says the same things with the same placeholders in every language", () => {
  const english = flat(en);
  const german = flat(de);
  const shape = (texts: Map<string, string>): [string, string[]][] =>
    [...texts].map(([key, text]) => [key, placeholders(text)]);
  expect(shape(german)).toEqual(shape(english));
});

it("has no text that nothing shows", () => {
  const code = sources(join(import.meta.dirname, ".."));
  // Keys are written whole, or as a template whose fixed part ends where the variable begins.
  const prefixes = [...code.matchAll(/[`"]([a-zA-Z.]+[._])\$\{/g)].map((match) => match[1] ?? "");
  const unused = [...flat(en).keys()]
    .map((key) => key.replace(/_(one|other)$/, ""))
    .filter((key) => !code.includes(`"${key}"`) && !prefixes.some((prefix) => key.startsWith(prefix)));
  expect([...new Set(unused)]).toEqual([]);
});

it("keeps to the house's words: no exclamation marks, no successes, no oops", () => {
  const bad = [...flat(en)].filter(([, text]) => /!|successful|oops|sorry|please/i.test(text));
  expect(bad).toEqual([]);
});
