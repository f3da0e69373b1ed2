import { FAMILIES, type Family, type Input } from "./families.ts";
import {
  buildCompressed,
  buildPickle,
  buildTarInput,
  buildZipInput,
  changeSet,
} from "./mutate-containers.ts";
import { mutateBytes } from "./mutate-bytes.ts";
import { buildMutated, buildMutatedSafetensors } from "./mutate-spec.ts";
import { buildTemplateFile } from "./mutate-template.ts";
import type { Random } from "./random.ts";

/** Families that inputs are written for from a description; the others only have their bytes changed. */
const BUILDERS: Partial<Readonly<Record<Family, (random: Random) => Uint8Array>>> = {
  gguf: buildMutated,
  safetensors: buildMutatedSafetensors,
  templates: buildTemplateFile,
  pickle: buildPickle,
  zip: buildZipInput,
  tar: buildTarInput,
  compressed: buildCompressed,
};

/** One input of a family (any, when null): from a description, or an input of the pool with bytes changed. */
export function makeInput(
  pools: ReadonlyMap<Family, readonly Input[]>,
  only: Family | null,
  random: Random,
): { family: Family; files: Input } {
  const family = only ?? random.pick(FAMILIES);
  const build = BUILDERS[family];
  if (build && random.below(3) === 0)
    return { family, files: [{ name: "model.gguf", bytes: build(random) }] };
  const pool = pools.get(family) ?? [];
  const files = pool.length === 0 ? [] : random.pick(pool);
  if (family === "sets" && random.below(2) === 0) return { family, files: changeSet(files, random) };
  const at = random.below(files.length);
  const other = random.pick(random.pick(pool));
  return {
    family,
    files: files.map((file, index) =>
      index === at ? { ...file, bytes: mutateBytes(file.bytes, other.bytes, random) } : file,
    ),
  };
}
