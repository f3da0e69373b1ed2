import * as z from "zod";
import { Sha256 } from "./common.ts";

/** Two lists by digest: `pins` are the files that are meant, `blocks` those that never come in. */
export const DigestListName = z.enum(["pins", "blocks"]);
export type DigestListName = z.output<typeof DigestListName>;

const Label = z.string().max(255);

/** One file, named by its bytes. `name` is the file name that was meant, empty when none is known. */
export const DigestEntry = z.strictObject({
  sha256: Sha256,
  name: Label.default(""),
  note: Label.default(""),
});
export type DigestEntry = z.output<typeof DigestEntry>;

/** What may be admitted beside the rules. "broken": policy or a list cannot be read, and nothing is admitted. */
export const AdmissionSlice = z.strictObject({
  state: z.enum(["default", "file", "broken"]),
  /** By which every verdict names it: SHA-256 of the policy, "default", or "not-loaded". */
  policy: z.union([Sha256, z.enum(["default", "not-loaded"])]),
  /** Why it is broken, in one sentence. */
  error: z.string().max(1000).nullable(),
  pins: z.int().nonnegative(),
  blocks: z.int().nonnegative(),
});
export type AdmissionSlice = z.output<typeof AdmissionSlice>;
