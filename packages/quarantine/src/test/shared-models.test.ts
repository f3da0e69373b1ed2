import { closeSync, existsSync, openSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, describe, expect, it } from "vitest";
import { headlineFor } from "../common/headline.ts";
import { fileSource } from "../node/file-source.ts";
import { judge, judgeSource, rulesOf } from "./judge.ts";

/** Real models lie beside the repository or where the variable says; a clone alone has none. */
const folder =
  process.env["CASEMATE_TEST_MODELS"] ??
  fileURLToPath(new URL("../../../../../shared/models", import.meta.url));
const open: number[] = [];

function source(name: string): ReturnType<typeof fileSource> {
  const fd = openSync(join(folder, name), "r");
  open.push(fd);
  return fileSource(fd);
}

afterAll(() => {
  open.forEach(closeSync);
});

describe.skipIf(!existsSync(join(folder, "stories260K.gguf")))(
  "the model stories260K (needs the shared models)",
  () => {
    it("is admitted by the static stages without a finding above low", async () => {
      const report = await judgeSource(source("stories260K.gguf"));
      expect({
        verdict: report.verdict,
        runnable: report.runnable,
        sha256: report.sha256,
        rules: rulesOf(report),
        tensors: report.tensors.length,
        facts: report.facts,
      }).toEqual({
        verdict: "admit",
        runnable: true,
        sha256: "270cba1bd5109f42d03350f60406024560464db173c0e387d91f0426d3bd256d",
        rules: [],
        tensors: 48,
        facts: {
          format: "GGUF v3",
          architecture: "llama",
          title: "llama",
          tensors: 48,
          parameters: 292_800,
          quantisation: "F32",
          contextLength: 2048,
          chatTemplate: false,
        },
      });
    });

    it("one byte shorter is refused, naming the tensor that does not fit", async () => {
      const report = await judge(readFileSync(join(folder, "stories260K.gguf")).subarray(0, -1));
      expect({ verdict: report.verdict, headline: headlineFor(report) }).toEqual({
        verdict: "refuse",
        headline:
          'Refused. Tensor "blk.4.ffn_norm.weight" needs bytes 1,185,120 to 1,185,376 but the file ends at 1,185,375. The file is cut short or was altered.',
      });
    });
  },
);

/** Copies that went through a text editor or a text transfer have U+FFFD where bytes above 0x7F were. */
function wentThroughText(name: string): boolean {
  return readFileSync(join(folder, name)).subarray(0, 1024).includes(Buffer.from("\uFFFD"));
}

describe.each(["ggml-vocab-llama-spm.gguf", "ggml-vocab-gpt-2.gguf", "ggml-vocab-bert-bge.gguf"])(
  "the vocabulary %s (needs the shared models)",
  (name) => {
    it.skipIf(!existsSync(join(folder, name)))(
      "is held because it cannot be run, or refused where the copy is damaged",
      async () => {
        const report = await judgeSource(source(name));
        const whole = { verdict: "hold", rules: ["gguf.vocabulary-only"], runnable: false };
        const damaged = {
          verdict: "refuse",
          rules: ["gguf.string-length", "gguf.text-damage"],
          runnable: false,
        };
        expect({ verdict: report.verdict, rules: rulesOf(report), runnable: report.runnable }).toEqual(
          wentThroughText(name) ? damaged : whole,
        );
      },
    );
  },
);
