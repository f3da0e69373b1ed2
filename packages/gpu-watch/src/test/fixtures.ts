import { readFileSync } from "node:fs";
import { join } from "node:path";
import * as z from "zod";

const FOLDER = join(import.meta.dirname, "../../fixtures");
const Entry = z.discriminatedUnion("mark", [
  z.strictObject({
    file: z.string(),
    mark: z.literal("constructed"),
    from: z.string().min(10),
    about: z.string(),
  }),
  z.strictObject({
    file: z.string(),
    mark: z.literal("recorded"),
    about: z.string(),
    by: z.union([
      z.strictObject({ machine: z.string().min(3), date: z.iso.date() }),
      z.strictObject({ source: z.url(), licence: z.string().min(3) }),
    ]),
  }),
]);

export const FIXTURES = z.array(Entry).parse(JSON.parse(fixture("index.json")));
export const FIXTURE_FOLDER = FOLDER;

/** How many outputs of real hardware there are: what was written after documentation does not count. */
export function recordedOutputs(entries: typeof FIXTURES): number {
  return entries.filter(({ mark }) => mark === "recorded").length;
}

export function fixture(file: string): string {
  return readFileSync(join(FOLDER, file), "utf8");
}
