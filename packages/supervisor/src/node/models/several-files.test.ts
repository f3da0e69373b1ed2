import fc from "fast-check";
import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { groupNames } from "../../common/model-groups.ts";
import { incomingDropped } from "./incoming.ts";
import { inOrder, modelDigest, modelName } from "./several-files.ts";

const sha = (text: string): string => createHash("sha256").update(text).digest("hex");

describe("the digest of a model of several files", () => {
  const names = fc.uniqueArray(fc.stringMatching(/^[a-z0-9]{1,4}(\/[a-z0-9]{1,4})?$/), {
    minLength: 2,
    maxLength: 8,
  });

  it("is the documented one", () => {
    const files = ["b", "a/c", "a-b"].map((name) => ({ name, sha256: sha(name) }));
    const lines = `${sha("a-b")}  a-b\n${sha("a/c")}  a/c\n${sha("b")}  b\n`;
    expect([modelDigest(files), modelDigest(files.slice(0, 1))]).toEqual([sha(lines), sha("b")]);
  });

  it("does not depend on the order of the files, and on nothing else less", () => {
    fc.assert(
      fc.property(names, fc.nat(), fc.constantFrom("name", "sha256"), (all, at, what) => {
        const files = all.map((name) => ({ name, sha256: sha(name) }));
        const changed = files.map((file, index) =>
          index === at % files.length ? { ...file, [what]: sha(`other ${file.name}`) } : file,
        );
        const digest = modelDigest(files);
        expect([
          modelDigest([...files].reverse()) === digest,
          modelDigest(changed) === digest,
          modelDigest([...files, { name: "zzzzz", sha256: sha("z") }]) === digest,
        ]).toEqual([true, false, false]);
      }),
    );
  });
});

describe("names of a model's files", () => {
  it.each([
    ["empty", [""]],
    ["an empty part", ["a//b"]],
    ["from the root", ["/etc/passwd"]],
    ["up", ["../a"]],
    ["up inside", ["a/../../b"]],
    ["here", ["a/./b"]],
    ["a folder", ["a/"]],
    ["with NUL", ["a\0b"]],
    ["longer than 300 bytes", ["ä".repeat(151)]],
    ["twice", ["a", "b", "a"]],
    ["with a line feed, among several", ["a", `b\n${"0".repeat(64)}  c`]],
  ])("%s: refused", (_what, bad) => {
    expect(() => inOrder(bad.map((name) => ({ name })))).toThrow(
      expect.objectContaining({ code: "bad_name" }),
    );
  });

  it("that are plain stand in one order", () => {
    const good = ["b/a", "b", "B", "ä".repeat(150), "a b", "..a", "-"].map((name) => ({ name }));
    expect(inOrder(good)).toEqual(inOrder([...good].reverse()));
  });
});

describe("what a model is called", () => {
  it.each<[label: string, files: string[], name: string]>([
    ["m.gguf", ["m.gguf"], "m"],
    [".gguf", [".gguf"], ".gguf"],
    ["m-00001-of-00002.gguf", ["m-00001-of-00002.gguf", "m-00002-of-00002.gguf"], "m"],
    ["v1.5", ["config.json", "model.safetensors"], "v1.5"],
  ])("%s", (label, files, name) => {
    expect(modelName(label, files)).toBe(name);
  });
});

describe("a drop of several files", () => {
  it("is sorted into models, each with its files in order", () => {
    const names = [
      "x/b-00002-of-00002.gguf",
      "a.gguf",
      "x/b-00001-of-00002.gguf",
      "p/unet/w.safetensors",
      "p/model_index.json",
    ];
    expect(groupNames(names)).toEqual([
      {
        name: "b-00001-of-00002.gguf",
        files: [
          { at: 2, name: "b-00001-of-00002.gguf" },
          { at: 0, name: "b-00002-of-00002.gguf" },
        ],
      },
      { name: "a.gguf", files: [{ at: 1, name: "a.gguf" }] },
      {
        name: "p",
        files: [
          { at: 4, name: "model_index.json" },
          { at: 3, name: "unet/w.safetensors" },
        ],
      },
    ]);
  });

  it("gives every file to exactly one model", () => {
    const part = fc.constantFrom(
      "a",
      "b",
      "model_index.json",
      "c.gguf",
      "d-00001-of-00002.gguf",
      "e.safetensors",
      "README.md",
    );
    const path = fc.array(part, { minLength: 1, maxLength: 3 }).map((parts) => parts.join("/"));
    fc.assert(
      fc.property(fc.uniqueArray(path, { minLength: 1, maxLength: 12 }), (names) => {
        // GGUF files beside a list of tensors are models by themselves.
        const given = groupNames(names).flatMap(({ files }) => files.map(({ at }) => at));
        expect(given.sort((a, b) => a - b)).toEqual(names.map((_, at) => at));
      }),
    );
  });

  it.each<[what: string, paths: string[], label: string, names: string[]]>([
    ["one file", ["/d/m.gguf"], "m.gguf", ["m.gguf"]],
    ["a pipeline", ["/d/p/unet/w", "/d/p/vae/w", "/d/p/i.json"], "p", ["unet/w", "vae/w", "i.json"]],
    [
      "parts",
      ["/d/m-00002-of-00002.gguf", "/d/m-00001-of-00002.gguf"],
      "m-00001-of-00002.gguf",
      ["m-00002-of-00002.gguf", "m-00001-of-00002.gguf"],
    ],
    ["files that share the root only", ["/a/x", "/b/x"], "x", ["a/x", "b/x"]],
  ])("from the window, %s: named by the folder that they are all in", (_what, paths, label, names) => {
    const incoming = incomingDropped(paths);
    expect([incoming.label, incoming.files.map(({ name }) => name)]).toEqual([label, names]);
  });
});
