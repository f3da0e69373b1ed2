import { buildSafetensors, goodSafetensors, someFloats, type SafetensorsSpec } from "@casemate/testkit";
import { describe, expect, it } from "vitest";
import { headlineFor } from "../common/headline.ts";
import { judge, rulesOf } from "./judge.ts";

const good = goodSafetensors();
const EMBED = "model.embed.weight";

function entries(change: Record<string, unknown>): SafetensorsSpec {
  return { ...good, entries: { ...good.entries, ...change } };
}

const F32 = (shape: string, offsets: string): string =>
  `{"dtype":"F32","shape":${shape},"data_offsets":${offsets}}`;

describe("well-formed safetensors twins", () => {
  it.each([
    ["the good file", good],
    ["a header filled with spaces", { ...good, header: `${JSON.stringify(good.entries)}     ` }],
    [
      "a header of odd length, so that the numbers lie crooked",
      { ...good, header: `${JSON.stringify(good.entries)} ` },
    ],
    [
      "a tensor without elements",
      entries({ empty: { dtype: "F32", shape: [0, 4], data_offsets: [116, 116] } }),
    ],
    ["a tensor without dimensions", { header: `{"t":${F32("[]", "[0,4]")}}`, data: someFloats(1) }],
    ["a name __proto__", { header: `{"__proto__":${F32("[4]", "[0,16]")}}`, data: new Uint8Array(16) }],
    [
      "4-bit numbers",
      { header: '{"t":{"dtype":"F4","shape":[4],"data_offsets":[0,2]}}', data: new Uint8Array(2) },
    ],
  ] satisfies [string, SafetensorsSpec][])(
    "%s is admitted as a component without a finding",
    async (_what, spec) => {
      const report = await judge(buildSafetensors(spec));
      expect({ verdict: report.verdict, rules: rulesOf(report), runnable: report.runnable }).toEqual({
        verdict: "admit",
        rules: [],
        runnable: false,
      });
      expect(headlineFor(report)).toMatch(/^Admitted as a component\. /);
    },
  );

  it("states facts", async () => {
    const report = await judge(
      buildSafetensors(
        entries({ __metadata__: { "modelspec.title": "Twin", "modelspec.architecture": "toy" } }),
      ),
    );
    expect(report.facts).toEqual({
      format: "safetensors",
      architecture: "toy",
      title: "Twin",
      tensors: 3,
      parameters: 36,
      quantisation: "F32",
      contextLength: null,
      chatTemplate: false,
    });
    expect(report.tensors.map(({ name }) => name)).toEqual([EMBED, "model.norm.weight", "model.mask"]);
  });
});
