import {
  buildGguf,
  goodGguf,
  withTensor,
  withValue,
  type GgufSpec,
  type GgufValue,
} from "../../gguf-builder.ts";
import { oneFile, type CorpusRow } from "../row.ts";

/** The rule that must speak, and the verdict. */
export type Outcome = readonly [rule: string, verdict: CorpusRow["verdict"]];
type Tensor = GgufSpec["tensors"][number];

/** Largest number of 64 bits; -1 where it is taken for signed. */
export const U64_MAX = 2n ** 64n - 1n;
/**
 * Its first tensor has a name that no size speaks about, so that rows may give it any shape: what a shape must be by the
 * architecture is judged elsewhere.
 */
export const good = withTensor(goodGguf(), 0, { name: "token_type.weight" });

/** A file as described, beside the nearest file that is in order. */
export function row(
  what: string,
  [rule, verdict]: Outcome,
  hostile: GgufSpec,
  twin: GgufSpec = good,
): CorpusRow {
  return {
    what,
    rule,
    verdict,
    hostile: () => oneFile(buildGguf(hostile)),
    twin: () => oneFile(buildGguf(twin)),
  };
}

/** Bytes that are no longer what the builder would write, beside the file they come from. */
export function altered(
  what: string,
  [rule, verdict]: Outcome,
  change: (bytes: Uint8Array) => Uint8Array,
  spec: GgufSpec = good,
): CorpusRow {
  return {
    what,
    rule,
    verdict,
    hostile: () => oneFile(change(buildGguf(spec))),
    twin: () => oneFile(buildGguf(spec)),
  };
}

/** One metadata value wrong; `fine` is the nearest value that is in order (the good file's own when left out). */
export function value(
  what: string,
  outcome: Outcome,
  key: string,
  bad: GgufValue,
  fine: GgufValue | null = null,
): CorpusRow {
  return row(what, outcome, withValue(good, key, bad), fine === null ? good : withValue(good, key, fine));
}

/** One tensor's row wrong; `fine` is the nearest that is in order. */
export function tensor(
  what: string,
  outcome: Outcome,
  bad: Partial<Tensor>,
  fine: Partial<Tensor> = {},
  index = 0,
): CorpusRow {
  return row(what, outcome, withTensor(good, index, bad), withTensor(good, index, fine));
}
