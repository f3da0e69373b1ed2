// Whether every sentence of the files below is known in German: who adds one there adds it here too, or this test names it.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import ts from "typescript";
import { expect, it } from "vitest";
import { translateToGerman } from "./de.ts";

const root = join(import.meta.dirname, "../../../../..");
const HEALTH = "packages/supervisor/src/common/health";
/** `engine.ts` speaks on the command line only, which is English. */
const FILES = [
  ...readdirSync(join(root, HEALTH))
    .filter((name) => !name.endsWith(".test.ts") && name !== "engine.ts")
    .map((name) => join(HEALTH, name)),
  "packages/supervisor/src/node/panic/resumable.ts",
  "packages/supervisor/src/node/attestation/parts.ts",
  "packages/supervisor/src/node/attestation/programs.ts",
  "packages/supervisor/src/node/incidents/effects.ts",
  "packages/supervisor/src/node/incidents/state-parts.ts",
  "packages/supervisor/src/common/incidents/subject-files.ts",
];
/** Stands for what is inserted into a template. */
const INSERTED = "7";

/** Literals and templates that begin as a sentence or title does. */
function sentences(path: string): string[] {
  const source = ts.createSourceFile(path, readFileSync(join(root, path), "utf8"), ts.ScriptTarget.Latest);
  const found: string[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isImportDeclaration(node)) return;
    if (ts.isStringLiteral(node) || ts.isNoSubstitutionTemplateLiteral(node)) found.push(node.text);
    if (ts.isTemplateExpression(node))
      found.push(node.head.text + node.templateSpans.map(({ literal }) => INSERTED + literal.text).join(""));
    ts.forEachChild(node, visit);
  };
  visit(source);
  // What is inserted before the first word or after the last stop is a sentence of its own, judged where it is written.
  return found
    .map((text) => text.replace(/(?:^|(?<=\. ))(?:7 )+|(?<=\.)[7 ]+$/g, ""))
    .filter((text) => /^[A-Z0-9].* /.test(text));
}

it("knows every sentence of health and of the way back in German", () => {
  const unknown = FILES.flatMap((path) =>
    sentences(path).flatMap((text) =>
      translateToGerman(text)
        .filter((piece) => !piece.translated && !/^[7.: ]+$/.test(piece.text))
        .map((piece) => `${path}: ${piece.text}`),
    ),
  );
  expect(unknown).toEqual([]);
});
