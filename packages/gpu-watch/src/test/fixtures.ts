import { readFileSync } from "node:fs";
import { join } from "node:path";
import * as z from "zod";

const FOLDER = join(import.meta.dirname, "../../fixtures");
/** Where each vendor publishes its documentation; a manual page is named as the vendor's own system ships it. */
const PUBLISHED: ReadonlyMap<string, RegExp> = new Map([
  ["NVIDIA", /^https:\/\/docs\.nvidia\.com\/./],
  ["AMD", /^https:\/\/rocm\.docs\.amd\.com\/./],
  ["Apple", /^(?:https:\/\/developer\.apple\.com\/.|man:[a-z_]+\(\d\)$)/],
  ["Linux", /^https:\/\/docs\.kernel\.org\/./],
]);
const Documentation = z
  .strictObject({ vendor: z.string(), address: z.string(), part: z.string().min(3) })
  .refine(({ vendor, address }) => PUBLISHED.get(vendor)?.test(address) === true, {
    message: "That is not where this vendor publishes.",
  });
const about = { file: z.string(), reader: z.string(), about: z.string().min(3) };
/** What a fixture is made after, or where it was recorded. */
export const Entry = z.discriminatedUnion("mark", [
  z.strictObject({
    ...about,
    mark: z.literal("constructed"),
    from: z.array(Documentation).min(1),
    /** Public reports of such cards, where values were taken from some. */
    figures: z.array(z.url({ protocol: /^https$/ })).optional(),
  }),
  z.strictObject({
    ...about,
    mark: z.literal("recorded"),
    by: z.union([
      z.strictObject({ machine: z.string().min(3), date: z.iso.date() }),
      z.strictObject({ source: z.url({ protocol: /^https$/ }), licence: z.string().min(3) }),
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
