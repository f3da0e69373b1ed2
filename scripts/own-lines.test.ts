import { Linter } from "eslint";
import { expect, test } from "vitest";
import { ownLines } from "./lint/own-lines.mjs";

function lint(source: string): string[] {
  const config = {
    plugins: { toy: { rules: { "own-lines": ownLines } } },
    rules: { "toy/own-lines": ["error", { max: 4 }] },
  } as const;
  return new Linter()
    .verify(source, config as unknown as Linter.Config)
    .map(({ line, message }) => `${String(line)} ${message}`);
}

test("counts a function's own lines, not those of functions inside it, blank lines or comments", () => {
  const factory =
    "function make() {\n\n  // why\n  const a = () => {\n    one();\n    two();\n  };\n  return { a };\n}\n";
  const long = "function long() {\n  one();\n  two();\n  three();\n}\n";
  expect([lint(factory), lint(long), lint(`const f = () => {\n${long}};`)]).toEqual([
    [],
    [expect.stringMatching(/^1 This function has 5 lines/)],
    [expect.stringMatching(/^2 This function has 5 lines/)],
  ]);
});
