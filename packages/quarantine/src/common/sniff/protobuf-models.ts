import type { Draft } from "../findings.ts";
import { utf8 } from "../text.ts";
import { notAdmitted, type Sniffer } from "./define-sniffer.ts";
import { readFields, type Field } from "./protobuf.ts";

/** Operations of a TensorFlow graph that reach outside of it. */
const REACHES_OUT =
  /^(ReadFile|WriteFile|MatchingFiles|PyFunc|PyFuncStateless|EagerPyFunc|MergeV2Checkpoints|Save|SaveV2|ShutdownDistributedTPU|LoadLibrary|PrintV2|DebugIdentityV\d)$/;

/** Models that are protobuf messages without a magic, told by their first fields. */
export const sniffProtobuf: Sniffer = (head, source) => {
  const fields = readFields(head, source.size);
  if (!fields || fields.length === 0) return null;
  if (isSavedModel(fields)) return notAdmitted("TensorFlow SavedModel", tensorflow("SavedModel", head));
  if (isGraph(fields, head)) return notAdmitted("TensorFlow graph", tensorflow("graph", head));
  if (isCoreml(fields))
    return notAdmitted("Core ML", {
      rule: "format.coreml",
      length: 2,
      message:
        "This is a Core ML model. It can name custom layers, which are code of the program that loads it.",
    });
  return isPaddle(fields, head)
    ? notAdmitted("Paddle", {
        rule: "format.paddle",
        length: 2,
        message:
          "This is a Paddle program. Its engine carries out the instructions in it, and its parameters lie elsewhere, often as pickles.",
      })
    : null;
};

function tensorflow(what: string, head: Uint8Array): Draft {
  const op = words(head).find((word) => REACHES_OUT.test(word));
  const why =
    op === undefined
      ? "Such graphs can read and write files when they run."
      : `Its graph has the operation ${op}, which reaches outside of the graph.`;
  return { rule: "format.tensorflow", length: 2, message: `This is a TensorFlow ${what}. ${why}` };
}

/** Schema version 1, then graphs. */
function isSavedModel(fields: readonly Field[]): boolean {
  const [version, ...graphs] = fields;
  return (
    version?.field === 1 &&
    version.wire === 0 &&
    version.value === 1 &&
    graphs.length > 0 &&
    graphs.every(({ field, wire }) => field === 2 && wire === 2)
  );
}

/** Nodes, each with a name and an operation. */
function isGraph(fields: readonly Field[], head: Uint8Array): boolean {
  const [first] = fields;
  if (first?.field !== 1 || first.wire !== 2) return false;
  if (
    !fields.every(({ field, wire }) => wire === 2 && field <= 5) &&
    !fields.some(({ field }) => field === 4)
  )
    return false;
  const node = readFields(head.subarray(first.at, first.at + first.value), first.value);
  const text = (number: number): string => {
    const found = node?.find(({ field, wire }) => field === number && wire === 2);
    return found ? utf8(head.subarray(first.at + found.at, first.at + found.at + found.value)) : "";
  };
  return /^[A-Za-z0-9.][\w.\\/>-]*$/.test(text(1)) && /^[A-Z][A-Za-z0-9]*$/.test(text(2));
}

/** A version, a description, and one of the kinds of model, which have numbers from 200. */
function isCoreml(fields: readonly Field[]): boolean {
  const [version, description, model] = fields;
  return (
    version?.field === 1 &&
    version.wire === 0 &&
    version.value <= 100 &&
    description?.field === 2 &&
    description.wire === 2 &&
    model !== undefined &&
    (model.field >= 200 || model.field === 10)
  );
}

/** Blocks that begin with their number and their parent's. */
function isPaddle(fields: readonly Field[], head: Uint8Array): boolean {
  const [first] = fields;
  if (first?.field !== 1 || first.wire !== 2) return false;
  const block = readFields(head.subarray(first.at, first.at + first.value), first.value);
  const [own, parent, variables] = block ?? [];
  return (
    own?.field === 1 && own.wire === 0 && parent?.field === 2 && parent.wire === 0 && variables?.field === 3
  );
}

function words(bytes: Uint8Array): readonly string[] {
  return new TextDecoder("latin1").decode(bytes).match(/[A-Z][A-Za-z0-9]{3,40}/g) ?? [];
}
