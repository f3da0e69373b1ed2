import * as z from "zod";

/** Published weaknesses of the bundled inference engine, and what they mean here. */
export const EngineAdvisories = z.strictObject({
  /** The llama.cpp release; null when the installed engine does not say. */
  release: z.string().max(40).nullable(),
  /** The day the list was last compared with what is published. */
  asOf: z.iso.date(),
  ageDays: z.int(),
  /** The list is too old to rely on, or this machine's clock cannot be right. */
  stale: z.boolean(),
  advisories: z
    .array(
      z.strictObject({
        ids: z.array(z.string().max(60)).min(1).max(8),
        title: z.string().max(200),
        shape: z.string().max(200),
        state: z.enum(["fixed", "affected", "unknown"]),
        fixedIn: z.string().max(40).nullable(),
        reference: z.string().max(200),
        /** The rule of the gate that stops this shape before the engine sees it. */
        rule: z.string().max(80).nullable(),
        /** Why no rule is needed. */
        note: z.string().max(300).nullable(),
      }),
    )
    .max(200),
});
export type EngineAdvisories = z.output<typeof EngineAdvisories>;
