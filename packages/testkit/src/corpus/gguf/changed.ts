import {
  buildGguf,
  withTensor,
  withValue,
  type GgufSpec,
  type GgufTensorSpec,
  type GgufValue,
} from "../../gguf-builder.ts";
import { oneFile, type CorpusRow } from "../row.ts";

/** A row whose hostile file is a sound one with one change. */
export function changed(
  what: string,
  rule: string,
  verdict: CorpusRow["verdict"],
  twin: () => GgufSpec,
  change: (good: GgufSpec) => GgufSpec,
): CorpusRow {
  return {
    what,
    rule,
    verdict,
    hostile: () => oneFile(buildGguf(change(twin()))),
    twin: () => oneFile(buildGguf(twin())),
  };
}

/** Puts one value in the place of another. */
export function value(key: string, replacement: GgufValue): (good: GgufSpec) => GgufSpec {
  return (good) => withValue(good, key, replacement);
}

/** Puts one tensor in the place of the tensor of that name. */
export function tensor(name: string, replacement: GgufTensorSpec): (good: GgufSpec) => GgufSpec {
  return (good) => {
    const index = good.tensors.findIndex((row) => row.name === name);
    if (index < 0) throw new Error(`no tensor ${name}`);
    return withTensor(good, index, replacement);
  };
}

/** Leaves out the tensors that match. */
export function without(pattern: RegExp): (good: GgufSpec) => GgufSpec {
  return (good) => ({ ...good, tensors: good.tensors.filter(({ name }) => !pattern.test(name)) });
}
