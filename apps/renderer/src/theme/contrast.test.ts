import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";

const css = readFileSync(join(import.meta.dirname, "tokens.css"), "utf8");

/** The tokens of one scheme. */
function tokens(selector: string): Record<string, string> {
  const block = css.slice(css.indexOf(selector)).split("}", 1)[0] ?? "";
  return Object.fromEntries(
    [...block.matchAll(/--([\w-]+): (#[0-9a-f]{6});/g)].map((match) => [match[1] ?? "", match[2] ?? ""]),
  );
}

/** WCAG 2.2 relative luminance. */
function luminance(hex: string): number {
  const [r = 0, g = 0, b = 0] = [1, 3, 5].map((at) => {
    const value = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function contrast(a: string, b: string): number {
  const [dark = 0, light = 0] = [luminance(a), luminance(b)].sort((x, y) => x - y);
  return (light + 0.05) / (dark + 0.05);
}

const TEXT = ["text", "muted", "interactive", "ok", "warn", "danger", "info", "unknown"];
const SURFACES = ["canvas", "surface", "raised", "hover"];
const PAIRS = [
  ...TEXT.flatMap((text) => SURFACES.map((surface) => [text, surface] as const)),
  ["on-interactive", "interactive"],
  ["on-interactive", "interactive-hover"],
  ["on-interactive", "danger"],
  ["ok", "ok-wash"],
  ["muted", "ok-wash"],
  ["text", "danger-wash"],
  ["muted", "danger-wash"],
  ["text", "warn-wash"],
] as const;

it.each([
  ["dark", ':root[data-mantine-color-scheme="dark"]'],
  ["light", ':root[data-mantine-color-scheme="light"]'],
])("keeps 4.5:1 between text and what it stands on, %s", (_, selector) => {
  const colours = tokens(selector);
  const low = PAIRS.map(
    ([text, surface]) =>
      [
        text,
        surface,
        Math.round(contrast(colours[text] ?? "#000000", colours[surface] ?? "#000000") * 100) / 100,
      ] as const,
  ).filter(([, , ratio]) => ratio < 4.5);
  expect(low).toEqual([]);
});
