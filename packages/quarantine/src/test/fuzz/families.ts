import { CORPUS, type CorpusFile } from "@casemate/testkit";
import { MAX_INPUT_BYTES } from "./mutate-bytes.ts";

/** What inputs are made of. Every family gets the same share of a run, however many rows the corpus has of it. */
export const FAMILIES = [
  "gguf",
  "safetensors",
  "templates",
  "pickle",
  "zip",
  "tar",
  "compressed",
  "sets",
  "others",
] as const;
export type Family = (typeof FAMILIES)[number];

export type Input = readonly CorpusFile[];

/** Every file of the corpus, hostile and twin, by what it is made of. */
export function seedInputs(): Map<Family, Input[]> {
  const pools = new Map<Family, Input[]>();
  for (const [group, rows] of Object.entries(CORPUS))
    for (const files of rows.flatMap((row) => [row.hostile(), row.twin()])) {
      if (!files.every(({ bytes }) => bytes.length <= MAX_INPUT_BYTES)) continue;
      if (!files.some(({ bytes }) => bytes.length > 0)) continue;
      const family = familyOf(group, files);
      pools.set(family, [...(pools.get(family) ?? []), files]);
    }
  return pools;
}

function familyOf(group: string, files: Input): Family {
  const [file] = files;
  if (files.length !== 1 || !file) return "sets";
  if (group === "templates") return "templates";
  const { bytes } = file;
  const starts = (...magic: readonly number[]): boolean => magic.every((byte, at) => bytes[at] === byte);
  if (starts(0x47, 0x47, 0x55, 0x46)) return "gguf";
  if (bytes[8] === 0x7b && bytes[7] === 0) return "safetensors";
  if (starts(0x50, 0x4b)) return "zip";
  if (starts(0x1f, 0x8b) || starts(0x42, 0x5a, 0x68) || starts(0xfd, 0x37, 0x7a) || starts(0x78))
    return "compressed";
  if (bytes.length >= 512 && bytes.length % 512 === 0) return "tar";
  return group === "pickle" ? "pickle" : "others";
}
