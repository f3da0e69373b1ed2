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

const GPU = "packages/gpu-watch/src/common";
/** What GPU watch tells of cards and machine. */
const GPU_FILES = [
  ...readdirSync(join(root, GPU, "probes")).map((name) => join(GPU, "probes", name)),
  ...["explain.ts", "engine-drift.ts"].map((name) => join(GPU, "baseline", name)),
  join(GPU, "check.ts"),
  join(GPU, "webgpu/answer-text.ts"),
];
/** Parts that are only told within a sentence, which is judged whole where it is put together, or that are no sentences: names in evidence. */
const PARTS: ReadonlySet<string> = new Set([
  "7 times",
  "A card",
  "A program on the processor (7) stood in for a card",
  "7 and computed wrong: see the known answers of the processor.",
  "7 and computed 7",
  "computed 7 That shows that the results were right, not which unit computed them, nor that kernels of CUDA, ROCm or Metal are.",
  "An accelerator 7 Which one it was is not known.",
  "7 known products exactly; 7 of memory kept what was written in 7 passes (7 test).",
  "End the other programs while a model works",
  "7 × 7",
  "7 words wrong, the first at 7, bits 7",
  "7 GiB",
  "7 MiB",
  "Memory that was walked is wrong between 7 and the next 256 KiB",
  "Start of the machine: 7",
  "Unknown: too little of 7 could be judged.",
  "What could be looked at of 7 is as it should be.",
  "7, or switch on process isolation of the driver (amd-smi set --process-isolation 1 as administrator).",
  "7, and install the newest driver of the card's maker.",
  "7: this chip has no switch against it.",
  "A program on the processor that stood in for a card computed wrong: 7 What models and programs compute here cannot be trusted.",
  "7 is new (7)",
  "7 is gone (7)",
  "7 memory errors that could not be corrected7.",
  "7 found, and no baseline says which there should be.",
  "7, as in the baseline, but device files could not be listed7.",
  "7, the ones of the baseline.",
  "There is no accelerator. 7 That says nothing about any card.",
  "7 had to repeat 7 packets on its link7.",
  "Speed of the known answers (advisory)",
  "half of them within",
  "7: the device itself counted 7.",
  "7: its digest is not what was written gives, though the device noticed nothing.",
  "7: the digest is wrong; the device itself counted 7.",
]);

/** Literals and templates that begin as a sentence or title does. */
function sentences(path: string): string[] {
  // What is inserted before the first word or after the last stop is a sentence of its own, judged where it is written.
  return texts(path)
    .map((text) => text.replace(/(?:^|(?<=\. ))(?:7 )+|(?<=\.)[7 ]+$/g, ""))
    .filter((text) => /^[A-Z0-9].* /.test(text));
}

function texts(path: string): string[] {
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
  return found;
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

/** Whole sentences, what is listed as not covered, and the titles that stand before what was found. */
function told(path: string): string[] {
  return texts(path)
    .map((text) => text.replace(/(?<=[.)]) ?7[7 ]*$/, ""))
    .filter((text) => !PARTS.has(text) && (/^(?:7\b[,:]? ?|[A-Z]).* .*[.)]$/.test(text) || isListed(text)));
}
/** Lines of lists begin small and are no sentences. */
function isListed(text: string): boolean {
  return /^(?:whether a |the engine's answers|the card's memory|the machine's memory|anything the|which |any card|half |memory beyond|kernels of|all memory|7 of the 7|7 that)/.test(
    text,
  );
}

/** The same parts as they are told in the end. */
const PUT_TOGETHER: readonly string[] = [
  "End the other programs while a model works, or switch on process isolation of the driver (amd-smi set --process-isolation 1 as administrator).",
  "End the other programs while a model works, and install the newest driver of the card's maker.",
  "End the other programs while a model works: this chip has no switch against it.",
  "The driver reported 3 times a hang, reset or error.",
  "A card does not say what it is, so known weaknesses cannot be looked up.",
  "There is no accelerator. A program on the processor (swiftshader) stood in for a card and computed 6 known products exactly; 64 MiB of memory kept what was written in 4 passes (deep test). That says nothing about any card.",
  "A program on the processor (swiftshader) stood in for a card and computed wrong: see the known answers of the processor. No card computed anything: the browser did not reach one.",
  "A program on the processor that stood in for a card computed wrong: 1 of 6 products, and 0 stretches of memory. In a product of 3 × 4 × 5 numbers (f32) the input A, read back after the product, is wrong in row 1, column 2: bits 0x00000001. What models and programs compute here cannot be trusted.",
  "An accelerator computed 6 known products exactly; 1.5 GiB of memory kept what was written in 4 passes (quick test). Which one it was is not known.",
  "Memory that was walked is wrong between 3 MiB and the next 256 KiB: the device itself counted 1 words wrong, the first at 7, bits 0x00000001.",
  "Memory that was walked is wrong between 3 MiB and the next 256 KiB: its digest is not what was written gives, though the device noticed nothing.",
  "Memory that was walked is wrong between 3 MiB and the next 256 KiB: the digest is wrong; the device itself counted 1 words wrong, the first at 7, bits 0x00000001.",
  "Explained: driver of 0000:01:00.0 was 1.2 and is 1.3. The package manager installed this version since the baseline. Unexplained: /dev/nvidia7 is new (there).",
  "Unexplained: card of 0000:01:00.0 is gone (NVIDIA A100-SXM4-80GB). And 2 more.",
  "9 memory errors that could not be corrected since the baseline.",
  "2 cards found, and no baseline says which there should be.",
  "1 card, as in the baseline, but device files could not be listed when it was captured.",
  "2 cards, the ones of the baseline.",
  "NVIDIA A100-SXM4-80GB had to repeat 1001 packets on its link since the baseline.",
  "NVIDIA A100-SXM4-80GB could correct memory errors, and that is switched off. AMD Instinct MI300X could correct memory errors, and that is switched off.",
  "What could be looked at of the accelerator is as it should be. The results of known products were right.",
  "What could be looked at of 3 accelerators is as it should be. That an accelerator's results are right was not shown: its known answers say why.",
  "Unknown: too little of 2 accelerators could be judged. nvidia-smi told nothing. 9 of 15 probes could not look.",
];

it("knows every sentence, remedy and reason of GPU watch, and every line of what it did not look at, in German", () => {
  const known = (text: string): boolean =>
    translateToGerman(text).every((piece) => piece.translated || /^[7.:… ]+$/.test(piece.text));
  const unknown = GPU_FILES.flatMap((path) =>
    told(path)
      .filter((text) => !known(text) && !known(text.replace(/^(?:7 )+/, "")))
      .map((text) => `${path}: ${text}`),
  );
  expect([...unknown, ...PUT_TOGETHER.filter((text) => !known(text))]).toEqual([]);
});
