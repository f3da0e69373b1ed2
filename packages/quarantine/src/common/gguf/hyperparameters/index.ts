import type { ByteSource } from "../../byte-source.ts";
import type { Report } from "../../findings.ts";
import { quoted } from "../../text.ts";
import { MAX_LAYERS } from "../limits.ts";
import { architectureOf, integerOf, reportValue, type Metadata } from "../metadata-view.ts";
import type { GgufTensor } from "../tensors.ts";
import { ARCHITECTURES } from "./architectures.ts";
import { checkEmbedding } from "./embedding.ts";
import { checkExperts } from "./experts.ts";
import { checkHeads } from "./heads.ts";
import { checkLayers } from "./layers.ts";
import { checkNumbers } from "./numbers.ts";
import { checkRows } from "./rows.ts";
import { layerList, type Subject } from "./subject.ts";

/** Checks the architecture and the sizes that loaders allocate by, against each other and against the tensors. */
export function checkHyperparameters(
  source: ByteSource,
  metadata: Metadata,
  tensors: readonly GgufTensor[],
  report: Report,
): void {
  const name = architectureOf(metadata);
  if (name === null || !/^[A-Za-z0-9_.-]{1,64}$/.test(name)) {
    const message =
      "The name of the architecture is missing or not a plain word, so nobody can tell which code reads the file.";
    const value = metadata.get("general.architecture");
    if (value) reportValue(report, "gguf.architecture", "general.architecture", value, message);
    else report({ rule: "gguf.architecture", where: "general.architecture", message });
    return;
  }
  const subject = subjectOf(source, name, metadata, tensors, report);
  sayUnknown(subject);
  checkNumbers(subject);
  checkLayers(subject);
  checkHeads(subject);
  checkExperts(subject);
  checkEmbedding(subject);
  checkRows(subject);
}

function subjectOf(
  source: ByteSource,
  name: string,
  metadata: Metadata,
  tensors: readonly GgufTensor[],
  report: Report,
): Subject {
  const byName = new Map(tensors.map((tensor) => [tensor.name, tensor]));
  const lists = new Map<string, readonly number[] | null>();
  const value = (key: string): ReturnType<Metadata["get"]> => metadata.get(`${name}.${key}`);
  const integer = (key: string): bigint | null => integerOf(metadata, `${name}.${key}`);
  const blocks = integer("block_count");
  return {
    name,
    known: ARCHITECTURES.get(name) ?? null,
    metadata,
    tensors,
    tensor: (tensorName) => byName.get(tensorName),
    value,
    integer,
    perLayer: (key, layer) => {
      if (value(key)?.kind !== "array") return integer(key);
      let list = lists.get(key);
      if (list === undefined) lists.set(key, (list = layerList(source, value(key))));
      const entry = list?.[layer];
      return entry === undefined || entry < 0 ? null : BigInt(entry);
    },
    blocks: blocks !== null && blocks > 0n && blocks <= MAX_LAYERS ? Number(blocks) : null,
    report,
  };
}

function sayUnknown({ name, known, metadata, report }: Subject): void {
  const value = metadata.get("general.architecture");
  if (known || !value) return;
  reportValue(
    report,
    "gguf.unknown-architecture",
    "general.architecture",
    value,
    `The architecture ${quoted(name)} is not one that the bundled engine knows. Its sizes were not compared with its tensors, and it may not load.`,
  );
}
