import { describe, expect, it } from "vitest";
import { groupFiles, type Listed } from "./model-groups.ts";

function listed(path: string): Listed {
  const base = path.slice(path.lastIndexOf("/") + 1);
  return { path, folder: path.slice(0, path.length - base.length), base };
}

/** The groups of these files, each by its paths. */
function groups(...paths: string[]): string[][] {
  return groupFiles(paths.map(listed)).map(({ files }) => files.map(({ path }) => path));
}

const A = ["a-00001-of-00002.gguf", "a-00002-of-00002.gguf"];
const B = ["b-00001-of-00002.gguf", "b-00002-of-00002.gguf"];

describe("what is judged as one model, by names alone", () => {
  it.each<[what: string, ...expected: string[][]]>([
    ["single models", ["x.gguf"], ["y.gguf"], ["z.safetensors"]],
    ["two split models", A, B],
    ["a split model, a whole one and a stranger", A, ["c.gguf"], ["d.pkl"]],
    ["series of another length", ["a-00001-of-00003.gguf"], A],
    ["a split model with what lies beside it", [...A, "README.md", "config.json", "x.py"]],
    ["one model with what lies beside it", ["README.md", "x.safetensors"]],
    ["two models with a README", ["README.md"], ["x.gguf"], ["y.gguf"]],
    ["one model with a stranger", ["x.gguf"], ["y.pkl"]],
    ["a folder with a list", ["m.safetensors", "m.safetensors.index.json", "n.bin", "sub/o.safetensors"]],
    ["a pipeline", ["model_index.json", "unet/config.json", "unet/x.safetensors", "vae/y.safetensors"]],
    ["whole models beside a list", ["m.safetensors.index.json", "m.safetensors"], ["q4.gguf"], ["q8.gguf"]],
    ["folders of one model each", ["p/config.json", "p/x.safetensors"], ["q/config.json", "q/x.safetensors"]],
    [
      "a model above another",
      ["config.json", "x.safetensors", "pool/config.json"],
      ["b/config.json", "b/y.gguf"],
    ],
    ["equal parts in two folders", ["p/a-00001-of-00002.gguf"], ["q/a-00002-of-00002.gguf"]],
  ])("%s", (_what, ...expected) => {
    const found = groups(...expected.flat());
    const sorted = (rows: string[][]): string[] => rows.map((row) => [...row].sort().join(" ")).sort();
    expect(sorted(found)).toEqual(sorted(expected));
  });

  it("every file is in one group, whatever the names are", () => {
    const names = [
      "a.gguf",
      "config.json",
      "x.safetensors",
      "model_index.json",
      "README.md",
      ...A,
      ...B,
      "y.py",
    ];
    for (let mask = 1; mask < 2 ** names.length; mask += 7) {
      const chosen = names
        .filter((_, bit) => (mask & (1 << bit)) !== 0)
        .map((name, at) => `${"ab"[at % 3] ?? ""}/${name}`);
      expect(
        groups(...chosen)
          .flat()
          .sort(),
      ).toEqual([...chosen].sort());
    }
  });
});
